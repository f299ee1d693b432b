"""What is handed in is what it says it is, or is refused with words that name the file, the reason and the way out."""

import io
import logging
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from legalaid import uploads
from legalaid.errors import Refused
from tests.uploads import files
from tests.uploads.files import CAMERA, PLACE, chunk, excel, packed, pdf, phone_photo, photo, recording, repacked, word
from tests.uploads.films import HIDDEN, film, in_fragments

GOOD = {"工资条.jpg": photo(), "截图.png": photo("PNG"), "合同.pdf": pdf(), "说明.docx": word(), "考勤.xlsx": excel(), "录音.mp3": recording(), "经过.txt": "三个月没发工资".encode("gb18030"),
        "照片.heic": phone_photo(), "门口.mp4": film(), "门口.mov": film(brand=b"qt  ", wide=True), "谈话.m4a": film(handlers=(b"soun",), coded=b"mp4a", brand=b"M4A ")}


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        uploads.check(name, content)
    assert caught.value.field == "files"
    return caught.value.message


def read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("name", GOOD)
def test_what_people_have_is_taken(name: str) -> None:
    kept = uploads.check(name, GOOD[name])
    stem, _, ending = name.rpartition(".")
    kind = "jpg" if ending == "heic" else ending
    assert (kept.name, kept.kind) == (f"{stem}.{kind}", kind)
    if kept.kind in ("pdf", "docx", "xlsx", "mp3", "txt"):
        assert kept.content == GOOD[name], "nothing is changed where nothing has to be"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert uploads.check("经过.TXT", "三个月没发工资".encode(encoding)).name == "经过.txt"


def test_a_photo_keeps_every_pixel_and_which_way_up_it_is_and_loses_place_camera_and_thumbnail() -> None:
    thumbnail = b"\xff\xe3" + struct.pack(">H", 2002) + b"Exif\0\0" + b"T" * 1994
    sent = photo()
    sent = sent[:2] + thumbnail + sent[2:] + b"MPF second picture " + PLACE.encode()
    kept = uploads.check("a.jpeg", sent).content
    assert PLACE.encode() in sent
    assert CAMERA.encode() in sent
    for gone in (PLACE.encode(), CAMERA.encode(), b"TTTT", b"MPF"):
        assert gone not in kept
    assert dict(read(kept).getexif()) == {0x0112: 6}
    assert read(kept).tobytes() == read(sent).tobytes()
    assert not read(uploads.check("a.jpg", photo(turned=1)).content).getexif()
    assert uploads.check("b.jpg", kept).content == kept, "what is clean stays as it is"


def test_a_phones_own_picture_becomes_one_that_everybody_opens_the_right_way_up_and_without_place() -> None:
    sent = phone_photo()
    assert CAMERA.encode() in sent
    kept = read(uploads.check("IMG_1.HEIC", sent).content)
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (120, 160), {})
    assert CAMERA.encode() not in uploads.check("IMG_1.heif", sent).content


def test_a_film_keeps_every_sample_where_it_was_and_loses_place_device_and_whatever_is_not_picture_or_sound() -> None:
    sent = film()
    kept = uploads.check("门口.MP4", sent).content
    assert HIDDEN in sent
    for gone in (PLACE.encode(), CAMERA.encode()):
        assert gone not in kept
    for sample in (b"P" * 60 + b"p" * 41, b"S" * 30 + b"s" * 30):
        assert kept.index(sample) == sent.index(sample)
    assert len(kept) == len(sent)
    assert kept.count(b"trak") == 2
    assert uploads.check("b.mp4", kept).content == kept, "what is clean stays as it is"
    cut = uploads.check("c.mp4", in_fragments()).content
    assert CAMERA.encode() not in cut[cut.index(b"moov") :]
    assert b"P" * 90 in cut


