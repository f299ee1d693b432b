"""The engine on a PostgreSQL server: the same terms, BM25, filters and counts as the others, in one statement.

It works over plain driver connections that it is handed. Every question is one read-only transaction with one snapshot, so a
replica may answer it; a writer holds a lock of the server, and what it writes is seen when it commits.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from casebank import postgres_tables, ranking, words
from casebank.engine import Doc, Hit, IndexBroken, IndexBusy, Page, Query, Settings
from casebank.postgres_tables import LONGEST_TERM, storable

Connect = Callable[[bool], Any]  # True: a connection that may write
_NO_INDEX = {"42P01", "42703", "3F000"}  # undefined table, column, schema
_MATCHED = """
asked AS MATERIALIZED (
  SELECT * FROM unnest(%(terms)s::int[], %(factors)s::float8[], %(bases)s::float8[], %(slopes)s::float8[], %(decide)s::bool[])
    AS a (term, factor, base, slope, decides)),
matched AS MATERIALIZED (
  SELECT p.doc, sum(a.factor * p.tf / (p.tf + a.base + a.slope * p.length)) AS total
  FROM asked a JOIN posting p USING (term) GROUP BY p.doc HAVING bool_or(a.decides))"""
_LISTED = "matched AS MATERIALIZED (SELECT place AS doc, 0::float8 AS total FROM document)"
_WITHIN = """
  JOIN (SELECT p.doc FROM unnest(%(inner_terms)s::int[], %(inner_words)s::text[]) AS i (term, word) JOIN posting p USING (term)
    GROUP BY p.doc HAVING count(DISTINCT i.word) = %(inner_count)s) AS narrowed USING (doc)"""


def connector(url: str) -> Connect:
    """Connections to `url`. Where it names several hosts, questions go to a replica and changes to the one that may be written."""
    # Imported here: only this needs the driver, and every command would wait for it.
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    given: dict[str, Any] = {"connect_timeout": 5, **conninfo_to_dict(url)}
    several = "," in str(given.get("host", "")) and "target_session_attrs" not in given

    def connect(write: bool) -> Any:
        more = {"target_session_attrs": "read-write" if write else "prefer-standby"} if several else {}
        try:
            return psycopg.connect(**{**given, **more}, autocommit=True, prepare_threshold=None)
        except psycopg.OperationalError as e:
            raise IndexBroken("连不上检索数据库") from e

    return connect


class PostgresEngine:
    """One index in one schema of a server; many readers, one writer at a time across machines."""

    def __init__(self, connect: Connect, name: str, settings: Settings) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
            raise ValueError(f"not the name of an index: {name}")
        self._connect, self._schema, self._settings, self._lock = connect, f"search_{name}", settings, threading.Lock()
        self._idle: dict[bool, list[Any]] = {True: [], False: []}

    def _taken(self, write: bool) -> Any:
        while True:
            with self._lock:
                connection = self._idle[write].pop() if self._idle[write] else None
            if connection is None:
                return self._connect(write)
            try:
                connection.execute("SELECT 1")
            except connection.Error:  # the server ended it meanwhile
                connection.close()
            else:
                return connection

    @contextmanager
    def _lent(self, write: bool) -> Iterator[Any]:
        """A connection for as long as the block lasts; what breaks in it is told in the words of the contract."""
        connection = self._taken(write)
        try:
            yield connection
        except connection.OperationalError as e:
            raise IndexBroken("检索数据库的连接中断") from e
        except connection.ProgrammingError as e:
            if e.sqlstate not in _NO_INDEX:
                raise
            raise IndexBroken("检索索引还没有建立或者不完整") from e
        except connection.InternalError as e:
            raise IndexBroken("检索索引已损坏") from e
        finally:
            if not connection.closed:
                with self._lock:
                    self._idle[write].append(connection)

    @contextmanager
    def _transaction(self, write: bool) -> Iterator[Any]:
        mode = "READ COMMITTED, READ WRITE" if write else "REPEATABLE READ, READ ONLY"
        with self._lent(write) as connection, connection.transaction():
            connection.execute(f"SET TRANSACTION ISOLATION LEVEL {mode}; SET LOCAL search_path = {self._schema}; SET LOCAL jit = off")
            yield connection

    def close(self) -> None:
        with self._lock:
            for connection in [*self._idle[True], *self._idle[False]]:
                connection.close()
            self._idle = {True: [], False: []}

    def _change(self, docs: Iterable[Doc], ids: Iterable[str]) -> None:
        with self._transaction(write=True) as connection:
            (alone,) = connection.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (self._schema,)).fetchone()
            if not alone:
                raise IndexBusy("检索索引正由另一个进程更新")
            if connection.execute("SELECT to_regnamespace(%s)", (self._schema,)).fetchone() == (None,):
                postgres_tables.create(connection, self._schema)
                postgres_tables.fill(connection, (), self._settings)
            postgres_tables.change(connection, docs, ids, self._settings)

    def put(self, docs: Iterable[Doc]) -> None:
        self._change(docs, ())

    def drop(self, ids: Iterable[str]) -> None:
        self._change((), ids)

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with self._transaction(write=True) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (self._schema,))
            postgres_tables.create(connection, self._schema)
            postgres_tables.fill(connection, docs, self._settings)
        with self._lent(write=True) as connection:
            postgres_tables.tidy(connection, self._schema)

    def count(self) -> int:
        with self._transaction(write=False) as connection:
            return _totals(connection)[""]

    def find(self, query: Query) -> Page:
        parsed = words.parse(query.text, self._settings.synonyms)
        with self._transaction(write=False) as connection:
            values = self._weighed(connection, parsed)
            within = sorted(set(words.words(query.within)))
            inner = _known(connection, [f"w{word}" for word in within], self._settings)
            values |= {"inner_terms": [row[0] for row in inner], "inner_words": [row[2] for row in inner], "inner_count": len(within)}
            statement = _statement(query, self._settings, values, narrowed=bool(within))
            total, ids, points, bodies, *counted = connection.execute(statement, values).fetchone()
        rows = zip(ids or (), points or (), bodies or (), strict=True)
        hits = tuple(_hit(ident, share, json.loads(body), parsed.needles, self._settings) for ident, share, body in rows)
        counts = {name: dict(sorted((found or {}).items(), key=lambda item: (-item[1], item[0]))) for name, found in zip(query.counts, counted, strict=True)}
        return Page(hits, total, counts, parsed.applied)

    def scores(self, text: str, ids: Iterable[str]) -> Mapping[str, float]:
        with self._transaction(write=False) as connection:
            values = self._weighed(connection, words.parse(text, self._settings.synonyms)) | {"ids": [storable(ident) for ident in ids]}
            only = _MATCHED.replace("GROUP BY p.doc HAVING bool_or(a.decides)", "WHERE p.doc IN (SELECT place FROM document WHERE ident = ANY(%(ids)s)) GROUP BY p.doc")
            return dict(connection.execute(f"WITH {only} SELECT ident, total FROM matched JOIN document ON place = doc WHERE total > 0", values).fetchall())

    def _weighed(self, connection: Any, parsed: words.Parsed) -> dict[str, Any]:
        """The terms of a question that the index knows, with what each is worth."""
        totals, decide = _totals(connection), ranking.deciding(parsed)
        rows = []
        for number, field, text, documents in _known(connection, parsed.terms, self._settings):
            factor = self._settings.weights[field] * parsed.terms[text] * float(ranking.rarity(totals[""], documents))
            rows.append((number, factor, *ranking.saturation(totals.get(field, 0) / totals[""]), text in decide))
        columns = zip(*rows, strict=True) if rows else [()] * 5
        return dict(zip(("terms", "factors", "bases", "slopes", "decide"), map(list, columns), strict=True))


def _totals(connection: Any) -> dict[str, int]:
    found: dict[str, int] = dict(connection.execute("SELECT field, total FROM statistic").fetchall())
    if "" not in found:
        raise IndexBroken("检索索引还没有建立或者不完整")
    return found


def _known(connection: Any, terms: Iterable[str], settings: Settings) -> list[tuple[int, str, str, int]]:
    """(number, field, term, documents) of the terms that stand in a document."""
    cut = {term[:LONGEST_TERM]: term for term in terms}
    asked = "SELECT id, field, text, documents FROM term WHERE text = ANY(%s) AND field = ANY(%s) AND documents > 0"
    return [(number, field, cut[text], count) for number, field, text, count in connection.execute(asked, (list(cut), list(settings.weights))).fetchall()]


def _statement(query: Query, settings: Settings, values: dict[str, Any], *, narrowed: bool) -> str:
    """The one statement of a question; what is asked goes into `values`, never into the statement."""
    filters = [(name, wanted) for name, wanted in query.filters.items() if wanted]
    for at, (name, wanted) in enumerate(filters):
        values |= {f"filter{at}": storable(name), f"wanted{at}": [storable(value) for value in wanted]}
    for at, (name, shares) in enumerate(query.leaning.items()):
        values |= {f"lean{at}": storable(name), f"to{at}": [storable(value) for value in shares], f"share{at}": list(shares.values())}
    for at, name in enumerate(query.counts):
        values[f"count{at}"] = storable(name)
    values |= {"authority": settings.authority, "leaning": settings.leaning, "sort": storable(query.sort), "limit": query.limit, "offset": query.offset}
    flags = "".join(f", doc IN (SELECT doc FROM facet WHERE name = %(filter{at})s AND value = ANY(%(wanted{at})s)) AS pass{at}" for at in range(len(filters)))
    leans = "".join(
        f" LEFT JOIN (SELECT f.doc, max(s.share) AS share FROM facet f JOIN unnest(%(to{at})s::text[], %(share{at})s::float8[]) AS s (value, share) USING (value)"
        f" WHERE f.name = %(lean{at})s GROUP BY f.doc) AS lean{at} USING (doc)" for at in range(len(query.leaning))
    )
    gain = " + ".join(["%(authority)s * d.authority::float8", *(f"%(leaning)s * coalesce(lean{at}.share, 0)" for at in range(len(query.leaning)))])
    sorts = "" if query.sort == "score" else " LEFT JOIN facet AS sorted ON sorted.doc = d.place AND sorted.name = %(sort)s AND sorted.place = 0"
    key = "NULL::text" if query.sort == "score" else "sorted.value"
    order = ("points DESC" if query.sort == "score" else 'key COLLATE "C" DESC NULLS LAST') + ', ident COLLATE "C"'
    counts = "".join(
        f", (SELECT json_object_agg(value, number) FROM (SELECT f.value, count(*) AS number FROM passing JOIN facet f USING (doc)"
        f" WHERE f.name = %(count{at})s AND {_passed(number for number, (other, _) in enumerate(filters) if other != name)} GROUP BY f.value) AS c)"
        for at, name in enumerate(query.counts)
    )
    return f"""
