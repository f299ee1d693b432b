"""周报 as a paper: the stored report laid out once for the page, the Word file and the PDF."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from legalaid.actions import districts, weekly_reports, weekly_words
from legalaid.tables.reports import WeeklyReport
from toolkit.filling import Run
from toolkit.outline import Outline, Paragraph, Section, Table

VERSION = "1"
_CHANGES = {**weekly_words.CHANGES, weekly_words.FEW: "件数少"}
_ROWS = 10  # of a breakdown


def outline(row: WeeklyReport) -> Outline:
    """The whole report in nine parts (domain: 周报), the corrections before the figures they concern, the cohorts at the end."""
    said, content = row.content["sentences"], row.content
    titles = dict(weekly_reports.breakdown_titles())

    def tables(*names: str) -> list[Table | None]:
        return [_breakdown(content, name, titles[name]) for name in names]

    parts: tuple[tuple[str, list[Paragraph | Table | None]], ...] = (
        ("总体情况", [*_texts(said["totals"]), _figures(content, "registered_raw", "registered", "closed", "open", "transferred")]),
        ("诉求结构", [*_texts(said["structure"]), *tables("classes", "subclasses", "channels", "counties", "industries")]),
        ("办结和时限", [*_texts(said["closing"]), _figures(content, "closing", "on_time", "late_closed", "late_open", "accepted", "contacted"), *_overdue(content)]),
        ("满意度", [*_texts(said["satisfaction"]), _figures(content, "satisfied", "rated", "low", "uncalled")]),
        ("劳动争议", [*_texts(said["disputes"]), *tables("causes", "flags")]),
        ("法律援助", [*_texts(said["aid"]), _figures(content, "aid", "aid_closed", "aid_decided", "aid_assigned"), *tables("forms")]),
        ("本周案例", [*_texts(weekly_reports.told(row) or ["本期没有案例。"])]),
        ("区县比较", [*_texts(said["districts"]), _districts(content)]),
        ("下一步工作", [*_texts(f"{n}. {text}" for n, text in enumerate(said["next"], 1))]),
    )
    sections = [Section(f"{_NUMBERS[n]}、{title}", tuple(b for b in blocks if b is not None)) for n, (title, blocks) in enumerate(parts)]
    if content["corrections"]:
        sections.insert(0, Section("更正", tuple(_texts(weekly_words.of_correction(c) for c in content["corrections"]))))
    return Outline("weekly_report", weekly_reports.TITLE, VERSION, (_head(row), *sections, _notes(row)), (), ())


_NUMBERS = "一二三四五六七八九"


def _head(row: WeeklyReport) -> Section:
    words = f"{weekly_reports.issue(row)}（第 {row.week} 周，{row.content['first']} 至 {row.content['last']}）"
    return Section(None, (Paragraph("centre", (Run(words),)),))


def _texts(texts: Iterable[str]) -> list[Paragraph]:
    return [Paragraph("body", (Run(text),)) for text in texts]


def _table(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]]) -> Table | None:
    """None without rows: an empty table says nothing."""
    found = tuple(tuple((Run(str(cell)),) for cell in row) for row in rows)
    return Table(tuple(columns), tuple(widths), found) if found else None


def _figures(content: dict[str, Any], *codes: str) -> Table | None:
    by_code = {f["code"]: f for f in content["figures"]}
    rows = []
    for figure in (by_code[code] for code in codes if code in by_code):
        before = weekly_words.shown({**figure, **figure["before"]})
        rows.append((figure["title"], weekly_words.shown(figure), before, _CHANGES[figure["change"]], "—" if figure["paused"] is None else f"{figure['paused']} 件"))
    return _table(("指标", "本周", "上周", "变化", "其中曾暂停"), (26, 26, 26, 22, 16), rows)


def _breakdown(content: dict[str, Any], name: str, title: str) -> Table | None:
    rows = content["breakdowns"].get(name, [])  # a report that was made before this breakdown
    shown = [(label, now, before, _CHANGES[how]) for label, now, before, how in rows[:_ROWS]]
    if len(rows) > _ROWS:
        rest = rows[_ROWS:]
        shown.append((f"其余 {len(rest)} 项", sum(r[1] for r in rest), sum(r[2] for r in rest), "—"))
    return _table((title, "本周", "上周", "变化"), (44, 18, 18, 26), shown)


def _overdue(content: dict[str, Any]) -> list[Table | None]:
    rows = [(o["no"], o["county"], o["organisation"], f"{o['days']} 个工作日" + ("（曾暂停）" if o["paused"] else "")) for o in content["overdue"]]
    return [_table(("超时未办结", "区县", "承办组织", "已超"), (34, 18, 40, 22), rows)]


def _districts(content: dict[str, Any]) -> Table | None:
    rows = []
    for county in content["districts"]:
        cells = []
        for rate in county["rates"].values():
            low_high = f"\n{rate['interval'][0]}—{rate['interval'][1]}" if rate["interval"] else ""
            cells.append("—" if rate["value"] is None else f"{rate['value']}%（{rate['numerator']}/{rate['denominator']}）{low_high}")
        rows.append((county["place"] or "—", county["name"], county["registered"], county["paused"], *cells, districts.STANDS[county["rates"]["closing"]["stands"]]))
    return _table(("名次", "区县", "归集", "曾暂停", "办结率", "按时办结率", "满意率", "办结率与其余地区相比"), (9, 15, 9, 9, 27, 27, 27, 21), rows)


def _notes(row: WeeklyReport) -> Section:
    cohorts = _table(("指标", "口径"), (24, 92), [(f["title"], f["cohort"]) for f in row.content["figures"]])
    notes = (
        "一周从周一零时到周日二十四时（北京时间）。升降只在超出随机波动（95%）时才说；不足 10 件不说比率；区县登记不足 20 件不排名，比率下为 95% 区间。",
        f"统计截至 {row.content['last']} 24 时，生成后不再改动；以后发现的差错写在以后一期的“更正”里。校验值 {row.sha256[:16]}。",
    )
    return Section("指标口径", (*([cohorts] if cohorts else []), *(Paragraph("note", (Run(text),)) for text in notes)))


def money(row: WeeklyReport) -> Decimal:
    """What was received, for the head of the page."""
    return Decimal(row.content["money"]["recovered"])


def sheet(row: WeeklyReport) -> list[list[Any]]:
    """The figures as rows of a table file, the head first; counts are numbers, rates and money decimals."""
    head = ["类别", "指标", "分子（件数）", "分母", "值", "单位", "其中曾暂停", "上周分子（件数）", "上周分母", "上周值", "变化", "口径"]
    rows: list[list[Any]] = [head]
    for f in row.content["figures"]:
        b = f["before"]
        rows.append(["指标", f["title"], f["numerator"], f["denominator"], _number(f["value"]), f["unit"], f["paused"], b["numerator"], b["denominator"], _number(b["value"]),
                     _CHANGES[f["change"]], f["cohort"]])
    for name, title in weekly_reports.breakdown_titles():
        rows += [[title, label, now, None, now, "件", None, before, None, before, _CHANGES[how], ""] for label, now, before, how in row.content["breakdowns"].get(name, [])]
    kept = row.content["money"]
    rows.append(["金额", "挽回经济损失（已到手）", None, None, Decimal(kept["recovered"]), "元", None, None, None, Decimal(kept["recovered_before"]), "",
                 "本周到账的和援助结案报告的取大者，每件案件只算一次"])
    rows.append(["金额", "确定未付", None, None, Decimal(kept["unpaid"]), "元", None, None, None, None, "", "已经裁决、判决或者协议确定，尚未支付"])
    return rows


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