def test_a_screenshot_loses_texts_and_times() -> None:
    sent = photo("PNG")
    at = sent.index(b"IDAT") - 4
    sent = sent[:at] + chunk(b"tEXt", f"Author\0{CAMERA}".encode()) + chunk(b"tIME", b"\x07\xea\x0b\x18\x0a\0\0") + sent[at:] + CAMERA.encode()
    kept = uploads.check("a.png", sent).content
    assert CAMERA.encode() not in kept
    assert PLACE.encode() not in kept
    assert b"tIME" not in kept
    assert read(kept).tobytes() == read(sent).tobytes()


def test_nothing_of_a_picture_or_a_document_gets_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    uploads.check("a.jpg", photo(comment="鹧鸪村口 17 号"))
    uploads.check("a.png", photo("PNG"))
    refused("a.pdf", b"%PDF-1.4 " + PLACE.encode() * 50)
    assert CAMERA not in caplog.text
    assert PLACE not in caplog.text
    assert "鹧鸪" not in caplog.text


TWO = photo()
ATTACKS = {  # what is tried → (name, content, words of the answer)
    "a page in disguise": ("工资条.jpg", b"<html><script>alert(1)</script>", "内容却是网页"),
    "a page as text": ("a.txt", b" <!DOCTYPE html><script>alert(1)</script>", "内容是网页"),
    "a drawing as text": ("a.txt", b"<svg onload=alert(1)>", "内容是网页"),
    "a program as text": ("a.txt", b"MZ\x90\0\x03\0\0\0", "内容却是程序"),
    "a program in disguise": ("a.jpg", b"MZ\x90\0" + b"\0" * 200, "内容却是程序"),
    "bytes as text": ("a.txt", bytes(range(256)), "内容不是文字"),
    "a PDF as photo": ("a.jpg", pdf(), "内容却是PDF"),
    "a photo as PDF": ("a.pdf", photo(), "内容却是JPG 图片"),
    "PDF and archive in one": ("a.pdf", pdf() + packed(("a.txt", b"x")), "带着另一种文件"),
    "archive before a PDF": ("a.zip", pdf() + packed(("a.txt", b"x")), "内容却是PDF"),
    "photo and archive in one": ("a.jpg", photo() + packed(("a.exe", b"MZ")), "带着另一种文件"),
    "photo and PDF in one": ("a.jpg", TWO[:2] + b"\xff\xfe" + struct.pack(">H", 12) + b"%PDF-1.7 x" + TWO[2:], "带着另一种文件"),
    "text and archive in one": ("a.txt", b"hello\n" + packed(("a.txt", b"x")), "带着另一种文件"),
    "two endings": ("工资条.exe.jpg", photo(), "两个扩展名"),
    "two endings and a gap": ("工资条.exe          .jpg", photo(), "两个扩展名"),
    "a name that turns round": ("工资条\u202egpj.exe", b"MZ\x90\0", "不收 .exe"),
    "no ending": ("工资条", photo(), "没有扩展名"),
    "only an ending": (".jpg", photo(), "没有扩展名"),
    "empty": ("a.jpg", b"", "是空的"),
    "too large": ("a.jpg", photo() + b"\0" * uploads.MOST_FILE, "不超过 10 MB"),
    "cut off": ("a.jpg", photo()[:-900], "可能没有传完整"),
    "cut off in its head": ("a.jpg", photo()[:40], "可能没有传完整"),
    "a cut-off screenshot": ("a.png", photo("PNG")[:-900], "可能没有传完整"),
    "a picture that grows": ("a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", 60000, 60000, 1, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b""),
                             "像素太大"),
    "locked PDF": ("a.pdf", pdf(password="geheim"), "有密码"),
    "PDF with a program": ("a.pdf", pdf(script="app.alert(1)"), "自动运行的程序"),
    "PDF without a page": ("a.pdf", pdf(pages=0), "一页也没有"),
    "broken PDF": ("a.pdf", b"%PDF-1.7\n" + b"9" * 500, "打不开"),
    "an archive as Word": ("a.docx", packed(("a.txt", b"x")), "不是可以打开的 Word"),
    "Excel as Word": ("a.docx", excel(), "不是可以打开的 Word"),
    "Word with macros": ("a.docx", repacked(word(), word__vbaProject_dot_bin=b"x"), "有宏"),
    "Excel with old macros": ("a.xlsx", repacked(excel(), xl__macrosheets__sheet1_dot_xml=b"<x/>"), "有宏"),
    "a format for macros": ("a.docm", word(), "可以带宏"),
    "locked or old Word": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "有打开密码"),
    "Word with entities": ("a.docx", repacked(word(), word__document_dot_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'), "不是可以打开的 Word"),
    "entities in UTF-16": ("a.docx", repacked(word(), word__styles_dot_xml='<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'.encode("utf-16")), "不是可以打开的 Word"),
    "Word that grows": ("a.docx", repacked(word(), word__document_dot_xml=b"<a>" + b"<b/>" * 2_100_000 + b"</a>"), "内容太多"),
    "Word with something behind": ("a.docx", word() + b"<script>", "接着别的内容"),
    "no recording": ("a.mp3", b"ID3\x04\0\0\0\0\0\0" + b"x" * 900, "不是可以播放的"),
    "frames before something else": ("a.mp3", recording(5) + b"<script>" * 900, "不是可以播放的"),
    "a phone's own picture renamed": ("IMG_1.jpg", phone_photo(), "内容却是手机的 HEIC 照片"),
    "a phone's own picture cut off": ("IMG_1.HEIC", phone_photo()[:-300], "可能没有传完整"),
    "only the head of one": ("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 99, "可能没有传完整"),
    "a photo as a phone's own": ("IMG_1.HEIC", photo(), "内容却是JPG 图片"),
    "a film as a photo": ("a.jpg", film(), "内容却是视频"),
    "a photo as a film": ("a.mp4", photo(), "内容却是JPG 图片"),
    "a film as a recording": ("a.m4a", film(), "内容却是视频"),
    "a film cut off": ("a.mp4", film()[:-40], "可能没有传完整"),
    "a film without its pictures": ("a.mp4", film(moved=5000), "可能没有传完整"),
    "pictures before the film": ("a.mov", film(moved=-40), "可能没有传完整"),
    "a film of nothing that is seen or heard": ("a.mp4", film(handlers=(b"meta",)), "可能没有传完整"),
    "a film that fetches its pictures": ("a.mp4", film(outside=True), "在另一个文件里"),
    "a film that was bought": ("a.mp4", film(coded=b"encv"), "有版权保护"),
    "places in the fragments of a film": ("a.mp4", in_fragments(b"meta"), "还有别的记录"),
    "a film and an archive in one": ("a.mp4", film() + packed(("a.txt", b"x")), "带着另一种文件"),
    "only the head of a film": ("a.mp4", film()[:24], "可能没有传完整"),
    "another kind of film": ("a.avi", b"x", "只收 MP4 和 MOV"),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_what_is_not_what_it_says_is_refused_by_name_and_reason(what: str) -> None:
    name, content, words = ATTACKS[what]
    said = refused(name, content)
    assert words in said
    assert said.startswith("“")
    assert uploads.clean_name(name) in said
    assert said.endswith("。")


def link() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("a.txt")
    made.external_attr = 0o120777 << 16
    return made


def locked() -> bytes:
    """The flag of a password in both headers."""
    plain = bytearray(packed(("a.txt", b"x")))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


ARCHIVES = {
    "a bomb": (packed(*((f"{n}.txt", b"a" * 9 * 2**20) for n in range(8))), "解压以后超过 60 MB"),
    "documents that grow": (packed(*((f"{n}.docx", repacked(word(), word__media__a_dot_png=b"\0" * 40 * 2**20)) for n in range(2))), "解压以后超过 60 MB"),
    "too many": (packed(*((f"{n}.txt", b"a") for n in range(101))), "有 101 个文件"),
    "one in another": (packed(("b.zip", packed(("a.txt", b"x")))), "压缩包里的压缩包"),
    "one in another, disguised": (packed(("b.zip\u200b", packed(("a.txt", b"x")))), "压缩包里的压缩包"),
    "one as a photo in another": (packed(("b.jpg", packed(("a.txt", b"x")))), "内容却是压缩包"),
    "up and out": (packed(("../../etc/cron.d/a.txt", b"x")), "文件名不正常"),
    "from the root": (packed(("/etc/a.txt", b"x")), "文件名不正常"),
    "from a drive": (packed(("C:a.txt", b"x")), "文件名不正常"),
    "backwards": (packed(("..\\a.txt", b"x")), "文件名不正常"),
    "a link": (packed((link(), b"/etc/passwd")), "文件名不正常"),
    "a program": (packed(("好的.txt", b"x"), ("a.exe", b"MZ")), "“a.zip”：里面的“a.exe”：不收 .exe"),
    "twice the same": (packed(("a.txt", b"x"), ("A.TXT", b"y")), "两个同名"),
    "locked": (locked(), "有打开密码"),
    "packed unusually": (packed(("a.txt", b"x"), method=zipfile.ZIP_LZMA), "不常见的压缩方式"),
    "nothing": (packed(), "是空的"),
    "only litter": (packed(("__MACOSX/._a.jpg", b"x"), (".DS_Store", b"x")), "是空的"),
    "cut off": (packed(("a.txt", b"x" * 500))[:-30], "打不开"),
    "changed": (packed(("a.txt", b"abcdefgh"), method=zipfile.ZIP_STORED).replace(b"abcdefgh", b"abcdefgx"), "打不开"),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_an_archive_leads_nowhere_and_holds_only_what_would_be_taken_by_itself(what: str) -> None:
    content, words = ARCHIVES[what]
    assert words in refused("a.zip", content)


def test_an_archive_is_packed_anew_with_its_chinese_names_and_without_places_and_litter() -> None:
    plain = packed(("八月/工资条.jpg", photo()), ("__MACOSX/八月/._工资条.jpg", b"x"), ("八月/", b""))
    windows = packed(("abcdefgh.txt", b"x")).replace(b"abcdefgh", "工资条一".encode("gb18030"))
    with zipfile.ZipFile(io.BytesIO(uploads.check("材料.zip", plain + b"").content)) as kept:
        assert kept.namelist() == ["八月/工资条.jpg"]
        assert CAMERA.encode() not in kept.read("八月/工资条.jpg")
    with zipfile.ZipFile(io.BytesIO(uploads.check("材料.zip", windows).content)) as kept:
        assert kept.namelist() == ["工资条一.txt"]


@pytest.mark.parametrize(("given_name", "kept"), [
    ("C:\\Users\\周\\工资条.JPG", "工资条.jpg"), ("../../工资条.jpg", "工资条.jpg"), ("a\u202e\u2066b\u200b.jpg", "ab.jpg"), ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie_ x.jpg"),
    ('"><script>.jpg', "___script_.jpg"), ("2026.11.24 工资.jpg", "2026.11.24 工资.jpg"), ("长" * 400 + ".jpg", "长" * 100 + ".jpg"), ("a.jpeg", "a.jpg"),
])
def test_a_name_is_only_a_name(given_name: str, kept: str) -> None:
    assert uploads.check(given_name, photo()).name == kept


@settings(max_examples=400)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_whatever_is_broken_is_taken_or_refused_and_never_anything_else(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    last = len(content) - 1
    # where a file says what it is, as often as anywhere in it; cut off or whole: what is cut off hardly ever comes to its last parser
    place = st.integers(0, last) | st.integers(0, min(60, last)) | st.integers(max(0, last - 60), last)
    for at in data.draw(st.lists(place, max_size=6)):
        content[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.none() | place)
    with suppress(Refused):
        assert uploads.check(name, bytes(content[:end])).name == name.replace(".heic", ".jpg")


def test_the_virus_for_tests_is_no_other_kind_of_file() -> None:
    assert uploads.check("a.txt", files.EICAR).content == files.EICAR, "what is a virus the scanner says"
