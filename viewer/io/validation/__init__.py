"""The report of a validation as files: a page that holds all its pictures, tables, and a summary for other texts.

`tables` CSV and JSON · `summary` tables in words, for the README as Markdown · `page` HTML · `writing` all of it in
one new folder. It computes no statistics, draws nothing, and never leaves a half-written folder behind.
"""

from viewer.io.pages import Picture
from viewer.io.validation.writing import write_report

__all__ = ["Picture", "write_report"]
