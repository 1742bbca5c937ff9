"""A comparison of readings as files: tables, pictures and one page that holds them all.

`tables` CSV and JSON · `words` numbers for people · `page` HTML · `writing` all of it in one folder. It computes no
statistics, and never writes a file name, a folder or an identifier: studies appear by the codes that readers typed.
"""

from viewer.io.agreement.tables import agreement_json
from viewer.io.agreement.words import agreement_text
from viewer.io.agreement.writing import write_agreement
from viewer.io.pages import Picture

__all__ = ["Picture", "agreement_json", "agreement_text", "write_agreement"]
