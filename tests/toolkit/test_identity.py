"""Identity numbers: invented ones with right check digits pass, one wrong digit is refused."""

import contextlib
from collections.abc import Callable
from datetime import date

import pytest

from toolkit.identity import credit_code, lawyer_licence, mobile, phone, resident_id
from toolkit.refusal import Refusal

ON = date(2026, 11, 23)


def with_check(body: str) -> str:
    """The eighteen-digit number for seventeen digits, by the second method of the standard (sum over powers of two)."""
    value = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body)) % 11
    return body + "0123456789X"[(12 - value) % 11]


def test_the_well_known_example_of_the_standard_passes() -> None:
    # the example printed in GB 11643-1999, annex A
    found = resident_id("11010519491231002X", ON)
    assert (found.number, found.birth, found.sex, found.region) == (
        "11010519491231002X", date(1949, 12, 31), "女", "110105")


def test_odd_seventeenth_digits_are_men_and_even_ones_women() -> None:
    assert resident_id(with_check("33020319900307521"), ON).sex == "男"
    assert resident_id(with_check("33020319900307522"), ON).sex == "女"


def test_full_width_digits_blanks_and_a_small_x_are_normalised() -> None:
    assert resident_id(" １１０１０５ 19491231 002ｘ ", ON).number == "11010519491231002X"


def test_every_single_wrong_digit_of_a_number_is_refused() -> None:
    good = with_check("33020319900307521")
    for place in range(17):
        for digit in "0123456789":
            if digit != good[place]:
                with pytest.raises(Refusal):
                    resident_id(good[:place] + digit + good[place + 1 :], ON)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写"),
        ("330203900307521", "15位"),
        ("3302031990030752", "现在是16位"),
        ("33020319900307521A", "最后一位"),
        (with_check("99020319900307521"), "地区代码"),
        (with_check("33020319900230521"), "出生日期不存在"),
        (with_check("33020320270101521"), "晚于今天"),
        (with_check("33020318000101521"), "早于1900年"),
    ],
)
def test_a_bad_identity_number_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        resident_id(text, ON, "worker.id_no")
    assert caught.value.field == "worker.id_no"


def test_the_day_of_birth_may_be_the_day_of_the_question() -> None:
    number = with_check("33020320261123521")
    assert resident_id(number, ON).birth == ON
    with pytest.raises(Refusal):
        resident_id(number, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("138 0013 8000", "13800138000"),
        ("＋86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("0574-87654321", "0574-87654321"),
        ("(0574)87654321", "0574-87654321"),
        ("０５７４－８７６５４３２１", "0574-87654321"),
        ("0574-87654321-801", "0574-87654321-801"),
        ("0574 87654321转801", "0574-87654321-801"),
        ("+86 574 87654321", "0574-87654321"),
        ("010-87654321", "010-87654321"),
        ("400-123-4567", "4001234567"),
    ],
)
def test_phones_are_normalised(text: str, expected: str) -> None:
    assert phone(text) == expected


@pytest.mark.parametrize("text", ["", "12345", "23800138000", "1380013800", "138001380001", "0574-123", "abc", "87654321"])
def test_bad_phones_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        phone(text, "worker.phone")
    assert caught.value.field == "worker.phone"


def test_a_landline_is_no_mobile() -> None:
    with pytest.raises(Refusal):
        mobile("0574-87654321")


def test_a_credit_code_with_its_check_character_passes_and_any_other_check_fails() -> None:
    body = "91330203MA2JNQNT0"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    passed = []
    for check in alphabet:
        with contextlib.suppress(Refusal):
            passed.append(credit_code(f" {body.lower()}{check} "))
    assert len(passed) == 1
    assert passed[0][:17] == body
    wrong = passed[0][:5] + str((int(passed[0][5]) + 1) % 10) + passed[0][6:]
    with pytest.raises(Refusal, match="校验不通过"):
        credit_code(wrong)


def test_the_check_character_of_a_credit_code_is_worked_out_as_the_standard_tables_do() -> None:
    # the weights as GB 32100-2015 prints them, not as powers
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for body in ("91330203MA2JNQNT0", "51330200000000001", "92330211MA7KLMNPX"):
        rest = 31 - sum(alphabet.index(c) * w for c, w in zip(body, weights, strict=True)) % 31
        assert credit_code(body + alphabet[rest % 31]) == body + alphabet[rest % 31]


@pytest.mark.parametrize(
    ("check", "text", "words"),
    [
        (credit_code, "330203000012345", "旧的工商注册号"),
        (credit_code, "9133020", "现在是7位"),
        (credit_code, "91330203MAOABCDE1X", "不会出现"),
        (credit_code, "91A30203MA2ABCDE1X", "第3至8位"),
        (lawyer_licence, "1330220121012345", "现在是16位"),
        (lawyer_licence, "1330220121012345X", "只能是数字"),
        (lawyer_licence, "", "请填写"),
    ],
)
def test_other_numbers_are_refused_with_the_reason(check: Callable[[str], str], text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        check(text)


def test_a_lawyers_licence_is_seventeen_digits() -> None:
    assert lawyer_licence("１3302 2012 1012 3456") == "13302201210123456"
