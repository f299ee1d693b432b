"""一步一步怎么办: the guides, found by plain words; each step with its deadline, paper, calculator and office; papers to fill in by hand."""

from itertools import groupby

from flask import Blueprint, Response, render_template, request

from casebank.engine import Query
from legalaid import current, reading
from legalaid.errors import NotFound
from legalaid.files import attachment
from legalaid.guard import open_to_all
from legalaid.web import results
from toolkit import deadlines, documents
from toolkit.calculators import CALCULATORS
from toolkit.facts import Facts
from toolkit.guides import GUIDES, OFFICES

bp = Blueprint("guides", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# what each office does for a worker, and its telephone where it is the same everywhere
DOES = {
    "union_aid": ("申请工会法律援助，不收费；也可以先打电话问", "12351"), "mediation_room": ("请单位一起来谈，谈成签调解协议", "12351"),
    "labour_inspection": ("投诉拖欠工资、不签合同、不缴社保、超时加班", "12333"), "labour_arbitration": ("申请劳动仲裁，不收费", "12333"),
    "injury_insurance": ("申请工伤认定和工伤待遇", "12333"), "social_insurance_agency": ("查缴费记录，办失业、医疗、生育待遇", "12333"),
    "tax_collection": ("查单位有没有缴社会保险费，反映没有缴的", "12366"), "disease_clinic": ("做职业病诊断", ""), "legal_aid_centre": ("申请国家法律援助", "12348"),
    "court": ("起诉、申请支付令、申请强制执行", "12368"), "police": ("人身受到威胁，或者单位转移财产、老板逃跑又拒不付钱", "110"),
}


@bp.get("/guides/")
@open_to_all
def listing():
    """All guides; with words, those that answer them first."""
    text = reading.tidy(request.args.get("q", ""))[:200]
    found = list(GUIDES.values())
    if text:
        named = [h.id.removeprefix("guide:") for h in results.find("tools", Query(text, limit=60)).hits if h.id.startswith("guide:")]
        found = [GUIDES[name] for name in named if name in GUIDES]
    return render_template("guides/listing.html", q=text, guides=found)


@bp.get("/guides/offices")
@open_to_all
def offices():
    """Where people are sent: what each office does, and its telephone."""
    return render_template("guides/offices.html", offices=[(name, title, *DOES[name]) for name, title in OFFICES.items()])


@bp.get("/guides/<ident>")
@open_to_all
def show(ident: str):
    """One guide, printable on one page."""
    if ident not in GUIDES:
        raise NotFound("没有这个指南。")
    return render_template("guides/show.html", guide=GUIDES[ident], calculators=CALCULATORS, papers=documents.DOCUMENTS, rules=deadlines.rules(), offices=OFFICES)


@bp.get("/templates/")
@open_to_all
def papers():
    """All papers by kind."""
    rows = sorted(documents.DOCUMENTS.values(), key=lambda t: t.kind)
    return render_template("guides/papers.html", kinds=[(kind, list(some)) for kind, some in groupby(rows, lambda t: t.kind)])


@bp.get("/templates/<name>")
@open_to_all
def paper(name: str):
    """A paper without facts: what it asks, what to mind."""
    if name not in documents.DOCUMENTS:
        raise NotFound("没有这种文书。")
    return render_template("guides/paper.html", template=documents.DOCUMENTS[name], outline=documents.outline(name, Facts()))


@bp.get("/templates/<name>.docx")
@open_to_all
def blank(name: str):
    """The same as Word, to fill in by hand."""
    if name not in documents.DOCUMENTS:
        raise NotFound("没有这种文书。")
    made = documents.render(name, Facts(), current.today())
    return attachment(Response(made.docx, mimetype=WORD), f"{made.title}（空白）.docx")
