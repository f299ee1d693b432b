"""法条变动影响 and citations that lead nowhere, for editors."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current, reading
from legalaid.actions import impact
from legalaid.errors import Refused
from legalaid.filters import article_page
from legalaid.guard import needs
from toolkit import causes
from toolkit.calculators import CALCULATORS
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES

bp = Blueprint("impact", __name__, url_prefix="/cases/impact")


@bp.get("")
@needs("cases.review")
def show():
    """What rests on an article, and the citations that could not be resolved."""
    session, by, asked = current.reading(), current.by(), reading.line(request.args.get("ref", ""))[:80]
    found, errors = None, {}
    if asked:
        try:
            found = impact.of_article(session, by, impact.named(asked))
        except Refused as e:
            if e.status != 422:
                raise
            errors = {"ref": e.message}
    groups = [
        ("典型案例", [(c.title, url_for("library.case", ref=c.ref)) for c in found.cases]),
        ("计算器", [(CALCULATORS[n].title, url_for("tools.calculator", name=n)) for n in found.calculators]),
        ("文书模板", [(DOCUMENTS[n].title, "") for n in found.documents]),
        ("办事指南", [(GUIDES[n].title, url_for("guides.show", ident=n)) for n in found.guides]),
        ("由它决定的案由", [(causes.NAMES[c], "") for c in found.causes]),
    ] if found else []
    return render_template("impact/show.html", asked=asked, found=found, groups=groups, errors=errors, unresolved=impact.unresolved(session, by),
                           article=article_page(found.ref) if found and "-" in found.ref else ""), 422 if errors else 200
