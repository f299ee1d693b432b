"""结案归档 for the lawyer: the checklist of a closed record, handed in."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import aid_records, case_files, subsidy_payment
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.aid_steps import FileSchema
from legalaid.tables.aid import FORMS, SUBSIDY_STATES

bp = Blueprint("case_file", __name__, url_prefix="/lawyer/matter")


@bp.get("/<no:no>/file")
@needs("aid.work")
def show(no: str):
    """What belongs into the file, what is there, how far the subsidy is."""
    return _page(no, {}, [])


def _page(no: str, errors, ticked, status: int = 200):
    session = current.reading()
    record = aid_records.get(session, current.by(), no)
    file = case_files.of_record(session, record)
    return render_template("lawyer/file.html", record=record, file=file, lines=case_files.checklist(session, record), due=case_files.due(session, record), words=FORMS[record.form],
                           subsidy=SUBSIDY_STATES[record.subsidy], payment=subsidy_payment.of_record(session, record), errors=errors, ticked=ticked), status


@bp.post("/<no:no>/file")
@needs("aid.work")
def hand_in(no: str):
    """归档."""
    try:
        values = FileSchema().load_form(request.form)
        with current.writing() as s:
            case_files.hand_in(s, current.by(), no, items=values.get("items", []))
            navigation.flash("ok", "案卷已交，等工会审核。")
            return current.remember(s, url_for("case_file.show", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(no, e.errors or {e.field or "_form": e.message}, request.form.getlist("items"), e.status)
