"""What a target is: one reader of outside input, fed with bytes; what it may answer with, and what of it is no crash."""

from collections.abc import Callable
from dataclasses import dataclass

from legalaid.errors import Refused
from toolkit.refusal import Refusal

# The errors that carry words for people: every edge turns them into an answer. Anything else that comes out of a reader is a crash.
DECLARED = (Refused, Refusal)


@dataclass(frozen=True)
class Target:
    """`read` takes any bytes and returns, or raises what nobody declared; `seeds` are inputs of the kind it is made for."""

    read: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def text(data: bytes) -> str:
    """The bytes as the text that a browser or a terminal would hand over: never half a surrogate pair."""
    return data.decode("utf-8", "replace")
