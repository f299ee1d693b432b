"""Films and recordings of phones: ISO base media (ISO/IEC 14496-12; mp4, mov, m4a). Their boxes are walked, and what is neither picture nor
sound is blanked where it stands: place, device and texts go, not one sample moves or is coded anew."""

import struct
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from legalaid.errors import Refused

_BROKEN = "打不开，可能没有传完整。请在手机上能播放以后再传，原件请保存好。"
_HEAD = {b"ftyp", b"moov", b"mdat"}
# What is kept of each box that holds others. Whatever else stands there becomes free space of the same length.
_KEPT: Mapping[bytes, frozenset[bytes]] = MappingProxyType({
    b"": frozenset({*_HEAD, b"styp", b"moof", b"sidx", b"mfra"}), b"moov": frozenset({b"mvhd", b"trak", b"mvex"}), b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tapt"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}), b"minf": frozenset({b"vmhd", b"smhd", b"dinf", b"stbl", b"hdlr"}), b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset({b"stsd", b"stts", b"stss", b"ctts", b"cslg", b"stsc", b"stsz", b"stco", b"co64", b"sdtp", b"sgpd", b"sbgp", b"stps"}),
    b"moof": frozenset({b"mfhd", b"traf"}), b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd"}),
})
_PICTURE, _SOUND = b"vide", b"soun"
_LOCKED = {b"encv", b"enca", b"drmi", b"drms"}


@dataclass(frozen=True)
class _Box:
    """A box: its kind, where it begins, where its body begins and ends."""

    kind: bytes
    start: int
    body: int
    end: int


def film(content: bytes) -> bytes:
    """The same film (or sound alone) without place, device, texts or tracks of anything else. Raises Refused."""
    return _cleaned(content)[0]


def recording(content: bytes) -> bytes:
    """The same sound, as for `film`; there is no picture in it."""
    cleaned, handlers = _cleaned(content)
    if _PICTURE in handlers:
        raise Refused("扩展名是 .m4a，内容却是视频。请把扩展名改成 .mp4 再传。")
    return cleaned


def _cleaned(content: bytes) -> tuple[bytes, set[bytes]]:
    try:
        made = bytearray(content)
        top = list(_boxes(content, 0, len(content)))
        kinds = [box.kind for box in top]
        if kinds[:1] != [b"ftyp"] or not set(kinds) >= _HEAD:
            raise ValueError("no film")
        media, fragmented = [box for box in top if box.kind == b"mdat"], b"moof" in kinds
        handlers, pieces = set[bytes](), list[tuple[int, int]]()
        for track in (box for box in _boxes(content, *_inside(top, b"moov")) if box.kind == b"trak"):
            handler, held = _track(content, track)
            if handler in (_PICTURE, _SOUND):
                handlers.add(handler)
                pieces += held
            elif fragmented:  # its samples are not in its table, so that they could not be blanked
                raise Refused("里面除了画面和声音还有别的记录。请在手机上导出成普通视频再传。")
            else:
                _blank(made, track)
        if not handlers or not (pieces or fragmented):
            raise ValueError("neither picture nor sound")
        _keep(content, made, b"", 0, len(content))
        _blank_between(made, sorted(pieces), media, whole=not fragmented)
        return bytes(made), handlers
    except (ValueError, IndexError, struct.error) as e:
        raise Refused(_BROKEN) from e


def _boxes(content: bytes, at: int, end: int) -> Iterator[_Box]:
    """The boxes from one place to another; they fill it."""
    while at < end:
        size, kind = struct.unpack_from(">L4s", content, at)
        body = at + 8
        if size == 1:
            (size,), body = struct.unpack_from(">Q", content, body), at + 16
        elif size == 0:  # to the end of the file
            size = len(content) - at
        if at + size > end or size < body - at:
            raise ValueError("cut off")
        yield _Box(kind, at, body, at + size)
        at += size


