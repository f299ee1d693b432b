"""Other engines on the same terms, each behind `find(terms, levels, k) -> ids`: tantivy, bm25s, SQLite FTS5, Whoosh's own scorer,
PostgreSQL ts_rank. Time is that of processors, a server's included: `CLOCKS` holds the clocks of those that ask one."""

import atexit
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import bm25s
import numpy as np
import psycopg
import tantivy
from whoosh import fields, index, query, scoring
from whoosh.analysis import SpaceSeparatedTokenizer

from tests import postgres

Rows = Sequence[tuple[str, list[str], str]]  # id, terms, level
Find = Callable[[list[str], tuple[str, ...], int], list[str]]


def in_tantivy(rows: Rows) -> Find:
    """tantivy, in memory, one writer thread."""
    schema = (
        tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw").add_text_field("level", tokenizer_name="raw")
        .add_text_field("body", tokenizer_name="whitespace", index_option="freq").build()
    )
    made = tantivy.Index(schema)
    writer = made.writer(50_000_000, 1)
    for ident, terms, level in rows:
        writer.add_document(tantivy.Document(id=ident, level=level, body=" ".join(terms)))
    writer.commit()
    made.reload()
    searcher = made.searcher()

    def find(terms: list[str], levels: tuple[str, ...], k: int) -> list[str]:
        should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", term, "freq")) for term in dict.fromkeys(terms)]
        words = tantivy.Query.boolean_query(should)
        if levels:
            wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, tantivy.Query.term_query(schema, "level", level)) for level in levels])
            words = tantivy.Query.boolean_query([(tantivy.Occur.Must, words), (tantivy.Occur.Must, tantivy.Query.const_score_query(wanted, 0.0))])
        return [searcher.doc(where)["id"][0] for _, where in searcher.search(words, k, count=False).hits]

    return find


def in_bm25s(rows: Rows) -> Find:
    """bm25s with its NumPy backend."""
    made = bm25s.BM25(k1=0.9, b=0.75)
    made.index([terms for _, terms, _ in rows], show_progress=False)
    ids, levels_of = [ident for ident, _, _ in rows], np.array([level for _, _, level in rows])

    def find(terms: list[str], levels: tuple[str, ...], k: int) -> list[str]:
        known = [term for term in dict.fromkeys(terms) if term in made.vocab_dict]
        if not known:
            return []
        mask = np.isin(levels_of, levels).astype(np.float32) if levels else None
        found, _ = made.retrieve([known], k=min(k, len(ids)), show_progress=False, weight_mask=mask)
        return [ids[place] for place in found[0]]

    return find


def in_fts5(rows: Rows) -> Find:
    """SQLite FTS5 over terms already segmented."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, level UNINDEXED, body, tokenize=\"unicode61 remove_diacritics 0\")")
    base.executemany("INSERT INTO found VALUES (?, ?, ?)", ((ident, level, " ".join(terms)) for ident, terms, level in rows))

    def find(terms: list[str], levels: tuple[str, ...], k: int) -> list[str]:
        text = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        only = f" AND level IN ({','.join('?' * len(levels))})" if levels else ""
        return [row[0] for row in base.execute(f"SELECT id FROM found WHERE body MATCH ?{only} ORDER BY rank LIMIT ?", (text, *levels, k))]

    return find


def in_whoosh(rows: Rows) -> Find:
    """Whoosh as usual: its own BM25F over a tree of matchers."""
    folder = Path(mkdtemp(prefix="whoosh-"))
    schema = fields.Schema(id=fields.ID(stored=True), level=fields.ID, body=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False))
    writer = index.create_in(str(folder), schema).writer(limitmb=128)
    for ident, terms, level in rows:
        writer.add_document(id=ident, level=level, body=" ".join(terms))
    writer.commit()
    searcher: Any = index.open_dir(str(folder)).searcher(weighting=scoring.BM25F(B=0.75, K1=0.9))

    def find(terms: list[str], levels: tuple[str, ...], k: int) -> list[str]:
        words = query.Or([query.Term("body", term) for term in dict.fromkeys(terms)])
        only = query.Or([query.Term("level", level) for level in levels]) if levels else None
        return [hit["id"] for hit in searcher.search(words, limit=k, filter=only)]

    return find


def database(name: str) -> str:
    """A new, numbered database on a server that is stopped when the measurement ends."""
    if not _server:
        opened = ExitStack()
        _server.append(opened.enter_context(postgres.cluster()))
        atexit.register(opened.close)
    name = f"{name}{next(_numbers)}"
    postgres.execute(_server[0], f"CREATE DATABASE {name}")
    return _server[0].format(name=name)


def clock_of(connection: Any) -> Callable[[], float]:
    """Processor seconds of this process and of the server's process behind the connection."""
    spent = Path(f"/proc/{connection.info.backend_pid}/schedstat")
    return lambda: time.process_time() + int(spent.read_text(encoding="ascii").split()[0]) / 1e9


def in_postgres(rows: Rows) -> Find:
    """PostgreSQL's own ts_rank over terms already segmented, with a GIN index."""
    base = psycopg.connect(database("tsrank"), autocommit=True)
    base.execute("CREATE TABLE found (id text, level text, body tsvector)")
    with base.cursor().copy("COPY found FROM STDIN") as copy:
        for ident, terms, level in rows:
            places: dict[str, list[int]] = {}
            for place, term in enumerate(terms, 1):
                places.setdefault(term, []).append(min(place, 16383))
            copy.write_row((ident, level, " ".join(f"'{term}':{','.join(map(str, each[:255]))}" for term, each in places.items())))
    base.execute("CREATE INDEX ON found USING gin (body)")
    base.execute("ANALYZE found; SET jit = off; SET max_parallel_workers_per_gather = 0")
    CLOCKS["PostgreSQL ts_rank"] = clock_of(base)
    asked = "SELECT id FROM found, (SELECT %s::tsquery AS q) q WHERE body @@ q AND (cardinality(%s::text[]) = 0 OR level = ANY(%s)) ORDER BY ts_rank(body, q) DESC LIMIT %s"

    def find(terms: list[str], levels: tuple[str, ...], k: int) -> list[str]:
        wanted = " | ".join(f"'{term}'" for term in dict.fromkeys(terms))
        return [row[0] for row in base.execute(asked, (wanted, list(levels), list(levels), k))]

    return find


_server: list[str] = []
_numbers = count(1)
CLOCKS: dict[str, Callable[[], float]] = {}
PEERS: dict[str, Callable[[Rows], Find]] = {"tantivy": in_tantivy, "bm25s": in_bm25s, "SQLite FTS5": in_fts5, "Whoosh as usual": in_whoosh, "PostgreSQL ts_rank": in_postgres}
