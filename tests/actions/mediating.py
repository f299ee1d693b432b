"""A dispute up to its mediation, agreement or filing, through the actions."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from legalaid.actions import agreements, disputes, filings, groups, mediation
from tests.builders import Asked, Office
from tests.conftest import SHANGHAI

TODAY = date(2026, 11, 24)
RECORD = "职工要求支付三个月工资，单位表示资金紧张，愿意分期支付。"
TWO = ((date(2026, 12, 10), Decimal(9300)), (date(2027, 1, 11), None))


def consented(office: Office, kind: str = "MEDIATION", asked: Asked | None = None) -> Asked:
    """Taken, with the worker's consent on record."""
    asked = asked or office.taken()
    office.act("mediator", lambda s, by: disputes.consent(s, by, asked.no, kind))
    return asked


def applied(office: Office, asked: Asked | None = None) -> Asked:
    """With an application for mediation received today."""
    asked = consented(office, asked=asked)
    office.act("mediator", lambda s, by: mediation.apply(s, by, asked.no, received_on=TODAY, raised="BOTH"))
    return asked


def invited(office: Office, asked: Asked | None = None) -> Asked:
    """Both sides invited for tomorrow."""
    asked = applied(office, asked)
    office.act("mediator", lambda s, by: mediation.invite(s, by, asked.no, meets_at=datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI), place="海曙第一调处室"))
    return asked


def agreed(office: Office, asked: Asked | None = None, subjects: Sequence[str] = ("WAGE",), rows: Any = TWO, **values: Any) -> Asked:
    """With a signed agreement of 18,600 in two instalments."""
    asked = invited(office, asked)
    given = {"signed_on": TODAY, "subjects": list(subjects), "rows": rows, "signed": True, "total": Decimal(18600), **values}
    office.act("mediator", lambda s, by: agreements.sign(s, by, asked.no, **given))
    return asked


def filed(office: Office, asked: Asked, kind: str, filer: str = "WORKER", who: str = "mediator", **values: Any) -> UUID:
    """Handed in with every paper the law asks for."""

    def act(session: Any, by: Any) -> UUID:
        state = disputes.of(session, by, asked.no).state
        given = {"receiver": "海曙区劳动人事争议仲裁委员会", "sent_on": TODAY, "papers": filings.needed(filings.KINDS[kind], state), **values}
        return filings.send(session, by, asked.no, kind=kind, filer=filer, **given).id

    return office.act(who, act)


def replied(office: Office, asked: Asked, ident: UUID, code: str, on: date = TODAY, **values: Any) -> str:
    """The body answers; the state of the dispute then."""

    def act(session: Any, by: Any) -> str:
        filings.answer(session, by, asked.no, ident, code=code, answered_on=on, **values)
        return disputes.of(session, by, asked.no).state

    return office.act("mediator", act)


def roster(office: Office, people: int = 3) -> tuple[Asked, str]:
    """A taken request in a group file of some workers, 1,000 yuan owed to the first, 100 more to each next."""
    asked = office.taken()
    no = office.group(asked)
    lines = [groups.Line(f"职工甲{n}", f"1380001{n:04d}", "宁波青禾示例服饰有限公司", Decimal(1000 + 100 * n)) for n in range(people)]
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, lines))
    return asked, no