def _inside(boxes: list[_Box], kind: bytes) -> tuple[int, int]:
    """Where the body of the only box of this kind is."""
    (found,) = (b for b in boxes if b.kind == kind)
    return found.body, found.end


def _within(content: bytes, box: _Box, *path: bytes) -> tuple[int, int]:
    body, end = box.body, box.end
    for kind in path:
        body, end = _inside(list(_boxes(content, body, end)), kind)
    return body, end


def _keep(content: bytes, made: bytearray, parent: bytes, at: int, end: int) -> None:
    for box in _boxes(content, at, end):
        if box.kind not in _KEPT[parent]:
            _blank(made, box)
        elif box.kind == b"hdlr":  # after the kind of the track, its name: often that of the camera
            made[box.body + 24 : box.end] = bytes(max(0, box.end - box.body - 24))
        elif box.kind in _KEPT and made[box.start + 4 : box.start + 8] == box.kind:  # not a track that was blanked whole
            _keep(content, made, box.kind, box.body, box.end)


def _blank(made: bytearray, box: _Box) -> None:
    made[box.start + 4 : box.start + 8] = b"free"
    made[box.body : box.end] = bytes(box.end - box.body)


def _blank_between(made: bytearray, pieces: list[tuple[int, int]], media: list[_Box], *, whole: bool) -> None:
    """Every piece lies in a box of media; what else lies there is blanked when the pieces are the `whole` of it."""
    left = deque(pieces)
    for box in media:
        done = box.body
        while left and left[0][0] < box.end:
            at, end = left.popleft()
            if at < box.body or end > box.end:
                raise ValueError("cut off")
            if whole and done < at:
                made[done:at] = bytes(at - done)
            done = max(done, end)
        if whole:
            made[done : box.end] = bytes(box.end - done)
    if left:
        raise ValueError("cut off")


def _track(content: bytes, track: _Box) -> tuple[bytes, list[tuple[int, int]]]:
    """The handler of a track, and where its chunks begin and end."""
    hdlr, _ = _within(content, track, b"mdia", b"hdlr")
    handler = content[hdlr + 8 : hdlr + 12]
    if handler not in (_PICTURE, _SOUND):
        return handler, []
    table = list(_boxes(content, *_within(content, track, b"mdia", b"minf", b"stbl")))
    described, _ = _inside(table, b"stsd")
    if content[described + 12 : described + 16] in _LOCKED:
        raise Refused("有版权保护，工会打不开。请传自己拍摄、录制的原件。")
    references, end = _within(content, track, b"mdia", b"minf", b"dinf", b"dref")
    if any(content[box.body + 3] & 1 == 0 for box in _boxes(content, references + 8, end)):
        raise Refused("不完整：画面或者声音在另一个文件里。请在手机上导出完整的视频再传。")
    return handler, list(_pieces(content, table))


def _pieces(content: bytes, table: list[_Box]) -> Iterator[tuple[int, int]]:
    """Where the chunks of a track begin and end: ISO/IEC 14496-12 §8.7."""
    at, _ = _inside(table, b"stsz")
    same, count = struct.unpack_from(">LL", content, at + 4)
    sizes = () if same else struct.unpack_from(f">{min(count, len(content))}L", content, at + 12)
    at, _ = _inside(table, b"stsc")
    (lines,) = struct.unpack_from(">L", content, at + 4)
    runs = list(struct.iter_unpack(">LLL", content[at + 8 : at + 8 + 12 * min(lines, len(content))]))
    wide = any(box.kind == b"co64" for box in table)
    at, _ = _inside(table, b"co64" if wide else b"stco")
    (chunks,) = struct.unpack_from(">L", content, at + 4)
    places = struct.unpack_from(f">{min(chunks, len(content))}{'Q' if wide else 'L'}", content, at + 8)
    sample, run = 0, 0
    for number, place in enumerate(places, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        held = min(runs[run][1], count - sample)
        yield place, place + (same * held if same else sum(sizes[sample : sample + held]))
        sample += held
    if sample < count:
        raise ValueError("samples without a place")
