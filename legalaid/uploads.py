"""What may be handed in: kinds, sizes, names; extension, first bytes and a real parser must agree. Refusals say which file, why, and what to do instead."""

import io
import re
import threading
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from legalaid import upload_films, upload_media, upload_packages
from legalaid.errors import Refused

MOST_FILE, MOST_AT_ONCE, MOST_OF_MATTER = 10 * 2**20, 30 * 2**20, 200 * 2**20
MOST_FILES = 10  # in one form
LONGEST_NAME = 100
# kind → (words, type in the answer)
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "jpg": ("JPG 图片", "image/jpeg"), "png": ("PNG 图片", "image/png"), "pdf": ("PDF", "application/pdf"),
    "docx": ("Word 文件", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Excel 文件", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "txt": ("文本", "text/plain"), "mp3": ("录音", "audio/mpeg"), "m4a": ("录音", "audio/mp4"), "mp4": ("视频", "video/mp4"), "mov": ("视频", "video/quicktime"),
    "zip": ("压缩包", "application/zip"),
})
_ALSO = {"jpeg": "jpg", "jfif": "jpg", "heif": "heic", "hif": "heic"}  # other endings of the same
_MADE = {"heic": "jpg"}  # what is kept in its place
# for the file field of a form
ACCEPT = "image/jpeg,image/png,.heic,.heif,.pdf,.docx,.xlsx,.txt,.mp3,.m4a,.mp4,.mov,.zip"
TAKEN = "照片和截图（JPG、PNG、HEIC）、PDF、Word（docx）、Excel（xlsx）、文本（txt）、录音（mp3、m4a）、视频（mp4、mov）、压缩包（zip）"

_ONE_AT_A_TIME = threading.Lock()  # a large picture or document takes a quarter of a gigabyte while it is looked at
_OLD = "是旧版格式，或者有打开密码。请用 WPS 或者 Office 去掉密码，另存为 .docx、.xlsx 或者 PDF 再传。"
_MACRO = "这种格式可以带宏（会自动运行的程序），不收。请另存为 .docx、.xlsx 或者 PDF 再传。"
_SOUND = "录音只收 MP3 和 M4A。请转成 MP3 再传，原件请保存好。"
_FILM = "视频只收 MP4 和 MOV。请转成 MP4 再传，原件请保存好，需要时带到窗口。"
_PICTURE = "这种图片格式收不了。请截图，或者另存为 JPG、PNG 再传。"
_PACKED = "这种压缩格式收不了。请解压以后再传，或者改用 .zip。"
_INSTEAD = {
    **dict.fromkeys(("doc", "xls", "wps", "et", "ppt", "pptx", "rtf"), _OLD), **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlsb"), _MACRO),
    **dict.fromkeys(("amr", "wav", "aac", "ogg", "wma", "flac"), _SOUND), **dict.fromkeys(("avi", "3gp", "mkv", "wmv"), _FILM),
    **dict.fromkeys(("gif", "bmp", "webp", "tif", "tiff", "svg"), _PICTURE), **dict.fromkeys(("rar", "7z", "gz", "tar"), _PACKED),
}
_RUNS = frozenset({"exe", "bat", "cmd", "scr", "pif", "js", "jse", "vbs", "vbe", "ps1", "msi", "jar", "lnk", "hta", "htm", "html", "svg", "php", "sh", "apk", "dll", "iso", "docm", "xlsm"})
_OTHERS = {"ole": "旧版或者加密的 Office 文件", "heic": "手机的 HEIC 照片", "html": "网页", "exe": "程序"}
_FILMS = {"mp4", "mov", "m4a"}
_PHOTOS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}  # brands of ISO/IEC 23008-12


@dataclass(frozen=True)
class Upload:
    """A file as it may be kept: a clean name, a key of KINDS, its content without what pictures and films tell of place and device."""

    name: str
    kind: str
    content: bytes


def check(name: str, content: bytes) -> Upload:
    """The file as it may be kept. Raises Refused with words that name the file, the reason and the way out."""
    with _ONE_AT_A_TIME:
        return _checked(name, content, inside=False)


