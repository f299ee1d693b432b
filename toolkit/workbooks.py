"""Whether a workbook that somebody sent may be opened at all."""

import io
import zipfile
import zlib

from openpyxl.utils.exceptions import InvalidFileException

from toolkit.refusal import Refusal

MOST_UNPACKED = 80 * 2**20
# what a damaged package makes the reader raise
UNREADABLE = (zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, OSError, EOFError, AttributeError, ArithmeticError, RuntimeError)


def check_package(content: bytes) -> None:
    """Raises Refusal (`file`) for what is no package, unpacks to more than 80 MB, or holds entities of its own (a bomb in XML)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
            large = sum(info.file_size for info in infos) > MOST_UNPACKED
            strange = not large and any(info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(info)[:2000].upper() for info in infos)
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise Refusal("file", "不是可以读取的 .xlsx 表格") from error
    if large:
        raise Refusal("file", "文件解压后过大")
    if strange:
        raise Refusal("file", "文件结构不正常，拒绝读取")
