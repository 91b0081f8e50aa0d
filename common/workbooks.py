"""What the reader of workbooks takes at most and how it says what is odd; apart, for openpyxl is heavy to load."""

MAX_ROWS = 20_000
MAX_COLUMNS = 60

ERROR, FORMULA, MERGED = "error", "formula", "merged"  # what is odd
ROWS, COLUMNS, SIZE = "rows", "columns", "size"  # why a sheet is refused
