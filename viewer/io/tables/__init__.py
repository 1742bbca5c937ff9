"""What is written and printed as text: measurements as JSON, CSV and XLSX, an opened study as a listing.

Every table reads its columns from `columns.COLUMNS`. A file is built from what is named there and nothing
else: no path, no description, no identifier of the input but its fingerprint. Only what goes to the standard
output may show source identifiers.
"""

from viewer.io.tables.columns import COLUMNS, COMPARISON_COLUMNS, Column
from viewer.io.tables.measurement_files import (
    files_beside,
    measurement_csv,
    measurement_json,
    table_format,
    write_table,
)
from viewer.io.tables.study_listing import info_json, info_text

__all__ = [
    "COLUMNS",
    "COMPARISON_COLUMNS",
    "Column",
    "files_beside",
    "info_json",
    "info_text",
    "measurement_csv",
    "measurement_json",
    "table_format",
    "write_table",
]
