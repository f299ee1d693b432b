"""The kinds of claims: what each is called, its law, its evidence, which exclude each other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

OTHER = "OTHER"


@dataclass(frozen=True)
class Kind:
    """One kind of claim.

    `calculator` computes it (null: no sum); `excludes` are kinds that cannot be asked for together with it; `limit` says
    which period runs: PAY (MAL 27(4)), YEAR (27(1)), LEAVE (from the end of the year), INJURY, NONE; `forum` ARBITRATION
    or AUTHORITY; `award` is the item type of 一裁终局 (MAL 47), `cause` the code of the cause of action; a title with one of
    `words` is of this kind.
    """

    code: str
    title: str
    cause: str
    calculator: str | None
    articles: tuple[str, ...]
    evidence: tuple[str, ...]
    excludes: frozenset[str]
    limit: str
    forum: str
    award: str | None
    words: tuple[str, ...]


def _load() -> dict[str, Kind]:
    file = resources.files("toolkit") / "library" / "claims" / "kinds.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {
        code: Kind(
            code=code,
            title=row["title"],
            cause=row["cause"],
            calculator=row.get("calculator"),
            articles=tuple(row["articles"]),
            evidence=tuple(row["evidence"]),
            excludes=frozenset(row.get("excludes", ())),
            limit=row["limit"],
            forum=row.get("forum", "ARBITRATION"),
            award=row.get("award"),
            words=tuple(row.get("words", ())),
        )
        for code, row in rows.items()
    }


KINDS: Mapping[str, Kind] = MappingProxyType(_load())
_BY_CALCULATOR = {kind.calculator: code for code, kind in KINDS.items() if kind.calculator}
# the longest word decides: 违法解除…赔偿金 before 赔偿金, 二倍工资 before 工资
_WORDS = sorted(((word, code) for code, kind in KINDS.items() for word in kind.words), key=lambda pair: -len(pair[0]))


def kind_of(code: str | None, calculator: str | None, title: str | None) -> str:
    """The kind that was said, else the one its calculator computes, else the one its title names, else OTHER."""
    named = next((found for word, found in _WORDS if word in (title or "")), OTHER)
    return code or _BY_CALCULATOR.get(calculator or "", named)
