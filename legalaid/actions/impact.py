"""法条变动影响: what rests on an article, so that it can be looked at when the article changes; citations that lead nowhere."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from legalaid.actions import scopes
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.aid import Document
from legalaid.tables.calculations import Calculation
from legalaid.tables.library import Case, CaseCitation, StatuteArticle
from legalaid.tables.searches import Use
from legalaid.tables.tickets import IS_OPEN, Ticket
from toolkit import citing
from toolkit.citations import citations
from toolkit.instruments import find

MOST_MATTERS = 200


@dataclass(frozen=True)
class Matter:
    """An open matter and why it is named, in Chinese words."""

    ticket: Ticket
    why: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """Everything that rests on `ref` (an article, or a whole act without number). `matters` are those that one sees, `open_matters`
    how many there are in all; the other lists hold ids."""

    ref: str
    cases: tuple[Case, ...] = ()
    documents: tuple[str, ...] = ()
    calculators: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    matters: tuple[Matter, ...] = field(default=())
    open_matters: int = 0


def named(text: str) -> str:
    """The article or act that a text names: 劳动合同法-82, 《劳动合同法》第八十二条, 劳动合同法."""
    text = text.strip()
    found = [c.id for c in citations(text) if c.id]
    if found:
        return found[0]
    act, dash, number = text.rpartition("-")
    known = find(act if dash else text)
    if known is None or (dash and not number):
        raise Refused("请写法律名称和条文号，例如“劳动合同法第八十二条”，或者只写法律名称。", field="ref")
    return f"{known.short}-{number}" if dash else known.short


def _cites(column: InstrumentedAttribute[str], ref: str) -> ColumnElement[bool]:
    # not LIKE: names of acts may hold its signs
    return or_(column == ref, func.substr(column, 1, len(ref) + 1) == f"{ref}-")


def _has(table: type[Use | Calculation | Document], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(table.id).where(table.ticket_id == Ticket.id, *where).exists()


def of_article(session: Session, by: By, ref: str) -> Impact:
    """What has to be looked at when this article, or anything of this act, changes."""
    by.must("cases.review")
    cases = list(session.scalars(
        select(Case).where(Case.state == "PUBLISHED", Case.id.in_(select(CaseCitation.case_id).where(_cites(CaseCitation.article_ref, ref)))).order_by(Case.ref)))
    papers, sums, codes = (citing.resting_on(what, ref) for what in (citing.documents(), citing.calculators(), citing.of_causes()))
    # asked of each open request: there are ever more uses, papers and causes of closed ones
    reasons = {
        "采用了这一条": _has(Use, Use.kind == "ARTICLE", _cites(Use.ref, ref)),
        "采用了引用它的案例": _has(Use, Use.kind == "CASE", Use.ref.in_([c.ref for c in cases])),
        "保存了用到它的测算": _has(Calculation, Calculation.calculator.in_(sums)),
        "起草了用到它的文书": _has(Document, Document.name.in_(papers)),
        "案由由它决定": Ticket.cause.in_(codes),
    }
    everything = or_(*reasons.values())
    total = session.scalar(select(func.count()).select_from(Ticket).where(IS_OPEN, everything)) or 0
    rows = session.execute(select(Ticket, *reasons.values()).where(IS_OPEN, everything, scopes.tickets(by)).order_by(Ticket.no).limit(MOST_MATTERS))
    matters = tuple(Matter(ticket, tuple(words for words, why in zip(reasons, found, strict=True) if why)) for ticket, *found in rows)
    return Impact(ref, tuple(cases), tuple(papers), tuple(sums), tuple(citing.resting_on(citing.guided(), ref)), tuple(codes), matters, total)


def unresolved(session: Session, by: By) -> list[tuple[Case, str]]:
    """(case, what it cites) of published cases whose citation leads to no article held."""
    by.must("cases.review")
    held = select(StatuteArticle.id).where(StatuteArticle.ref == CaseCitation.article_ref).exists()
    query = select(Case, CaseCitation.article_ref).join(CaseCitation, CaseCitation.case_id == Case.id).where(Case.state == "PUBLISHED", ~held)
    return [(case, ref) for case, ref in session.execute(query.order_by(Case.ref, CaseCitation.article_ref))]
