"""请求测算: one page for a facts sheet, of a matter or of a pasted story: claims with sums, deadlines, articles, papers."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, reading
from legalaid.actions import claims, disputes, scopes, stories
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.web import law_links
from toolkit import claims_answer, claims_fields
from toolkit.authority import cite
from toolkit.calculators import CALCULATORS
from toolkit.facts import Facts
from toolkit.refusal import Refusal

bp = Blueprint("claim_sheet", __name__)
PAPER = "arbitration_application"


def _shown(sheet: claims_answer.Sheet):
    """What the page adds to the sheet: links of articles by claim, titles of calculators."""
    links = {one["id"]: link for one, link in zip([c.to_json() for c in sheet.articles], law_links.cites(sheet.articles), strict=True)}
    by_claim = [[links[cite(ref).id] for ref in claim.articles] for claim in sheet.found.claims]
    return {"sheet": sheet, "cites": by_claim, "all_cites": list(links.values()), "calculators": CALCULATORS}


def _page(*, texts: Mapping[str, str], errors: Mapping[str, str], sheet: claims_answer.Sheet | None, status: int = 200, **more):
    shown = _shown(sheet) if sheet is not None else {"sheet": None}
    return render_template("tools/claims.html", sections=claims_fields.SECTIONS, typed=texts, errors=errors, **{"ticket": None, **shown, **more}), status


def _typed() -> dict[str, str]:
    """The texts of the sheet's fields, as sent."""
    names = (*claims_fields.FIELDS, claims_fields.EVIDENCE)
    return {name: request.form[name] for name in names if name in request.form}


def _fault(e: Refusal) -> dict[str, str]:
    """The refused field with its words; what belongs to no field of the form stands above it."""
    known = e.field in claims_fields.FIELDS or e.field in ("story", claims_fields.EVIDENCE)
    return {e.field if known else "_form": e.message if e.message.endswith("。") else e.message + "。"}


@bp.get("/tools/claims")
@needs("library.read")
def free():
    """An empty sheet, or one begun from a story pasted into the search (`?story=`)."""
    ident = request.args.get("story", type=UUID)
    if ident is None:
        if request.args.get("story"):
            raise NotFound("粘贴的案情已经过期，请重新粘贴。")
        return _page(texts={}, errors={}, sheet=None, story="")
    text = stories.own(current.reading(), current.by(), ident).text.open()
    try:
        return _told(text)
    except Refusal as e:
        return _page(texts={}, errors=_fault(e), sheet=None, story=text)


def _told(text: str):
    facts = claims_answer.told(text, current.today())
    return _page(texts=claims_fields.texts(facts), errors={}, sheet=claims.work_out(current.reading(), facts, current.today()), story=text)


@bp.post("/tools/claims")
@needs("library.read")
def working():
    """Work out what was typed; nothing is kept. With 读取案情 the story fills the sheet first."""
    text, typed = reading.tidy(request.form.get("story", "")), _typed()
    try:
        if request.form.get("do") == "read":
            return _told(text)
        facts = claims_fields.read(typed, claims_answer.told(text, current.today()) if text else Facts())
        return _page(texts=claims_fields.texts(facts), errors={}, sheet=claims.work_out(current.reading(), facts, current.today()), story=text)
    except Refusal as e:
        return _page(texts=typed, errors=_fault(e), sheet=None, story=text, status=422)


@bp.get("/desk/<no:no>/claims")
@needs("disputes.work")
def matter(no: str):
    """The sheet of a matter."""
    return _matter(no, {}, {})


def _matter(no: str, errors: Mapping[str, str], typed: Mapping[str, str], status: int = 200):
    session, by = current.reading(), current.by()
    dispute = disputes.of(session, by, no)
    facts = claims.facts_of(dispute, current.today())
    try:
        sheet = claims.work_out(session, facts, current.today())
    except Refusal as e:
        # what was saved elsewhere, in a paper's form, may not allow counting: the page opens all the same and says what to correct
        sheet, errors = None, {**_fault(e), **errors}
    return _page(texts=typed or claims_fields.texts(facts), errors=errors, sheet=sheet, status=status,
                 ticket=scopes.ticket(session, by, no), version=dispute.version, entered=bool(dispute.facts), paper=PAPER)


@bp.post("/desk/<no:no>/claims")
@needs("disputes.work")
def entering(no: str):
    """Keep the facts; with 用这组请求 also write a way's claims into them and go on to the paper."""
    by, today, version = current.by(), current.today(), request.form.get("version", type=int)
    try:
        way = request.form.get("way", type=int)
        before = claims.facts_of(disputes.of(current.reading(), by, no), today)
        if way is not None:
            sheet = claims.work_out(current.reading(), before, today)
            with current.writing() as s:
                claims.request(s, by, no, sheet, way, version)
                return current.remember(s, url_for("documents.fill", no=no, name=PAPER))
        facts = claims_fields.read(_typed(), before)
        with current.writing() as s:
            disputes.save_facts(s, by, no, facts, version)
            return current.remember(s, url_for("claim_sheet.matter", no=no))
    except Refusal as e:
        return _matter(no, _fault(e), _typed(), 422)
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _matter(no, {"_form": e.message}, _typed(), e.status)
