"""Lists written whole equal those that Whoosh's own writer makes of the same documents, also when they were put away in many runs and blocks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, index

from casebank import whoosh_lists, words
from casebank.engine import Settings
from casebank.whoosh_engine import TermField, WhooshEngine
from tests.casebank.test_promises import many

DOCS = many(70, seed=9)


class Singly(TermField):
    """The same field, its postings handed over one by one."""

    def index(self, value: str, **kw: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, times in sorted(words.terms(value).items()):
            yield term.encode(), times, float(times), b""


def whole(reader: Any) -> dict[tuple[str, bytes], tuple[Any, ...]]:
    """Everything an index says of its terms, by the public methods."""
    found = {}
    for field, term in reader.all_terms():
        matcher, info = reader.postings(field, term), reader.term_info(field, term)
        rows = []
        while matcher.is_active():
            rows.append((matcher.id(), matcher.weight()))
            matcher.next()
        found[field, term] = (rows, info.doc_frequency(), info.weight(), info.max_weight(), info.min_id(), info.max_id())
    return found


@pytest.mark.parametrize(("run", "block"), [(whoosh_lists.RUN, whoosh_lists.BLOCK), (200, 3), (2, 1)])
def test_lists_are_those_of_the_usual_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: int, block: int) -> None:
    monkeypatch.setattr(whoosh_lists, "RUN", run)
    monkeypatch.setattr(whoosh_lists, "BLOCK", block)
    engine = WhooshEngine(tmp_path / "ours", Settings({"text": 1.0, "title": 1.0}, ("text",)))
    engine.rebuild(DOCS[:50])
    engine.put(DOCS[50:])
    (tmp_path / "usual").mkdir()
    usual = index.create_in(str(tmp_path / "usual"), fields.Schema(id=fields.ID(unique=True), t_text=Singly(), t_title=Singly()))
    writer = usual.writer()
    for each in DOCS:
        writer.add_document(id=each.id, **{f"t_{name}": value for name, value in each.fields.items() if value and name in ("text", "title")})
    writer.commit()
    current = tmp_path / "ours" / (tmp_path / "ours" / "current").read_text()
    with index.open_dir(str(current)).reader() as ours, usual.reader() as theirs:
        expected = whole(theirs)
        assert len(expected) > 200
        assert whole(ours) == expected
    assert all(b"whoosh_lists" not in path.read_bytes() for path in current.iterdir() if path.is_file()), "any Whoosh opens the files"
