"""The engine on disk. The only module that imports Whoosh, and only what Whoosh 2.7.4, whoosh-reloaded and whoosh3 share.

`folder/current` names the index folder in use; a rebuild fills a new one and swaps the name. A fresh reader is opened
whenever the generation changes; `refresh()` is never called (in two of the three packages it brings deleted documents
back). What does not change is kept by segment and outlives the generation: ids, lengths, facets as arrays, postings in a
cache bounded in bytes. Documents themselves are read only when they are shown.
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
from whoosh import columns, fields, index
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import LockError

from casebank import ranking, whoosh_lists, words
from casebank.engine import Doc, IndexBroken, IndexBusy, Page, Query, Settings
from casebank.facets import Facet, joined
from casebank.postings import Cache, Flags, Numbers
from casebank.segments import Segment, SegmentPart

# What a damaged or missing index raises depends on where it is damaged: unpickling, struct, short reads.
_BROKEN = (
    index.IndexError, OSError, ValueError, LookupError, EOFError, TypeError, AttributeError, ImportError, MemoryError, pickle.PickleError,
    struct.error, AssertionError,
)


class TermField(fields.FieldType):  # type: ignore[misc]
    """Terms of `casebank.words` with their frequency as weight, nothing else; counted by us and handed to the writer as whole lists."""

    def __init__(self) -> None:
        self.format, self.analyzer = Existence(), None
        self.scorable, self.stored, self.unique, self.vector = True, False, False, None
        self.multitoken_query, self.spelling, self.column_type = "default", False, None


_BODIES = 64  # documents kept as they are shown: title, snippet and the rest ask for the same one


class WhooshSnapshot:
    """One generation of the index."""

    def __init__(self, engine: "WhooshEngine", reader: Any, known: Mapping[str, Segment], settings: Settings) -> None:
        self._engine, self._reader, self.size = engine, reader, int(reader.doc_count_all())
        self.alive: Flags = np.ones(self.size, dtype=bool)
        self.parts: list[SegmentPart] = []
        for leaf, start in reader.leaf_readers() if self.size else ():
            segment = known.get(str(leaf.segment().segment_id())) or Segment(leaf, settings)
            self.parts.append(SegmentPart(leaf, segment, start, engine.cache, engine.lock))
            if leaf.has_deletions():
                self.alive[[start + place for place in range(segment.size) if leaf.is_deleted(place)]] = False
        self.ids: list[str] = [ident for part in self.parts for ident in part.segment.ids]
        self.authority: Numbers = self._whole([part.segment.authority for part in self.parts])
        self._lengths = {name: self._whole([part.segment.lengths[name] for part in self.parts]) for name in settings.weights}
        self._facets: dict[str, Facet] = {}
        self._bodies: OrderedDict[int, dict[str, Any]] = OrderedDict()

    @property
    def segments(self) -> dict[str, Segment]:
        """The segments by name."""
        return {part.segment.name: part.segment for part in self.parts}

    def _whole(self, pieces: list[Numbers]) -> Numbers:
        return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)

    def lengths(self, field: str) -> Numbers:
        return self._lengths[field]

    def facet(self, name: str) -> Facet:
        if name not in self._facets:
            self._facets[name] = joined([(part.segment.facets.get(name), part.size) for part in self.parts])
        return self._facets[name]

    def _body(self, place: int) -> dict[str, Any]:
        with self._engine.lock:
            body = self._bodies.get(place)
            if body is None:
                body = self._bodies[place] = dict(json.loads(self._reader.stored_fields(place)["body"]))
                if len(self._bodies) > _BODIES:
                    self._bodies.popitem(last=False)
        return body

    def title(self, place: int) -> str:
        return str(self._body(place)["title"])

    def text(self, place: int, field: str) -> str:
        return str(self._body(place)["fields"].get(field, ""))

    def stored(self, place: int) -> Mapping[str, str]:
        return dict(self._body(place)["stored"])

    def facets(self, place: int) -> Mapping[str, tuple[str, ...]]:
        part = next(part for part in reversed(self.parts) if part.start <= place)
        found = {name: each.of(place - part.start) for name, each in part.segment.facets.items()}
        return {name: values for name, values in found.items() if values}


class WhooshEngine:
    """One index in one folder; many readers, one writer at a time across processes."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder, self._settings, self.lock, self.cache = folder, settings, threading.RLock(), Cache()
        self._index: Any = None
        self._name = ""
        self._generation = -1
        self._snapshot: WhooshSnapshot | None = None

    def _schema(self) -> Any:
        searched = {f"t_{f}": TermField() for f in self._settings.weights}
        head = fields.COLUMN(columns.VarBytesColumn())
        return fields.Schema(id=fields.ID(unique=True), body=fields.STORED, head=head, **searched)

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
        with self.lock:
            opened = self._open()
            try:
                generation = opened.latest_generation()
                if generation < 0:
                    raise IndexBroken("检索索引不完整")
                if self._snapshot is None or generation != self._generation:
                    # A fresh index object: the old one would hand out its own generation's segments.
                    self._index = index.open_dir(str(self._folder / self._name))
                    known = self._snapshot.segments if self._snapshot else {}
                    self._snapshot = WhooshSnapshot(self, self._index.reader(), known, self._settings)
                    self.cache.forget(known.keys() - self._snapshot.segments.keys())
                    self._generation = generation
            except _BROKEN as e:
                self._index, self._snapshot = None, None
                raise IndexBroken("检索索引已损坏") from e
            return self._snapshot

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else writes or rebuilds meanwhile, here or in another process; a killed one holds nothing. Whoosh's own lock
        is one for each folder, and a rebuild has a new folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(self._folder)).lock("writing")
        if not lock.acquire():
            raise IndexBusy("检索索引正由另一个进程更新")
        try:
            yield
        finally:
            lock.release()

    def _write(self, docs: Iterable[Doc], ids: Iterable[str]) -> None:
        with self._alone(), self.lock:
            if not (self._folder / "current").exists():
                self._fill([])
            opened = self._open()
            try:
                writer = whoosh_lists.writer(opened)
            except LockError as e:
                raise IndexBusy("检索索引正由另一个进程更新") from e
            except _BROKEN as e:
                raise IndexBroken("检索索引已损坏") from e
            try:
                for ident in ids:
                    writer.delete_by_term("id", ident)
                for doc in docs:
                    self._add(writer, doc, anew=True)
            except BaseException:
                writer.cancel()
                raise
            writer.commit()

    def _add(self, writer: Any, doc: Doc, *, anew: bool) -> None:
        body = {"title": doc.title, "fields": {f: doc.fields.get(f, "") for f in self._settings.shown}, "stored": dict(doc.stored)}
        terms = {f: words.terms(doc.fields[f]) for f in self._settings.weights if doc.fields.get(f)}
        lengths = {f: sum(found.values()) for f, found in terms.items()}
        head = {"id": doc.id, "facets": {k: list(v) for k, v in doc.facets.items() if v}, "lengths": lengths, "authority": doc.authority}
        row = {"id": doc.id, "body": json.dumps(body, ensure_ascii=False), "head": json.dumps(head, ensure_ascii=False).encode()}
        whoosh_lists.add(writer, {f"t_{f}": found for f, found in terms.items()}, row, anew=anew)

    def put(self, docs: Iterable[Doc]) -> None:
        self._write(docs, ())

    def drop(self, ids: Iterable[str]) -> None:
        self._write((), ids)

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with self._alone():
            self._fill(docs)

    def _fill(self, docs: Iterable[Doc]) -> None:
        """A new folder, then its name in `current`. Readers are not held up meanwhile."""
        name = f"index-{uuid4().hex[:12]}"
        target = self._folder / name
        target.mkdir(parents=True)
        writer = whoosh_lists.writer(index.create_in(str(target), self._schema()))
        seen: dict[str, None] = {}
        for doc in docs:
            self._add(writer, doc, anew=doc.id in seen)
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

    def close(self) -> None:
        with self.lock:
            if self._snapshot is not None:
                self.cache.forget(set(self._snapshot.segments))
            self._index, self._snapshot = None, None

    def find(self, query: Query) -> Page:
        return ranking.find(self._current(), query, self._settings)

    def count(self) -> int:
        return int(np.count_nonzero(self._current().alive))

    def scores(self, text: str, ids: Iterable[str]) -> Mapping[str, float]:
        return ranking.scores(self._current(), text, ids, self._settings)
