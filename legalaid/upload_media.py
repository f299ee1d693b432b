"""Photos, scans, recordings and texts that somebody hands in: read by a real parser; what pictures tell of place and device is taken out."""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from legalaid.errors import Refused

MOST_PIXELS = 64_000_000
# Both write down pieces of what they read: tags of a photo, bytes of a document.
logging.getLogger("PIL").setLevel(logging.WARNING)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
# What parsers raise over content that was broken on purpose.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, OSError, EOFError, ArithmeticError, RuntimeError, AssertionError, SyntaxError, struct.error, zlib.error)
_UNREADABLE = "图片打不开，可能没有传完整。请重新拍一张或者截图以后再传。"
_TOO_MANY = "图片的像素太大，请把照片分辨率调低，或者截图以后再传。"
_ORIENTATION = 0x0112
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
# of a PNG stays what the picture is made of and what its colours mean
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"})


def jpeg(content: bytes) -> bytes:
    """The same picture without metadata, thumbnail or anything after its end; which way up it is stays. Not one pixel is coded anew."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            turned = picture.getexif().get(_ORIENTATION, 1)
        cleaned = b"".join(_segments(content, turned if turned in range(2, 9) else 1))
    except Image.DecompressionBombError as e:
        raise Refused(_TOO_MANY) from e
    except BROKEN as e:
        raise Refused(_UNREADABLE) from e
    _decoded(cleaned, "JPEG")
    return cleaned


def heic(content: bytes) -> bytes:
    """The picture of a phone as JPEG, the right way up, in its own colours and without anything that tells of place and device: no other
    program in the office opens it. Its maker turns it into JPEG in the same way for whom asks for nothing else."""
    import pillow_heif  # takes a tenth of a second, and few need it

    try:
        opened = pillow_heif.open_heif(io.BytesIO(content))
        if opened.size[0] * opened.size[1] > MOST_PIXELS:
            raise Refused(_TOO_MANY)
        picture = opened.to_pillow().convert("RGB")
    except BROKEN as e:
        raise Refused(_UNREADABLE) from e
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=90, icc_profile=picture.info.get("icc_profile"))
    return made.getvalue()


def png(content: bytes) -> bytes:
    """The same picture without texts, times, places or anything after its end."""
    try:
        cleaned = b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(content))
    except BROKEN as e:
        raise Refused(_UNREADABLE) from e
    _decoded(cleaned, "PNG")
    return cleaned


def _decoded(content: bytes, kind: str) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(_TOO_MANY)
            picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))  # a JPEG may be decoded small: as sure, and quicker
            picture.load()
    except Image.DecompressionBombError as e:
        raise Refused(_TOO_MANY) from e
    except BROKEN as e:
        raise Refused(_UNREADABLE) from e


def _segments(content: bytes, turned: int) -> Iterator[bytes]:
    yield content[:2]
    at, said = 2, turned == 1
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        while content[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = content[at + 1]
        if marker == _END:
            yield content[at : at + 2]
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        body = content[at + 4 : end]
        if not said and marker != 0xE0:
            said = True
            yield _turned(turned)
        if marker == _SCAN:
            found = _AFTER_SCAN.search(content, end)
            if found is None:
                raise ValueError("cut off")
            end = found.start()
        if marker != _COMMENT and (not 0xE0 <= marker <= 0xEF or marker in (0xE0, 0xEE) or (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"))):
            yield content[at:end]
        at = end


def _turned(how: int) -> bytes:
    """The smallest Exif that says which way up a picture is, and nothing else."""
    body = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01" + struct.pack(">HHLHH", _ORIENTATION, 3, 1, how, 0) + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _chunks(content: bytes) -> Iterator[bytes]:
    at, kind = 8, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">L4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("cut off")
        if kind in _PNG_KEPT:
            yield content[at:end]
        at = end


def pdf(content: bytes) -> None:
    """A document with pages, without password and without a program that runs when it is opened."""
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted
        active = not locked and _runs(reader.trailer["/Root"])
        pages = 0 if locked else len(reader.pages)
    except (*BROKEN, PyPdfError) as e:
        raise Refused("PDF 打不开，可能没有传完整。请重新导出，或者截图以后再传。") from e
    if locked:
        raise Refused("PDF 有密码，工会打不开。请去掉密码再传，或者截图以后再传。")
    if active:
        raise Refused("PDF 里带有会自动运行的程序。请“打印”成新的 PDF，或者截图以后再传。")
    if not pages:
        raise Refused("PDF 里一页也没有，请重新导出。")


def _runs(root: Any) -> bool:
    """Whether opening the document starts something."""
    names = root.get("/Names")
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    return "/AA" in root or (isinstance(opening, dict) and opening.get("/S") in ("/JavaScript", "/Launch")) or (names is not None and "/JavaScript" in names.get_object())


_BITRATES = {  # kbit/s of layer III by index: version 1, versions 2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320), False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def mp3(content: bytes) -> None:
    """A recording: frame follows frame through most of the file."""
    start = 0
    if content[:3] == b"ID3" and len(content) > 10:
        size = content[6:10]
        start = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    frames, at = 0, start
    while length := _frame(content[at : at + 4]):
        frames, at = frames + 1, at + length
    if frames < 4 or (at - start) * 2 < len(content) - start:
        raise Refused("不是可以播放的 MP3 录音。请用录音软件转成 MP3 再传，原件请保存好。")


def _frame(head: bytes) -> int:
    """Bytes of the frame that begins like this; 0 for what is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # the sync, layer III
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return 0
    return (144 if version == 3 else 72) * _BITRATES[version == 3][bits] * 1000 // _RATES[version][rate] + (head[2] >> 1 & 1)


def text(content: bytes) -> None:
    """Words in one of the usual encodings, and no page in disguise."""
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            words = content.decode(encoding)
        except UnicodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", words):
            continue
        if re.match(r"\s*(<[!?a-z]|\{\\rtf)", words, re.I):
            raise Refused("内容是网页或者带格式的文件，不是文字。请截图，或者另存为 PDF 再传。")
        return
    raise Refused("内容不是文字。请另存为“纯文本”，或者截图以后再传。")
