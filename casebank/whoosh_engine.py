"""The engine on disk. The only module that imports Whoosh, and only what Whoosh 2.7.4, whoosh-reloaded and whoosh3 share.

`folder/current` names the index folder in use; a rebuild fills a new one and swaps the name. A fresh reader is opened
whenever the generation changes; `refresh()` is never called (in two of the three packages it brings deleted documents
back). Postings are read once a term through the public API and kept as arrays, bounded.
"""

import contextlib
import json
import pickle
import shutil
import struct
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index
from whoosh.analysis import Analyzer, Token
from whoosh.formats import Frequency
from whoosh.index import LockError

from casebank import ranking, words
from casebank.engine import Doc, IndexBroken, IndexBusy, Page, Query, Settings
from casebank.ranking import Numbers, Places

_EMPTY: tuple[Places, Numbers] = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))
_CACHED_POSTINGS = 4_000_000  # numbers kept in all; 8 bytes each
# What a damaged or missing index raises depends on where it is damaged: unpickling, struct, short reads.
_BROKEN = (
    index.IndexError, OSError, ValueError, LookupError, EOFError, TypeError, AttributeError, ImportError, MemoryError, pickle.PickleError,
    struct.error, AssertionError,
)


class Terms(Analyzer):  # type: ignore[misc]
    """Words and characters of `casebank.words` as Whoosh tokens."""

    def __call__(self, value: str, mode: str = "", **kw: Any) -> Iterator[Token]:
        token = Token(positions=False, chars=False, removestops=False, mode=mode)
        token.boost, token.stopped = 1.0, False
        for term, times in words.terms(value).items():
            token.text = term
            for _ in range(times):
                yield token


class TermField(fields.FieldType):  # type: ignore[misc]
    """Term frequencies and field lengths, nothing else."""

    def __init__(self) -> None:
        self.analyzer = Terms()
        self.format = Frequency()
        self.scorable, self.stored, self.unique, self.vector = True, False, False, None
        self.multitoken_query, self.spelling, self.column_type = "default", False, None


class WhooshSnapshot:
    """One generation of the index, read through the public reader API."""

    def __init__(self, reader: Any, settings: Settings) -> None:
        self.reader, self.size = reader, reader.doc_count_all()
        self.alive: NDArray[np.bool_] = np.ones(self.size, dtype=bool)
        self._rows: list[dict[str, Any]] = [{} for _ in range(self.size)]
        for place in range(self.size):
            if reader.is_deleted(place):
                self.alive[place] = False
            else:
                self._rows[place] = reader.stored_fields(place)
        self.ids: list[str] = [row.get("id", "") for row in self._rows]
        # Whoosh keeps lengths in one byte, which moves near ties; the exact ones are stored beside the facets.
        heads = [json.loads(row["head"]) if row else {"facets": {}, "lengths": {}} for row in self._rows]
        self._lengths = {f: np.array([h["lengths"].get(f, 0) for h in heads], dtype=np.float32) for f in settings.weights}
        self._heads: list[dict[str, dict[str, Any]]] = heads
        self._facets: dict[str, list[tuple[str, ...]]] = {}
        self._body: dict[int, dict[str, Any]] = {}
        self._postings: OrderedDict[tuple[str, str], tuple[Places, Numbers]] = OrderedDict()
        self._kept = 0
        self._lock = threading.Lock()

    def lengths(self, field: str) -> Numbers:
        return self._lengths[field]

    def postings(self, field: str, term: str) -> tuple[Places, Numbers]:
        with self._lock:
            found = self._postings.get((field, term))
            if found is not None:
                self._postings.move_to_end((field, term))
                return found
            found = self._read(f"t_{field}", term)
            self._postings[field, term] = found
            self._kept += len(found[0]) + 1
            while self._kept > _CACHED_POSTINGS:
                _, old = self._postings.popitem(last=False)
                self._kept -= len(old[0]) + 1
            return found

    def _read(self, field: str, term: str) -> tuple[Places, Numbers]:
        if (field, term) not in self.reader:
            return _EMPTY
        matcher = self.reader.postings(field, term)
        places: list[int] = []
        times: list[float] = []
        while matcher.is_active():
            places.append(matcher.id())
            times.append(matcher.weight())
            matcher.next()
        found = np.array(places, dtype=np.int32)
        living = self.alive[found] if len(found) else np.zeros(0, dtype=bool)
        return found[living], np.array(times, dtype=np.float32)[living]

    def _doc(self, place: int) -> dict[str, Any]:
        body = self._body.get(place)
        if body is None:
            body = json.loads(self._rows[place]["body"]) if self._rows[place] else {"title": "", "fields": {}, "facets": {}, "stored": {}}
            if len(self._body) > 5000:
                self._body.clear()
            self._body[place] = body
        return body

    def facet(self, name: str) -> list[tuple[str, ...]]:
        if name not in self._facets:
            self._facets[name] = [tuple(head["facets"].get(name, ())) for head in self._heads]
        return self._facets[name]

    def title(self, place: int) -> str:
        return str(self._doc(place)["title"])

    def text(self, place: int, field: str) -> str:
        return str(self._doc(place)["fields"].get(field, ""))

    def stored(self, place: int) -> Mapping[str, str]:
        return dict(self._doc(place)["stored"])

    def facets(self, place: int) -> Mapping[str, tuple[str, ...]]:
        return {k: tuple(v) for k, v in self._heads[place]["facets"].items()}


