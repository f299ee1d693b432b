"""What the PostgreSQL engine keeps: documents, terms with their frequency, impacts (term, document, tf, length), facets.

Everything an index has stands in one schema and is written in one transaction by one writer at a time, so readers see the
old or the new state. Term numbers and places are given by the writer; a rebuild begins again at 0.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from casebank import words
from casebank.engine import Doc, Settings
from casebank.postings import MOST_TIMES

LONGEST_TERM = 200  # a longer run of letters is no word, and an index entry has its limit
_LONGEST_VALUE = 500
_BATCH = 500
# `total` of the field '' is the number of documents; without that row there is no index.
TABLES = """
CREATE TABLE IF NOT EXISTS statistic (field text PRIMARY KEY, total bigint NOT NULL);
CREATE TABLE IF NOT EXISTS document (place integer PRIMARY KEY, ident text NOT NULL UNIQUE, authority real NOT NULL, body text NOT NULL,
  lengths text NOT NULL, terms integer[] NOT NULL);
CREATE TABLE IF NOT EXISTS term (id integer PRIMARY KEY, field text NOT NULL, text text NOT NULL, documents integer NOT NULL, UNIQUE (text, field));
CREATE TABLE IF NOT EXISTS posting (term integer, doc integer, tf smallint NOT NULL, length integer NOT NULL,
  PRIMARY KEY (term, doc) INCLUDE (tf, length));
CREATE TABLE IF NOT EXISTS facet (doc integer, name text, place smallint, value text NOT NULL, PRIMARY KEY (doc, name, place));
CREATE INDEX IF NOT EXISTS facet_value ON facet (name, value, doc);
"""
CHECK = """
SELECT (SELECT count(total) FROM (SELECT total FROM statistic LIMIT 0) s), (SELECT count(*) FROM (SELECT place, ident, authority, body, lengths, terms FROM document LIMIT 0) d),
  (SELECT count(*) FROM (SELECT id, field, text, documents FROM term LIMIT 0) t), (SELECT count(*) FROM (SELECT term, doc, tf, length FROM posting LIMIT 0) p),
  (SELECT count(*) FROM (SELECT doc, name, place, value FROM facet LIMIT 0) f)
"""


def storable(text: str) -> str:
    """Text as the server can keep it: no NUL, no half characters, not longer than an index entry."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()[:_LONGEST_VALUE]


