"""Files as people hand them in, made in memory; personal data in them are invented."""

import io
import zipfile
import zlib

import docx
import openpyxl
import pillow_heif
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

FRAME = b"\xff\xfb\x10\xc4" + b"\0" * 100  # silence: MPEG 1, layer III, 32 kbit/s, 44,100 Hz, mono
PLACE, CAMERA = "29.8683", "PlantedPhone"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def photo(kind: str = "JPEG", *, turned: int = 6, size: tuple[int, int] = (320, 240), comment: str = PLACE) -> bytes:
    """A picture with which way up it is, where it was taken, the camera's name and a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = turned, CAMERA
    exif.get_ifd(0x8825)[29] = comment
    made = io.BytesIO()
    picture = Image.effect_noise(size, 90).convert("RGB")
    picture.save(made, kind, exif=exif, comment=comment.encode()) if kind == "JPEG" else picture.save(made, kind, exif=exif)
    return made.getvalue()


def phone_photo(*, size: tuple[int, int] = (160, 120)) -> bytes:
    """A picture as phones keep it (HEIC), lying on its side, with camera and place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = 6, CAMERA
    exif.get_ifd(0x8825)[29] = PLACE
    made = io.BytesIO()
    pillow_heif.from_pillow(Image.effect_noise(size, 90).convert("RGB")).save(made, quality=50, exif=exif.tobytes())
    return made.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def pdf(*, password: str = "", script: str = "", pages: int = 1) -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


def word(text: str = "工资确认单") -> bytes:
    made, document = io.BytesIO(), docx.Document()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def excel() -> bytes:
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["月份", "应发"])
    book.save(made)
    return made.getvalue()


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these entries, whatever their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content, method)
    return made.getvalue()


def repacked(content: bytes, **changes: bytes) -> bytes:
    """A Word or Excel file with parts changed or added; `__` in a name stands for `/`, `_dot_` for a dot."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, body in changes.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        parts[path] = parts.get(path, b"") + body if path in parts and body.startswith(b"<!--") else body
    return packed(*parts.items())


def recording(frames: int = 40) -> bytes:
    """Silence as MP3."""
    return b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + FRAME * frames
