"""Files of a matter: kept exactly, opened only by whoever may, withdrawn only by whoever sent them, scanned, and gone with their worker."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, text, update

from legalaid import filestore, jobs, jobs_table, outbox
from legalaid.actions import attachments, erasures, handovers, pauses, tickets
from legalaid.errors import Conflict, Forbidden, Gone, NotFound, NotSignedIn, Refused
from legalaid.roles import By
from legalaid.scanner import NotScanned
from legalaid.tables.attachments import Attachment, AttachmentPiece
from legalaid.tables.erasures import Erasure
from legalaid.tables.office import AuditEntry, Notice
from legalaid.tables.tickets import Ticket
from legalaid.uploads import MOST_OF_MATTER, Upload
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once, meeting

pytestmark = pytest.mark.both
assert jobs_table.TABLE
CONTENT = bytes(range(256)) * 2500  # three pieces
VIRUS = b"virus"


@dataclass
class Scanner:
    """Finds VIRUS while it is there."""

    away: bool = False
    seen: list[bytes] = field(default_factory=list)

    def clean(self, content: bytes) -> bool:
        if self.away:
            raise NotScanned
        self.seen.append(content)
        return VIRUS not in content


def some(content: bytes = CONTENT, scan: str = "UNSCANNED", name: str = "周示例的工资条.jpg") -> attachments.Checked:
    return attachments.Checked(Upload(name, "jpg", content), scan)


def hand_in(office: Office, asked: Asked, who: str | By | None = None, *files: attachments.Checked, kind: str = "PAY") -> UUID:
    return office.act(who or office.worker(asked), lambda s, by: attachments.add(s, by, asked.no, kind=kind, files=files or [some()])[0].id)


def read(office: Office, asked: Asked, ident: UUID, who: str | By) -> attachments.Opened:
    return office.act(who, lambda s, by: attachments.read(s, by, asked.no, ident))


def listed(office: Office, asked: Asked, who: str | By) -> list[Attachment]:
    return office.look(who, lambda s, by: attachments.listed(s, by, s.get_one(Ticket, asked.id)))


def run(office: Office, clock: Clock) -> dict[str, Any]:
    clock.forward(minutes=5)
    done = jobs.run(office.runtime, "scan-files", office.runtime.clock())
    assert done.status == "done", done
    return dict(done.detail)


def test_what_the_worker_hands_in_is_kept_exactly_announced_once_and_every_look_is_audited(office: Office, clock: Clock) -> None:
    asked = office.taken()
    ident = hand_in(office, asked)
    clock.forward(minutes=1)
    hand_in(office, asked, None, some(b"1"), some(b"2"), kind="CONTRACT")
    assert read(office, asked, ident, office.worker(asked)) == read(office, asked, ident, "mediator") == attachments.Opened("周示例的工资条.jpg", "jpg", CONTENT)
    rows = listed(office, asked, "mediator")
    assert [r.kind for r in rows] == ["CONTRACT", "CONTRACT", "PAY"]
    assert (rows[2].sha256, rows[2].size, rows[2].added_by) == (filestore.digest(CONTENT), len(CONTENT), None)
    events = office.look(None, lambda s, _by: [(e.text, e.public) for e in s.get_one(Ticket, asked.id).events if e.kind == "PAPERS_IN"])
    assert events == [("您交来 1 份材料（工资材料）", True), ("您交来 2 份材料（劳动合同）", True)]
    told = office.look(None, lambda s, _by: list(s.scalars(select(Notice).where(Notice.template == "papers_in"))))
    assert [n.account_id for n in told] == [office.people["mediator"]]
    looks = office.look(None, lambda s, _by: list(s.scalars(select(AuditEntry).where(AuditEntry.action == "attachment.read").order_by(AuditEntry.seq))))
    assert [(e.role, e.subject_id) for e in looks] == [("worker", str(ident)), ("mediator", str(ident))]
    assert "周示例" not in str([e.detail for e in looks])


def test_a_piece_that_was_changed_moved_or_lost_is_noticed(office: Office) -> None:
    asked = office.taken()
    first, second = hand_in(office, asked), hand_in(office, asked, None, some(CONTENT[::-1]))
    pieces = {(p.attachment_id, p.number): p for p in office.look(None, lambda s, _by: list(s.scalars(select(AttachmentPiece))))}
    assert len(pieces) == 6
    assert len({p.sealed for p in pieces.values()}) == 6
    one, flipped = pieces[first, 1], bytearray(pieces[first, 1].sealed)
    flipped[40] ^= 1
    for wrong in (bytes(flipped), pieces[first, 0].sealed, pieces[second, 1].sealed):
        office.act(None, lambda s, _by, wrong=wrong: s.execute(update(AttachmentPiece).where(AttachmentPiece.id == one.id).values(sealed=wrong)))
        with pytest.raises(Conflict, match="校验值"):
            read(office, asked, first, "mediator")
    office.act(None, lambda s, _by: s.execute(update(AttachmentPiece).where(AttachmentPiece.id == one.id).values(sealed=one.sealed)))
    assert read(office, asked, first, "mediator").content == CONTENT
    office.act(None, lambda s, _by: s.execute(delete(AttachmentPiece).where(AttachmentPiece.attachment_id == first, AttachmentPiece.number == 2)))
    with pytest.raises(Conflict, match="校验值"):
        read(office, asked, first, "mediator")
    office.act(None, lambda s, _by: setattr(s.get_one(Attachment, second), "data_key", b""))
    with pytest.raises(Gone):  # each file has a key of its own
        office.look(None, lambda s, _by: filestore.get(s, s.get_one(Attachment, second)))


def test_only_whoever_works_on_the_matter_and_its_worker_come_near_a_file(office: Office) -> None:
    asked, other = office.accepted(), office.taken()
    ident, inside = hand_in(office, asked), hand_in(office, asked, "lawyer1")
    for who in ("haishu", "lawyer1"):
        assert read(office, asked, ident, who).content == CONTENT
    tries: list[Callable[[Any, By], Any]] = [
        lambda s, by: attachments.read(s, by, asked.no, ident), lambda s, by: attachments.withdraw(s, by, asked.no, ident, reason="不是这一件的"),
        lambda s, by: attachments.add(s, by, asked.no, kind="PAY", files=[some()]), lambda s, by: attachments.refuse(s, by, asked.no, [some().upload]),
    ]
    strangers = ("mediator3", "yinzhou", "lawyer2", office.worker(other))
    for who, wrong in (*((w, NotFound) for w in strangers), ("auditor", Forbidden), ("admin", Forbidden), ("editor", Forbidden), (office.visitor(), NotSignedIn)):
        for attempt in tries:
            with pytest.raises(wrong):
                office.act(who, attempt)
    with pytest.raises(NotFound):  # the right person, a file of another matter
        office.act(office.worker(asked, other), lambda s, by: attachments.read(s, by, other.no, ident))
    with pytest.raises(NotFound):  # what staff and lawyers put in may name others
        read(office, asked, inside, office.worker(asked))
    assert [r.id for r in listed(office, asked, office.worker(asked))] == [ident]
    assert {r.id for r in listed(office, asked, "haishu")} == {ident, inside}
    given = office.act("lawyer1", lambda s, by: handovers.ask(s, by, f"{asked.no}-Y1", reason="LEAVE").id)
    assert read(office, asked, ident, "lawyer1").content == CONTENT
    office.act("haishu", lambda s, by: handovers.release(s, by, given, answer="同意"))
    for attempt in tries:
        with pytest.raises(NotFound):
            office.act("lawyer1", attempt)


def test_what_is_withdrawn_nobody_opens_and_only_its_sender_withdraws_it(office: Office) -> None:
    asked = office.taken()
    own, theirs = hand_in(office, asked), hand_in(office, asked, "mediator")
    for ident, who in ((own, "mediator"), (theirs, "haishu")):
        with pytest.raises(Forbidden):
            office.act(who, lambda s, by, ident=ident: attachments.withdraw(s, by, asked.no, ident, reason="不是这一件的"))
    with pytest.raises(NotFound):
        office.act(office.worker(asked), lambda s, by: attachments.withdraw(s, by, asked.no, theirs))
    for reason in ("", "周示例放错了案卷"):
        with pytest.raises(Refused):
            office.act("mediator", lambda s, by, reason=reason: attachments.withdraw(s, by, asked.no, theirs, reason=reason))
    office.act(office.worker(asked), lambda s, by: attachments.withdraw(s, by, asked.no, own))
    office.act("mediator", lambda s, by: attachments.withdraw(s, by, asked.no, theirs, reason="放错了案卷"))
    for ident, who in ((own, office.worker(asked)), (own, "mediator"), (theirs, "mediator")):
        with pytest.raises(Conflict):
            read(office, asked, ident, who)
    with pytest.raises(Conflict):
        office.act(office.worker(asked), lambda s, by: attachments.withdraw(s, by, asked.no, own))
    assert {(r.withdrawn_at is not None, r.withdrawn_reason) for r in listed(office, asked, "mediator")} == {(True, None), (True, "放错了案卷")}


def test_a_matter_holds_no_more_than_its_limit_even_when_two_send_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = office.taken()
    hand_in(office, asked)
    monkeypatch.setattr(filestore, "put", meeting(filestore.put))
    office.act(None, lambda s, _by: s.execute(update(Attachment).values(size=MOST_OF_MATTER - 150)))
    ended = at_once(*[lambda n=n: hand_in(office, asked, None, some(bytes([n]) * 100)) for n in range(2)])
    assert sorted(isinstance(e, UUID) for e in ended) == [False, True]
    refused = next(e for e in ended if not isinstance(e, UUID))
    assert isinstance(refused, Refused)
    assert "不超过 200 MB" in refused.message
    for files, kind, words in (([], "PAY", "请选择文件"), ([some(b"1")] * 11, "PAY", "最多 10 个"), ([some(b"1")], "PAUSE", "什么材料"), ([some(b"1")], "", "什么材料")):
        with pytest.raises(Refused, match=words):
            office.act(office.worker(asked), lambda s, by, files=files, kind=kind: attachments.add(s, by, asked.no, kind=kind, files=files))


def test_a_worker_adds_nothing_to_what_is_over_and_staff_may(office: Office) -> None:
    asked = office.closed()
    with pytest.raises(Conflict, match="已经结束"):
        hand_in(office, asked)
    ident = hand_in(office, asked, "mediator", kind="PAYMENT")
    assert read(office, asked, ident, "mediator").content == CONTENT


def test_a_proof_belongs_to_a_row_of_the_same_matter(office: Office) -> None:
    asked, other = office.paused(), office.taken()
    stopped = office.look(None, lambda s, _by: pauses.of_ticket(s, s.get_one(Ticket, asked.id))[0])
    row = office.act("mediator", lambda s, by: attachments.add(s, by, asked.no, kind="PAUSE", files=[some()], about=s.merge(stopped, load=False))[0])
    assert (row.about, row.about_id) == ("pauses", stopped.id)
    assert list(attachments.proofs(listed(office, asked, "mediator"))) == [stopped.id]
    with pytest.raises(NotFound):
        office.act("mediator", lambda s, by: attachments.add(s, by, other.no, kind="PAUSE", files=[some()], about=s.merge(stopped, load=False)))
    office.act("mediator", lambda s, by: attachments.withdraw(s, by, asked.no, row.id, reason="放错了案卷"))
    assert attachments.proofs(listed(office, asked, "mediator")) == {}


def test_while_the_scanner_is_away_only_the_sender_opens_it_and_the_job_asks_again(office: Office, clock: Clock) -> None:
    asked, scanner = office.taken(), Scanner(away=True)
    kept, infected = attachments.scanned(scanner, [some().upload, some(VIRUS).upload])
    assert ([k.scan for k in kept], infected) == (["WAITING", "WAITING"], [])
    assert [k.scan for k in attachments.scanned(None, [some().upload])[0]] == ["UNSCANNED"]
    first = hand_in(office, asked, None, kept[0])
    clock.forward(minutes=1)
    second = hand_in(office, asked, None, kept[1])
    third = hand_in(office, asked, "mediator", kept[1])
    before = hand_in(office, asked, "mediator", some(b"before there was a scanner"))
    assert run(office, clock) == {"scanned": 0, "destroyed": 0}, "without a scanner nobody asks"
    office.runtime.scanner = scanner
    assert run(office, clock) == {"scanned": 0, "destroyed": 0}
    assert read(office, asked, first, office.worker(asked)).content == CONTENT
    assert read(office, asked, before, "mediator").content == b"before there was a scanner"
    with pytest.raises(Conflict, match="等病毒检查"):
        read(office, asked, first, "mediator")
    scanner.away = False
    assert run(office, clock) == {"scanned": 4, "destroyed": 2}
    assert CONTENT in scanner.seen
    assert run(office, clock) == {"scanned": 0, "destroyed": 0}
    assert read(office, asked, first, "mediator").content == CONTENT
    for ident, who in ((second, office.worker(asked)), (third, "mediator")):
        with pytest.raises(Conflict):
            read(office, asked, ident, who)
    rows = {r.id: r for r in listed(office, asked, "mediator")}
    assert {rows[i].scan for i in (second, third)} == {"INFECTED"}
    assert {rows[i].data_key for i in (second, third)} == {b""}
    assert office.look(None, lambda s, _by: s.scalar(select(func.count()).where(AttachmentPiece.attachment_id.in_((second, third))))) == 0
    told = office.look(None, lambda s, _by: {(n.worker_id is not None, n.account_id) for n in s.scalars(select(Notice).where(Notice.template == "paper_infected"))})
    assert told == {(True, None), (False, office.people["mediator"])}
    assert outbox.deliver(office.runtime)["sent"] >= 2
    assert attachments.scanned(scanner, [some(VIRUS).upload, some().upload])[1] == [some(VIRUS).upload]


def test_with_the_worker_their_files_are_gone_whoever_put_them_in(office: Office) -> None:
    asked, other = office.closed(), office.taken()
    ident, kept = hand_in(office, asked, "mediator"), hand_in(office, other)

    def erase(s: Any, by: By) -> None:
        worker = s.get_one(Ticket, asked.id).worker
        row = Erasure(worker=worker, worker_id=worker.id, state="DUE", opened_at=by.now)
        s.add(row)
        s.flush()
        erasures.done(s, by, row)

    sealed = office.look(None, lambda s, _by: s.scalars(select(AttachmentPiece.sealed).where(AttachmentPiece.attachment_id == ident)).all())
    assert len(sealed) == 3
    office.act(None, erase)
    with pytest.raises(Conflict):
        read(office, asked, ident, "mediator")
    row = listed(office, asked, "mediator")[0]
    assert (row.data_key, str(row.name), row.sha256) == (b"", "已删除", filestore.digest(CONTENT))
    with pytest.raises(Gone):
        office.look(None, lambda s, _by: filestore.get(s, s.get_one(Attachment, ident)))
    assert office.look(None, lambda s, _by: s.execute(text("SELECT count(*) FROM attachment_pieces")).scalar()) == 3
    assert read(office, other, kept, "mediator").content == CONTENT
    entry = office.look(None, lambda s, _by: s.scalars(select(AuditEntry).where(AuditEntry.action == "erasure.done")).one())
    assert entry.detail["files"] == 1
    with pytest.raises(Gone):
        hand_in(office, asked, "mediator")


def test_a_merged_request_still_takes_papers(office: Office) -> None:
    asked = office.taken()
    office.act(None, lambda s, _by: setattr(s.get_one(tickets.Ticket, asked.id), "state", "MERGED"))
    assert hand_in(office, asked)