def create(connection: Any, schema: str) -> None:
    """The tables, where they are missing; tables of another shape are thrown away. What an operator made before, partitioned for
    instance, stays."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    try:
        with connection.transaction():
            connection.execute(f"{TABLES}; {CHECK}")
    except connection.ProgrammingError:
        connection.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}; {TABLES}")


def fill(connection: Any, docs: Iterable[Doc], settings: Settings) -> None:
    """Replace everything. Of documents with the same id the last one stays."""
    connection.execute("DELETE FROM facet; DELETE FROM posting; DELETE FROM term; DELETE FROM document; DELETE FROM statistic; INSERT INTO statistic VALUES ('', 0)")
    waiting = iter(docs)
    documents, totals = Counter[int](), Counter[str]()
    while batch := list(islice(waiting, _BATCH)):
        _replace(connection, batch, (), settings, documents, totals)
    _count(connection, documents, totals)


def change(connection: Any, docs: Iterable[Doc], ids: Iterable[str], settings: Settings) -> None:
    """Add or replace `docs`, remove `ids`."""
    documents, totals = Counter[int](), Counter[str]()
    _replace(connection, docs, ids, settings, documents, totals)
    _count(connection, documents, totals)


def tidy(connection: Any, schema: str) -> None:
    """Outside a transaction, after much was written: what was replaced gives its room back, and impacts are read from their index alone."""
    connection.execute(f"VACUUM (ANALYZE) {', '.join(f'{schema}.{name}' for name in ('document', 'term', 'posting', 'facet'))}")


def _replace(connection: Any, docs: Iterable[Doc], ids: Iterable[str], settings: Settings, documents: Counter[int], totals: Counter[str]) -> None:
    latest = {storable(doc.id): doc for doc in docs}
    _remove(connection, [*latest, *map(storable, ids)], documents, totals)
    _add(connection, latest, settings, documents, totals)


def _count(connection: Any, documents: Counter[int], totals: Counter[str]) -> None:
    connection.execute(
        "UPDATE term SET documents = documents + more FROM unnest(%s::int[], %s::int[]) AS changed (id, more) WHERE term.id = changed.id",
        (list(documents), list(documents.values())),
    )
    connection.execute(
        "INSERT INTO statistic SELECT * FROM unnest(%s::text[], %s::bigint[]) ON CONFLICT (field) DO UPDATE SET total = statistic.total + excluded.total",
        (list(totals), list(totals.values())),
    )


def _remove(connection: Any, idents: Sequence[str], documents: Counter[int], totals: Counter[str]) -> None:
    gone = connection.execute("DELETE FROM document WHERE ident = ANY(%s) RETURNING place, lengths, terms", (list(idents),)).fetchall()
    pairs = [(term, place) for place, _, terms in gone for term in terms]
    connection.execute(
        "DELETE FROM posting USING unnest(%s::int[], %s::int[]) AS gone (term, doc) WHERE posting.term = gone.term AND posting.doc = gone.doc",
        ([term for term, _ in pairs], [place for _, place in pairs]),
    )
    connection.execute("DELETE FROM facet WHERE doc = ANY(%s)", ([place for place, _, _ in gone],))
    documents.subtract(term for term, _ in pairs)
    for _, lengths, _ in gone:
        totals.subtract({"": 1, **json.loads(lengths)})


def _add(connection: Any, docs: Mapping[str, Doc], settings: Settings, documents: Counter[int], totals: Counter[str]) -> None:
    counted = {ident: {f: words.terms(doc.fields[f]) for f in settings.weights if doc.fields.get(f)} for ident, doc in docs.items()}
    numbers = _numbers(connection, {(f, term[:LONGEST_TERM]) for fields in counted.values() for f, terms in fields.items() for term in terms})
    (first,) = connection.execute("SELECT coalesce(max(place) + 1, 0) FROM document").fetchone()
    rows: list[tuple[Any, ...]] = []
    impacts: list[tuple[int, int, int, int]] = []
    facets: list[tuple[int, str, int, str]] = []
    for place, (ident, doc) in enumerate(docs.items(), first):
        lengths = {f: sum(terms.values()) for f, terms in counted[ident].items()}
        mine: dict[int, tuple[int, int]] = {}
        for f, terms in counted[ident].items():
            for term, times in terms.items():
                mine.setdefault(numbers[f, term[:LONGEST_TERM]], (min(times, MOST_TIMES), lengths[f]))
        body = {"title": doc.title, "fields": {f: doc.fields.get(f, "") for f in settings.shown}, "stored": dict(doc.stored), "facets": {k: list(v) for k, v in doc.facets.items() if v}}
        rows.append((place, ident, doc.authority, json.dumps(body), json.dumps(lengths), list(mine)))
        impacts += [(number, place, times, length) for number, (times, length) in mine.items()]
        facets += [(place, storable(name), at, storable(value)) for name, values in doc.facets.items() for at, value in enumerate(values)]
        documents.update(list(mine))
        totals.update({"": 1, **lengths})
    _copy(connection, "document (place, ident, authority, body, lengths, terms)", rows)
    _copy(connection, "posting (term, doc, tf, length)", sorted(impacts))
    _copy(connection, "facet (doc, name, place, value)", facets)


def _numbers(connection: Any, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Numbers of (field, term), new ones where there are none yet."""
    pairs = sorted(wanted)
    known = connection.execute(
        "SELECT term.field, term.text, term.id FROM term JOIN unnest(%s::text[], %s::text[]) AS asked (field, text) USING (field, text)",
        ([f for f, _ in pairs], [text for _, text in pairs]),
    ).fetchall()
    found = {(f, text): number for f, text, number in known}
    (first,) = connection.execute("SELECT coalesce(max(id) + 1, 0) FROM term").fetchone()
    new = {pair: number for number, pair in enumerate((pair for pair in pairs if pair not in found), first)}
    _copy(connection, "term (field, text, id, documents)", ((f, text, number, 0) for (f, text), number in new.items()))
    return found | new


def _copy(connection: Any, target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
