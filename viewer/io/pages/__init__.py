"""Reports as one HTML page that needs no other file: tables of words, pictures within, readable without colour.

`elements` what every report is built from. It never computes a number, never asks the network for anything, and lets no
text become markup.
"""

from viewer.io.pages.elements import EMPTY, Picture, Table, figure_html, page_html, table_html

__all__ = ["EMPTY", "Picture", "Table", "figure_html", "page_html", "table_html"]
