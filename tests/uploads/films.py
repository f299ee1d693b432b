"""Films as phones make them, box by box (ISO/IEC 14496-12); what is planted in them is invented."""

import struct

from tests.uploads.files import CAMERA, PLACE

HIDDEN = f"{PLACE} {CAMERA}".encode()


def box(kind: bytes, *bodies: bytes) -> bytes:
    """A box of this kind around these bodies."""
    body = b"".join(bodies)
    return struct.pack(">L4s", len(body) + 8, kind) + body


def _full(kind: bytes, *bodies: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">L", flags), *bodies)


def _track(handler: bytes, coded: bytes, at: int, sizes: tuple[int, ...], *, outside: bool, wide: bool) -> bytes:
    """One chunk with samples of these sizes."""
    table = box(
        b"stbl",
        _full(b"stsd", struct.pack(">L", 1), box(coded, bytes(70))),
        _full(b"stts", struct.pack(">LLL", 1, len(sizes), 512)),
        _full(b"stsc", struct.pack(">LLLL", 1, 1, len(sizes), 1)),
        _full(b"stsz", struct.pack(f">LL{len(sizes)}L", 0, len(sizes), *sizes)) if len(set(sizes)) > 1 else _full(b"stsz", struct.pack(">LL", sizes[0], len(sizes))),
        _full(b"co64", struct.pack(">LQ", 1, at)) if wide else _full(b"stco", struct.pack(">LL", 1, at)),
    )
    where = box(b"dinf", _full(b"dref", struct.pack(">L", 1), _full(b"url ", b"https://example.cn/a.mp4\0", flags=0) if outside else _full(b"url ", flags=1)))
    media = box(b"mdia", _full(b"mdhd", bytes(20)), _full(b"hdlr", bytes(4), handler, bytes(12), HIDDEN, b"\0"), box(b"minf", _full(b"vmhd", bytes(8)), where, table))
    return box(b"trak", _full(b"tkhd", bytes(80)), box(b"udta", HIDDEN), media, box(b"meta", HIDDEN))


def film(*, handlers: tuple[bytes, ...] = (b"vide", b"soun", b"meta"), coded: bytes = b"avc1", outside: bool = False, wide: bool = False, moved: int = 0, brand: bytes = b"mp42") -> bytes:
    """Picture, sound and a track that says where the phone was, with place and device wherever films have them; samples `moved` from where they are."""
    samples = {b"vide": (b"P" * 60, b"p" * 41), b"soun": (b"S" * 30, b"s" * 30), b"meta": (HIDDEN, HIDDEN)}
    head = box(b"ftyp", brand, bytes(4), brand)
    at, media, tracks = len(head) + 8 + len(HIDDEN) + moved, HIDDEN, []
    for handler in handlers:
        tracks.append(_track(handler, coded, at, tuple(map(len, samples[handler])), outside=outside, wide=wide))
        media += b"".join(samples[handler]) + HIDDEN
        at += len(b"".join(samples[handler])) + len(HIDDEN)
    return head + box(b"mdat", media) + box(b"moov", _full(b"mvhd", bytes(96)), *tracks, box(b"udta", HIDDEN), box(b"meta", HIDDEN)) + box(b"free", HIDDEN) + box(b"uuid", HIDDEN)


def in_fragments(*handlers: bytes) -> bytes:
    """A film whose samples stand in fragments behind its head, with `handlers` beside the picture."""
    whole = film(handlers=(b"vide", *handlers))
    return whole + box(b"moof", _full(b"mfhd", bytes(4)), box(b"traf", _full(b"tfhd", bytes(4)), box(b"udta", HIDDEN))) + box(b"mdat", b"P" * 90)
