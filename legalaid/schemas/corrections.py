"""补充和更正: the form of a ticket's particulars."""

from typing import Any

from legalaid.schemas.base import BaseSchema, Choice, Text, Whole, Yuan
from legalaid.schemas.tickets import IdNo, Phone
from legalaid.tables.workers import WORKER_TYPES
from toolkit.industries import INDUSTRIES

MEMBER = {"yes": "是", "no": "不是"}


class Correction(BaseSchema):
    """What is sealed is left as it is where nothing is typed; the rest is as the form shows it."""

    reason = Text(required=True, shortest=2, longest=200, error_messages={"required": "请写明根据什么更正，例如：本人出示身份证。"})
    version = Whole(0, 10**9)
    worker_version = Whole(0, 10**9)
    name = Text(longest=30)
    phone = Phone(longest=30)
    id_no = IdNo(longest=30)
    address = Text(longest=120)
    sex = Choice(("男", "女"))
    worker_type = Choice(WORKER_TYPES, required=True)
    union_member = Choice(MEMBER)
    language = Text(longest=24)  # files bring others than those of the list
    employer_name = Text(required=True, shortest=2, longest=80, error_messages={"required": "请填写单位名称。"})
    industry = Choice(INDUSTRIES)
    place = Text(longest=60)
    amount = Yuan()

    def __init__(self, *, today: Any, **kw: Any) -> None:
        super().__init__(**kw)
        self.today = today

    def load_form(self, form: Any) -> dict[str, Any]:
        found = super().load_form(form)
        shown = {name: found.get(name) or None for name in ("sex", "language", "industry", "place")}
        return {**found, **shown, "amount": found.get("amount"), "union_member": {"yes": True, "no": False}.get(found.get("union_member", ""))}
