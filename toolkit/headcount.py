"""How many people a story speaks for: "我们94个工人", "二十几号人", "一共十五名骑手"."""

import re
from dataclasses import dataclass

from toolkit.numerals import NUMBER, whole
from toolkit.phrases import plain

GROUP_SIZE = 10  # from this number on a dispute is collective (劳动争议调解仲裁法 art. 7)

_PEOPLE = r"(?:工人|员工|职工|工友|同事|骑手|司机|民工|农民工|老乡|兄弟|姐妹|女工|快递员|外卖员|保安|主播|同伴|伙计|保洁员|保洁|阿姨|师傅)"
_COUNT = re.compile(
    rf"(?P<number>{NUMBER})(?P<more>多|几|余|来)?\s*(?:(?:名|个|位|号)(?P<who>{_PEOPLE}|人)|(?P<direct>{_PEOPLE}|人(?!民|次|天|月|均|家|才|生|工费|民币|员|社|头|力|为|身|事)))"
)
_ROUGH = re.compile(r"(?P<tens>[二三四五六七八九]?)十(?:几|多|来)(?:名|个|位|号)?(?:人(?!民|次|月)|" + _PEOPLE + ")")
# 公司有200人, 200人的厂: the size of the firm, not of the group
_FIRM_SIZE = re.compile(
    r"(?:公司|厂|厂里|单位|企业|店里?|平台|集团|规模|部门|科室|办公室|宿舍)(?:里|里面|大概|一共|总共|共|现在)?(?:有|是)?(?:大概|大约|差不多|将近|近)?$"
)
_FIRM_AFTER = re.compile(r"\s*(?:(?:的|左右的|规模的)(?:公司|工厂|厂|企业|单位|小厂|大厂|店|规模)|以下|以内|以上的?(?:公司|企业|单位|工厂))")
# 二十个人里只有我没转正: the others do not share the complaint
_ONLY_ME = re.compile(r"[^。；！？\n]{0,8}(?:只有我|就我|就裁我|唯独|偏偏我|单单|唯一)")
_ALSO_OWED = re.compile(r"(?:，?(?:都|全|一起|集体|大家)|[^。；！？，\n]{0,14}(?:都|全|被|欠|没发|没拿|不发|一起|集体|没给|没有拿|讨|找|要求|受|停工|的工资|的工钱))")


@dataclass(frozen=True)
class HeadCount:
    """`people` found at [start, end); `about` when only a lower bound was said (几十, 20多)."""

    people: int
    start: int
    end: int
    said: str
    about: bool


def head_counts(text: str) -> list[HeadCount]:
    """Numbers of people who share the complaint; sizes of firms are left out."""
    text = plain(text)
    found = []
    for match in _COUNT.finditer(text):
        people = whole(match["number"])
        if people is None or people < 2 or people > 100_000 or _is_firm_size(text, match):
            continue
        found.append(HeadCount(people, match.start(), match.end(), match[0], match["more"] is not None))
    taken = {position for each in found for position in range(each.start, each.end)}
    for match in _ROUGH.finditer(text):
        if match.start() in taken or match.end() - 1 in taken or _is_firm_size(text, match):
            continue
        people = whole(f"{match['tens']}十")
        assert people is not None
        found.append(HeadCount(people, match.start(), match.end(), match[0], True))
    return sorted(found, key=lambda each: each.start)


def _is_firm_size(text: str, match: re.Match[str]) -> bool:
    before = _FIRM_SIZE.search(text[max(0, match.start() - 10) : match.start()])
    if _FIRM_AFTER.match(text, match.end()) or _ONLY_ME.match(text, match.end()):
        return True
    return bool(before) and not _ALSO_OWED.match(text, match.end())
