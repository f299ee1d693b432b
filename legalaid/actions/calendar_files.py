"""放假安排的文件: a year's schedule out of JSON, CSV or XLSX; apart from `calendar`, because reading tables takes long to load."""

from legalaid.errors import FaultyFile, Refused
from toolkit import calendar_sheet
from toolkit.workbooks import rows_of_xlsx
from toolkit.workdays import Year, read_holiday_cn


def read_year(name: str, content: bytes, source: str = "") -> Year:
    """A year's schedule out of a file: .csv or .xlsx as calendar_sheet describes it, anything else holiday-cn JSON.

    Raises FaultyFile with every fault by row, or Refused.
    """
    source = source or name
    if name.lower().endswith(".xlsx"):
        year, faults = calendar_sheet.read(rows_of_xlsx(content, calendar_sheet.MOST_ROWS), source)
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as e:
            line = content.count(b"\n", 0, e.start) + 1
            raise Refused(f"第 {line} 行不是 UTF-8 编码，请另存为 UTF-8 后再传。", field="file") from e
        if name.lower().endswith(".csv"):
            year, faults = calendar_sheet.read(calendar_sheet.rows_of_csv(text), source)
        else:
            year, faults = read_holiday_cn(text, source), []
    if faults or year is None:
        raise FaultyFile(faults)
    return year
