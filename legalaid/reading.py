"""The one edge where text comes in: NFKC digits and letters, Chinese punctuation, tidy blanks."""

import re
import unicodedata

_AFTER_HAN = re.compile(r"(?<=[\u4e00-\u9fff\u3000-\u303f\uff01-\uff60])([,;:?!])")
_FULL = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_CONTROL = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_PUNCTUATION = {ord(c): c for c in "，。：；？！（）【】《》“”‘’、…—～"}


def tidy(text: str) -> str:
    """Normalised text: NFKC without touching Chinese punctuation, no control characters, full-width marks after Han."""
    kept = "".join(c if ord(c) in _PUNCTUATION else unicodedata.normalize("NFKC", c) for c in text)
    kept = _CONTROL.sub("", kept.replace("\r\n", "\n").replace("\r", "\n"))
    kept = _AFTER_HAN.sub(lambda m: m.group(1).translate(_FULL), kept)
    return re.sub(r"[ \t\u00a0]+", " ", kept).strip()


def line(text: str) -> str:
    """Like `tidy`, on one line."""
    return re.sub(r"\s+", " ", tidy(text))
