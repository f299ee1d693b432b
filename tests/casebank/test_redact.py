"""Masking and the residue check: finds what is personal, leaves what is not."""

import pytest

from casebank.redact import redact, residue


@pytest.mark.parametrize(("text", "kind"), [
    ("身份证330203199001011236号", "id"), ("电话13805745521联系", "phone"), ("电话 138-0574-5521", "phone"), ("座机0574-87654321", "landline"),
    ("邮箱 a.b@example.com 收", "email"), ("驾驶浙B12345号车", "plate"), ("账号：6222 0200 1234 5678 901", "account"),
    ("申请人：周大平，男", "name"), ("我叫王小明。", "name"), ("住海曙区中山东路123号5幢601室", "address"),
    ("王小明先生到会求助", "name"), ("张伟（男，1988年生）申请", "name"), ("来访人 李小红，女，", "name"), ("工资打到6222021234567890128", "account"),
])
def test_personal_data_are_found_and_masked(text: str, kind: str) -> None:
    found = residue(text)
    assert [r.kind for r in found] == [kind]
    assert text[found[0].start : found[0].end] == found[0].text
    assert residue(redact(text)) == []
    assert found[0].text not in redact(text)


@pytest.mark.parametrize("text", [
    "甬劳人仲案〔2024〕第1183号", "（2023）浙02民终2471号", "2026年3月10日至2026年11月24日", "《劳动合同法》第八十二条", "统一社会信用代码91330200MA2AAAAA0X",
    "请拨打12351或者12345", "申请人张某与某公司", "工资18600.00元", "原告主张单位拖欠工资", "法释〔2020〕26号", "FY2026-1123-0417",
    "张某女士、该女士和于女士", "黄金，女装店", "6222021234567890123", "流水号 2026112300000001", "男女同工同酬（男女平等）",
])
def test_what_is_not_personal_survives(text: str) -> None:
    assert residue(text) == []
    assert redact(text) == text


def test_given_names_are_masked_everywhere() -> None:
    assert redact("周大平说，周大平的工友也在", ["周大平"]) == "周某说，周某的工友也在"