class WhooshEngine:
    """One index in one folder; many readers, one writer at a time across processes."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder, self._settings, self._lock = folder, settings, threading.RLock()
        self._index: Any = None
        self._name = ""
        self._generation = -1
        self._snapshot: WhooshSnapshot | None = None

    def _schema(self) -> Any:
        searched = {f"t_{f}": TermField() for f in self._settings.weights}
        return fields.Schema(id=fields.ID(stored=True, unique=True), body=fields.STORED, head=fields.STORED, **searched)

    def _pointed(self) -> str:
        try:
            name = (self._folder / "current").read_text(encoding="ascii").strip()
        except OSError as e:
            raise IndexBroken("检索索引还没有建立") from e
        if not name or "/" in name or not (self._folder / name).is_dir():
            raise IndexBroken("检索索引不完整")
        return name

    def _open(self) -> Any:
        name = self._pointed()
        if self._index is None or name != self._name:
            try:
                self._index, self._name, self._generation = index.open_dir(str(self._folder / name)), name, -1
            except _BROKEN as e:
                raise IndexBroken("检索索引已损坏") from e
        return self._index

    def _current(self) -> WhooshSnapshot:
        with self._lock:
            opened = self._open()
            try:
                generation = opened.latest_generation()
                if generation < 0:
                    raise IndexBroken("检索索引不完整")
                if self._snapshot is None or generation != self._generation:
                    # A fresh index object: the old one would hand out its own generation's segments.
                    self._index = index.open_dir(str(self._folder / self._name))
                    self._snapshot = WhooshSnapshot(self._index.reader(), self._settings)
                    self._generation = generation
            except _BROKEN as e:
                self._index, self._snapshot = None, None
                raise IndexBroken("检索索引已损坏") from e
            return self._snapshot

    def _write(self, docs: Iterable[Doc], ids: Iterable[str]) -> None:
        if not (self._folder / "current").exists():
            self.rebuild([])
        with self._lock:
            opened = self._open()
            try:
                writer = opened.writer()
            except LockError as e:
                raise IndexBusy("检索索引正由另一个进程更新") from e
            except _BROKEN as e:
                raise IndexBroken("检索索引已损坏") from e
            try:
                for ident in ids:
                    writer.delete_by_term("id", ident)
                for doc in docs:
                    writer.update_document(**self._row(doc))
            except BaseException:
                writer.cancel()
                raise
            writer.commit()

    def _row(self, doc: Doc) -> dict[str, Any]:
        body = {"title": doc.title, "fields": {f: doc.fields.get(f, "") for f in self._settings.shown}, "stored": dict(doc.stored)}
        lengths = {f: sum(words.terms(doc.fields[f]).values()) for f in self._settings.weights if doc.fields.get(f)}
        head = {"facets": {k: list(v) for k, v in doc.facets.items()}, "lengths": lengths}
        searched = {f"t_{f}": doc.fields[f] for f in self._settings.weights if doc.fields.get(f)}
        return {"id": doc.id, "body": json.dumps(body, ensure_ascii=False), "head": json.dumps(head, ensure_ascii=False), **searched}

    def put(self, docs: Iterable[Doc]) -> None:
        self._write(docs, ())

    def drop(self, ids: Iterable[str]) -> None:
        self._write((), ids)

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with self._lock:
            name = f"index-{uuid4().hex[:12]}"
            target = self._folder / name
            target.mkdir(parents=True)
            writer = index.create_in(str(target), self._schema()).writer(limitmb=128)
            seen: dict[str, None] = {}
            for doc in docs:
                if doc.id in seen:
                    writer.update_document(**self._row(doc))
                else:
                    writer.add_document(**self._row(doc))
                seen[doc.id] = None
            writer.commit()
            pointer = self._folder / f"current.{uuid4().hex[:8]}"
            pointer.write_text(name, encoding="ascii")
            pointer.replace(self._folder / "current")
            for old in self._folder.glob("index-*"):
                if old.name != name:
                    # Another process may still read it; on POSIX its open files stay readable.
                    with contextlib.suppress(OSError):
                        shutil.rmtree(old)

    def find(self, query: Query) -> Page:
        return ranking.find(self._current(), query, self._settings)

    def count(self) -> int:
        return int(self._current().alive.sum())

    def scores(self, text: str, ids: Iterable[str]) -> Mapping[str, float]:
        return ranking.scores(self._current(), text, ids, self._settings)
