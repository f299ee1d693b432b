"""Word and Excel files and archives that somebody hands in: how much they unpack to, what is in them, whether a program is."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl

from legalaid.errors import Refused
from legalaid.upload_media import BROKEN

MOST_UNPACKED = 60 * 2**20
MOST_MARKS = 2_000_000  # elements and attributes that a library makes objects of
MOST_ENTRIES, MOST_PARTS = 100, 5000  # files in an archive, parts of a Word or Excel file
_MAIN = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}
_MACRO = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/", re.I)
_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, *BROKEN)
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)")
_ASIDE = re.compile(r"^(/|[A-Za-z]:)|(^|/)\.\.(/|$)|[\x00-\x1f\\]")
_TOO_MUCH = f"解压以后超过 {MOST_UNPACKED // 2**20} MB。请分开上传。"
_LINK = 0o120000


def _entries(package: zipfile.ZipFile, most: int) -> list[zipfile.ZipInfo]:
    """What the package says it holds; too much, locked or packed in an unusual way is refused before anything is unpacked."""
    found = package.infolist()
    if len(found) > most:
        raise Refused(f"里面有 {len(found)} 个文件，最多 {most} 个。请分开上传。")
    if sum(info.file_size for info in found) > MOST_UNPACKED:
        raise Refused(_TOO_MUCH)
    if any(info.flag_bits & 1 for info in found):
        raise Refused("有打开密码，工会打不开。请去掉密码再传。")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in found):
        raise Refused("用了不常见的压缩方式。请用手机或者电脑自带的压缩功能重新打包。")
    return found


def office(kind: str, content: bytes) -> None:
    """A Word (docx) or Excel (xlsx) file that its library opens, without macros, entities of its own or anything behind its end."""
    words = {"docx": "Word 文件", "xlsx": "Excel 文件"}[kind]
    broken = f"不是可以打开的 {words}，可能没有传完整。请重新保存为 .{kind}，或者导出 PDF 再传。"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {info.filename: info for info in _entries(package, MOST_PARTS)}
            if content.rfind(b"PK\x05\x06") + 22 + len(package.comment) != len(content):
                raise Refused("文件后面还接着别的内容。请重新保存，或者导出 PDF 再传。")
            types = package.read(parts["[Content_Types].xml"])
            if any(_MACRO.search(name) for name in parts) or b"macroenabled" in types.lower():
                raise Refused(f"{words}里有宏（会自动运行的程序）。请另存为不带宏的 .{kind}，或者导出 PDF 再传。")
            if _MAIN[kind] not in types:
                raise Refused(broken)
            marks = 0
            for name, info in parts.items():
                if name.endswith((".xml", ".rels")):
                    part = package.read(info)
                    if b"<!DOCTYPE" in part[:4000].replace(b"\0", b"").upper():  # without its zero bytes UTF-16 reads like the rest
                        raise Refused(broken)
                    # sheets are not read here
                    marks += 0 if name.startswith("xl/worksheets/") else part.count(b"<") + part.count(b"=")
            if marks > MOST_MARKS:
                raise Refused(f"{words}的内容太多。请分成几个文件，或者导出 PDF 再传。")
        if kind == "docx":
            docx.Document(io.BytesIO(content))
        else:
            openpyxl.load_workbook(io.BytesIO(content), read_only=True).close()
    except _BAD as e:
        raise Refused(broken) from e


def archive(content: bytes, check: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The archive packed anew from its files, each checked: `check(path, content)` gives path and content to keep, or refuses.

    So nothing stands before, between or behind them, and no name leads anywhere.
    """
    made, names, unpacked = io.BytesIO(), set(), 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
            for info in _entries(package, MOST_ENTRIES):
                said = _said(info)
                if info.is_dir() or _LITTER.search(said):
                    continue
                if _ASIDE.search(said) or "\0" in info.orig_filename or info.external_attr >> 16 & 0o170000 == _LINK:
                    raise Refused("里面有文件名不正常的文件，看起来想写到别的地方。请重新打包。")
                body = package.read(info)
                unpacked += _unpacked(body)
                if unpacked > MOST_UNPACKED:
                    raise Refused(_TOO_MUCH)
                path, cleaned = check(said, body)
                if path.casefold() in names:
                    raise Refused(f"里面有两个同名的文件“{path}”。请改名以后重新打包。")
                names.add(path.casefold())
                kept.writestr(zipfile.ZipInfo(path), cleaned, zipfile.ZIP_DEFLATED)
    except _BAD as e:
        raise Refused("压缩包打不开，可能没有传完整。请重新打包，或者直接上传里面的文件。") from e
    if not names:
        raise Refused("压缩包是空的，请重新打包。")
    return made.getvalue()


def _unpacked(content: bytes) -> int:
    """To how much a Word or Excel file unpacks that lies in an archive; 0 for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return sum(info.file_size for info in package.infolist())
    except _BAD:
        return 0


def _said(info: zipfile.ZipInfo) -> str:
    """A name as whoever packed it wrote it: what does not say that it is UTF-8 comes from a Chinese Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
