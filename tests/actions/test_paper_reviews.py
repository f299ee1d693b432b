"""A paper of the staff goes to the worker only after a lawyer of the matter approved exactly that file."""

import json
from datetime import date

import pytest

from legalaid.actions import documents
from legalaid.errors import Conflict, Forbidden, NotFound, NotSignedIn, Refused
from legalaid.tables.aid import Document
from legalaid.tables.office import Notice
from tests.builders import Asked, Office
from tests.toolkit.invented_all import EVERYTHING
from toolkit import facts
from toolkit.documents import render

pytestmark = pytest.mark.both
SHEET = facts.from_json(EVERYTHING)
MADE = render("arbitration_application", SHEET, date(2026, 11, 24))


def written(office: Office, asked: Asked, who: str = "haishu", **values: object) -> Document:
    """A paper without blanks, by the staff unless a record is named."""
    given = {"record_no": None, "made": MADE, **values}
    return office.act(who, lambda s, by: documents.draft(s, by, given["record_no"], given["made"], json.dumps(facts.to_json(SHEET)), ticket_no=asked.no))


def submit(office: Office, row: Document, who: str = "haishu") -> Document:
    return office.act(who, lambda s, by: documents.submit(s, by, row.id))


def review(office: Office, row: Document, who: str = "lawyer1", **values: object) -> Document:
    return office.act(who, lambda s, by: documents.review(s, by, row.id, **{"approve": True, "sha256": row.sha256, **values}))


def deliver(office: Office, row: Document, who: str = "haishu") -> Document:
    return office.act(who, lambda s, by: documents.deliver(s, by, row.id))


def told(office: Office) -> list[str]:
    return office.look(None, lambda s, _by: [n.template for n in s.query(Notice).order_by(Notice.created_at, Notice.id) if n.template.startswith("paper")])


def test_a_paper_of_the_staff_is_submitted_approved_and_only_then_handed_over(office: Office) -> None:
    asked = office.accepted()
    row = written(office, asked)
    assert (row.state, row.record_id, row.blanks) == ("DRAFT", None, 0)
    with pytest.raises(Conflict, match="审核通过以后"):
        deliver(office, row)
    submit(office, row)
    assert told(office) == ["paper_submitted"]
    with pytest.raises(Conflict, match="审核通过以后"):
        deliver(office, row)
    with pytest.raises(Conflict, match="已经提交过"):
        submit(office, row)
    done = review(office, row)
    assert (done.state, done.reviewed_by) == ("APPROVED", office.people["lawyer1"])
    assert sorted(told(office)) == ["paper_approved", "paper_submitted"]
    assert deliver(office, row).delivered_at is not None
    opened = office.act(office.worker(asked), lambda s, by: documents.read(s, by, row.id))
    assert opened.sha256 == MADE.sha256
    assert opened.content == MADE.docx


def test_sent_back_needs_a_note_and_the_next_version_starts_anew(office: Office) -> None:
    asked = office.accepted()
    row = written(office, asked)
    submit(office, row)
    for note in ("", " 改 "):
        with pytest.raises(Refused, match="写明要改什么"):
            review(office, row, approve=False, note=note)
    with pytest.raises(Refused, match="请选择"):
        review(office, row, approve=None)
    assert review(office, row, approve=False, note="第二项请求的期间写错了。").state == "SENT_BACK"
    assert office.act("haishu", lambda s, by: documents.read(s, by, row.id)).note == "第二项请求的期间写错了。"
    with pytest.raises(Conflict):
        deliver(office, row)
    with pytest.raises(Conflict, match="不在待审核"):
        review(office, row)
    again = written(office, asked)
    assert (again.number, again.state) == (2, "DRAFT")
    submit(office, again)
    assert review(office, again).state == "APPROVED"


def test_only_the_newest_complete_version_of_a_matter_with_a_lawyer_is_submitted(office: Office) -> None:
    alone = office.taken()
    with pytest.raises(Conflict, match="还没有承办律师"):
        submit(office, written(office, alone, "mediator"), "mediator")
    asked = office.accepted()
    gaps = written(office, asked, made=render("arbitration_application", facts.from_json({}), date(2026, 11, 24)))
    with pytest.raises(Refused, match="待补充"):
        submit(office, gaps)
    old, _new = written(office, asked), written(office, asked)
    with pytest.raises(Conflict, match="更新的一稿"):
        submit(office, old)


def test_nobody_reviews_their_own_nor_somebody_elses_matter_nor_another_file(office: Office) -> None:
    asked, _other = office.accepted(), office.accepted("lawyer2")
    row = written(office, asked)
    submit(office, row)
    with pytest.raises(NotFound):
        review(office, row, "lawyer2")
    for who in ("haishu", "mediator", "auditor"):
        with pytest.raises(Forbidden):
            review(office, row, who)
    with pytest.raises(NotSignedIn):
        office.act(office.visitor(), lambda s, by: documents.review(s, by, row.id, approve=True, sha256=row.sha256))
    with pytest.raises(Conflict, match="不是这一稿"):
        review(office, row, sha256="0" * 64)
    own = written(office, asked, "lawyer1", record_no=f"{asked.no}-Y1")
    assert not office.look("lawyer1", lambda s, by: documents.may_review(s, by, s.get_one(Document, own.id)))
    with pytest.raises(Forbidden):
        review(office, own)
    with pytest.raises(Refused, match="不用再提交"):
        submit(office, own)
    assert deliver(office, own, "lawyer1").delivered_at is not None


def test_a_lawyer_writes_under_a_record_and_staff_of_another_county_not_at_all(office: Office) -> None:
    asked = office.accepted()
    with pytest.raises(Forbidden):
        written(office, asked, "lawyer1")
    with pytest.raises(NotFound):
        written(office, asked, "yinzhou")
    with pytest.raises(NotFound):
        submit(office, written(office, asked), "yinzhou")


def test_a_version_is_shown_as_it_was_made_or_not_at_all(office: Office) -> None:
    asked = office.accepted()
    row = written(office, asked)
    opened = office.act("haishu", lambda s, by: documents.read(s, by, row.id))
    outline = documents.outline_of(opened)
    assert outline is not None
    assert outline.title == "劳动人事争议仲裁申请书"
    office.act(None, lambda s, _by: setattr(s.get_one(Document, row.id), "facts", "{}"))
    changed = office.act("haishu", lambda s, by: documents.read(s, by, row.id))
    assert documents.outline_of(changed) is None, "other facts than those of the file are not shown as the file"
    office.act(None, lambda s, _by: setattr(s.get_one(Document, row.id), "sha256", "0" * 64))
    with pytest.raises(Conflict, match="校验值"):
        office.act("haishu", lambda s, by: documents.read(s, by, row.id))
