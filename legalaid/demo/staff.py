"""The demo's people of the office: one printed account a role, the others 'invited' and without password."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from legalaid.actions import accounts
from legalaid.demo.people import People
from legalaid.roles import By
from legalaid.tables.accounts import Account

PASSWORD = "shifan-2026-fayuan"  # noqa: S105 - printed on purpose; a demo home never runs in production


@dataclass(frozen=True)
class Printed:
    """A demo sign-in: who, as what, where."""

    login: str
    role: str
    organisation: str
    words: str


PRINTED = (
    Printed("tongchou", "coordinator", "3302", "统筹员（市总工会）"),
    Printed("haishu", "coordinator", "330203", "统筹员（海曙区总工会）"),
    Printed("tiaojie", "mediator", "330203R0", "调解员（海曙区调处工作室）"),
    Printed("pianqu", "zone_staff", "330203013Z1", "片区工作人员（古林镇）"),
    Printed("bianji", "editor", "3302", "案例编辑"),
    Printed("caiwu", "finance", "3302", "财务"),
    Printed("shenji", "auditor", "3302", "审计员"),
    Printed("guanli", "admin", "3302", "管理员"),
)
LAWYER_LOGINS = ("lvshi1", "lvshi2")


def add_printed(session: Session, by: By, people: People, hashed: str, starts: date) -> dict[str, Account]:
    """The accounts that are printed, with the demo password."""
    return {
        p.login: accounts.add(session, by, login=p.login, name=people.name(), role=p.role, organisation=p.organisation,
                              password_hash=hashed, contact=people.phone(), starts=starts)
        for p in PRINTED
    }


def add_others(session: Session, by: By, people: People, rooms: list[str], districts: list[str], starts: date) -> list[Account]:
    """A mediator for every room, a coordinator for every district, a second editor: invited and not yet active."""
    posts = [("mediator", room) for room in rooms] + [("coordinator", d) for d in districts]
    return [
        accounts.add(session, by, login=f"{role[0]}{number:03d}", name=people.name(), role=role, organisation=place, starts=starts)
        for number, (role, place) in enumerate(posts, 1)
    ] + [accounts.add(session, by, login="e001", name=people.name(), role="editor", organisation="3302", starts=starts)]