def _checked(given: str, content: bytes, *, inside: bool) -> Upload:
    name = clean_name(given)
    try:
        stem, kind = _kind(name)
        if inside and kind == "zip":
            raise Refused("是压缩包里的压缩包。请解压以后再传。")
        if not content:
            raise Refused("是空的，可能没有传完整，请重新选择。")
        if len(content) > MOST_FILE:
            raise Refused(f"有 {len(content) / 2**20:.1f} MB，每个文件不超过 {MOST_FILE // 2**20} MB。照片请调低分辨率，视频请截取关键的一段，文件请分开上传。")
        _agree(kind, content)
        made, kept = _parsed(kind, content), _MADE.get(kind, kind)
        if len(made) > MOST_FILE:
            raise Refused(f"转成 JPG 以后超过 {MOST_FILE // 2**20} MB。请把照片分辨率调低，或者截图以后再传。")
        return Upload(f"{stem}.{kept}", kept, made)
    except Refused as e:
        raise Refused(f"{'里面的' if inside else ''}“{name}”{'：' if e.message[0] not in '是有' else ''}{e.message}", field="files") from e


def clean_name(given: str) -> str:
    """The last part of a name, without signs that cannot be seen or that turn the reading direction, or that a disk does not take."""
    plain = "".join(c for c in unicodedata.normalize("NFC", given) if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
    last = re.split(r"[/\\]", plain)[-1]
    stem, dot, ending = re.sub(r"\s+", " ", re.sub(r'[:*?"<>|]', "_", last)).strip(" .").rpartition(".")
    return f"{stem[:LONGEST_NAME].strip(' .') or '未命名'}.{ending[:16]}" if dot else ending[:LONGEST_NAME] or "未命名"


def _kind(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    kind = _ALSO.get(ending.lower(), ending.lower())
    if not dot:
        raise Refused(f"没有扩展名，看不出是什么文件。可以传{TAKEN}。")
    if kind not in KINDS and kind not in _MADE:
        raise Refused(_INSTEAD.get(kind, f"不收 .{ending} 文件。可以传{TAKEN}。"))
    if double := next((part for part in map(str.strip, stem.lower().split(".")[1:]) if part in _RUNS), None):
        raise Refused(f"文件名里有两个扩展名（.{double}.{kind}），系统不收这样的名字。请改名以后再传，不是您的错。")
    return stem, kind


def _agree(kind: str, content: bytes) -> None:
    """The first bytes are those of its kind, and nothing of another kind is attached."""
    found = _first_bytes(content)
    wanted = {"docx": "zip", "xlsx": "zip", "txt": ""}.get(kind, kind)
    if found != wanted and not (kind == "txt" and found == "html") and not {found, kind} <= _FILMS:  # the text itself says that better; of a film its tracks say what it is
        if found == "ole":
            raise Refused(_OLD)
        looks = _OTHERS.get(found) or (KINDS[found][0] if found else "")
        raise Refused(f"扩展名是 .{kind}，内容却{'是' + looks if looks else '不是'}。请用原来的软件重新保存，或者截图以后再传。")
    if (wanted != "zip" and zipfile.is_zipfile(io.BytesIO(content))) or (kind != "pdf" and b"%PDF-" in content[:1024]):
        raise Refused("里面还带着另一种文件，有的软件会这样存，不是您的错。请重新拍照、截图或者导出 PDF 再传。")


def _first_bytes(content: bytes) -> str:
    """A key of KINDS or _OTHERS; empty for what begins like none of them."""
    if content[:2] == b"\xff\xfb" or content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] in (b"\xfa", b"\xf3", b"\xf2", b"\xe3", b"\xe2")):
        return "mp3"
    if content[4:8] == b"ftyp":
        return "heic" if content[8:12] in _PHOTOS else "mp4"
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|script|svg|\?xml|\?php|head|body|iframe)", content[:200], re.I):
        return "html"
    heads = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\xd0\xcf\x11\xe0": "ole", b"MZ": "exe", b"\x7fELF": "exe"}
    return next((kind for head, kind in heads.items() if content.startswith(head)), "")


def _parsed(kind: str, content: bytes) -> bytes:
    cleaning: dict[str, Callable[[bytes], bytes]] = {
        "jpg": upload_media.jpeg, "heic": upload_media.heic, "png": upload_media.png, "zip": lambda c: upload_packages.archive(c, _of_archive),
        "mp4": upload_films.film, "mov": upload_films.film, "m4a": upload_films.recording,
    }
    if kind in cleaning:
        return cleaning[kind](content)
    if kind in ("docx", "xlsx"):
        upload_packages.office(kind, content)
    else:
        {"pdf": upload_media.pdf, "txt": upload_media.text, "mp3": upload_media.mp3}[kind](content)
    return content


def _of_archive(path: str, content: bytes) -> tuple[str, bytes]:
    found = _checked(path, content, inside=True)
    return "/".join([*(clean_name(folder) for folder in path.split("/")[:-1] if folder not in ("", ".")), found.name]), found.content
