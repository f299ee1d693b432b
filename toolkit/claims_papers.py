"""Which papers fit a facts sheet, each with the reason: from the claims that follow and from what has happened so far."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.claims import Entitlements
from toolkit.facts import Facts
from toolkit.templates import DOCUMENTS

_MANY = 10  # workers who share a claim elect representatives (MAL 7)


@dataclass(frozen=True)
class Fitting:
    """A template that fits, and why, in one sentence."""

    id: str
    reason: str

    @property
    def title(self) -> str:
        """The paper's name."""
        return DOCUMENTS[self.id].title


def fitting(facts: Facts, found: Entitlements) -> tuple[Fitting, ...]:
    """The papers for these facts, those that come first in the life of a dispute first; none when nothing follows."""
    return tuple(_papers(facts, found))


def _papers(facts: Facts, found: Entitlements) -> Iterator[Fitting]:
    kinds = {claim.kind.code for claim in found.claims}
    owed = "WAGE" in kinds
    if facts.ended is False and (owed or facts.social_insurance is False):
        yield Fitting("forced_resignation_notice", "仍在职，单位欠薪或者没有缴纳社会保险：决定离开的，先把理由书面通知单位（劳动合同法第三十八条）。")
    if facts.injury.on is not None and facts.injury.recognised_on is None:
        yield Fitting("injury_recognition_application", "发生了事故，还没有认定工伤：单位三十日内、职工一年内申请（工伤保险条例第十七条）。")
    if facts.injury.recognised_on is not None and facts.injury.grade is None and not facts.injury.death:
        yield Fitting("capacity_appraisal_application", "已经认定工伤，还没有伤残等级：伤情稳定后申请劳动能力鉴定（工伤保险条例第二十一条）。")
    if owed or "SI_ARREARS" in kinds:
        yield Fitting("inspection_complaint", "拖欠工资、没有缴纳社会保险，可以向劳动保障监察投诉（劳动保障监察条例第九条）。")
    if owed:
        yield Fitting("payment_order_application", "拖欠劳动报酬，数额没有争议的，可以向法院申请支付令（劳动合同法第三十条）。")
    if any(claim.kind.forum == "ARBITRATION" for claim in found.claims):
        yield Fitting("mediation_application", "愿意先调解的，向调解组织提出（劳动争议调解仲裁法第十二条）。")
        yield Fitting("arbitration_application", "申请仲裁用，请求和算法由本表带入（劳动争议调解仲裁法第二十八条）。")
        yield Fitting("evidence_list", "随申请一起提交，一件证据写一行。")
        yield Fitting("authorisation", "请律师或者亲友代理的要写明权限（劳动争议调解仲裁法第二十四条）。")
    if len(facts.group) >= _MANY:
        yield Fitting("representatives_election", "十人以上有共同请求，可以推选代表（劳动争议调解仲裁法第七条）。")
    if found.claims:
        yield Fitting("aid_application", "要工会请律师的，填写援助申请。")