WITH {_MATCHED if query.text.strip() else _LISTED},
passing AS MATERIALIZED (SELECT doc, total{flags} FROM matched{_WITHIN if narrowed else ""}),
chosen AS MATERIALIZED (SELECT doc, total FROM passing WHERE {_passed(range(len(filters)))}),
ranked AS (
  SELECT d.place, d.ident, round((c.total + (SELECT max(total) FROM chosen) * ({gain}))::numeric, 4)::float8 AS points, {key} AS key
  FROM chosen c JOIN document d ON d.place = c.doc{leans}{sorts}),
page AS MATERIALIZED (SELECT * FROM ranked ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s),
shown AS MATERIALIZED (SELECT page.*, document.body FROM page JOIN document USING (place))
SELECT (SELECT count(*) FROM chosen), (SELECT array_agg(ident ORDER BY {order}) FROM shown), (SELECT array_agg(points ORDER BY {order}) FROM shown),
  (SELECT array_agg(body ORDER BY {order}) FROM shown){counts}"""


def _passed(numbers: Iterable[int]) -> str:
    return " AND ".join([f"pass{number}" for number in numbers]) or "TRUE"


def _hit(ident: str, points: float, body: Mapping[str, Any], needles: tuple[str, ...], settings: Settings) -> Hit:
    texts = {name: body["fields"].get(name, "") for name in settings.shown}
    facets = {name: tuple(found) for name, found in body["facets"].items()}
    return ranking.hit(ident, points, body["title"], texts, facets, body["stored"], needles)
