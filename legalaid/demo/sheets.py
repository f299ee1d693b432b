"""The facts sheets of the demo's matters, with or without a few things still unknown."""

from datetime import date, timedelta
from typing import Any

from legalaid.demo.stories import Tale
from toolkit import facts

# how many days ago they left: a year less three weeks is soon too late, a year and a week probably is
_SINCE = (20, 120, 345, 300, 60, 372)


def left_on(day: date, number: int) -> date:
    """The last day at work of the request with this number, seen from `day`."""
    return day - timedelta(days=_SINCE[number % len(_SINCE)])


def first_talk(tale: Tale, last: date) -> facts.Facts:
    """What the person in charge writes down of somebody who has left: since when, and what is owed."""
    sheet: dict[str, Any] = {"hire_date": (last - timedelta(days=800)).isoformat(), "ended": True, "last_day": last.isoformat(), "monthly_wage": "5800", "events": [{"text": tale.story}]}
    if tale.kind.cause == "205.5" and tale.amount:
        sheet["arrears"] = {"amount": str(tale.amount)}
    return facts.from_json(sheet)


def application(tale: Tale, person: dict[str, str], day: date, *, whole: bool) -> facts.Facts:
    """What the application for arbitration needs; without `whole`, what a first talk on the phone leaves open."""
    hired, last = day - timedelta(days=900), day - timedelta(days=20)
    worker: dict[str, Any] = {**person, "id_type": "居民身份证"}
    employer: dict[str, Any] = {"name": tale.firm, "address": f"宁波市{tale.place}示例路（虚构）", "representative": "示例负责人"}
    sheet: dict[str, Any] = {
        "worker": worker, "employer": employer,
        "tribunal": "宁波市劳动人事争议仲裁委员会", "post": tale.post, "contract_signed": False, "hire_date": hired.isoformat(),
        "events": [{"on": last.isoformat(), "text": tale.story}],
        "claims": [{"title": "支付拖欠的劳动报酬及补偿", "amount": str(tale.amount or 1000), "monetary": True, "formula": "见计算表", "articles": ["劳动合同法-30"]}],
        "reasons": ["用人单位应当按照劳动合同约定和国家规定，及时足额支付劳动报酬。"],
        "evidence": [{"name": "微信聊天记录", "proves": "欠付事实", "source": "申请人提供", "original": False, "pages": 6}],
    }
    if whole:
        number = person["id_no"]
        worker |= {"ethnicity": "汉族", "birth": f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "address": f"宁波市{tale.place}示例新村（虚构）"}
        employer |= {"credit_code": "91330200MA2XXXXXXX", "representative_post": "经理", "phone": "0574-00000000"}
        sheet |= {"workplace": tale.place, "monthly_wage": "6200", "social_insurance": False, "ended": True, "last_day": last.isoformat(), "end_reason": "单位停业",
                  "has_witnesses": False, "signed_on": day.isoformat()}
    return facts.from_json(sheet)
