"""Articles: versions, force on a day down to the paragraph, reading the package and JSON lines."""

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from toolkit.instruments import find, register, short_name
from toolkit.numerals import chinese, number, whole
from toolkit.refusal import Refusal
from toolkit.statute_sources import package_file, read_jsonl, read_package
from toolkit.statutes import Article, Standing, StatuteBook, article_key, in_force, paragraph_in_force, paragraphs_of, standing, tidy

JI1 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
DOMAIN_CODES = (
    "LCL LCR LL MAL JI1 JI2 CPL CC WII ZJWI ZJMA ZJUS ZJLS ALR ALM HOL WD WP MW MP LO FEE DLI SIL LSI MPW LAL LAP ZJLA UAM UDM TUL ARB LINK CAUSE OAW"
)
LINE = {"id": "劳动合同法-82", "law": "中华人民共和国劳动合同法", "article": "第八十二条", "article_no": 82, "text": "甲。\n乙。", "version_date": "2012-12-28"}


def line(**changes: object) -> str:
    return json.dumps({**LINE, **changes}, ensure_ascii=False)


@pytest.fixture(scope="session")
def read(shared: Path) -> dict[str, Article]:
    articles, faults = read_jsonl((shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines())
    assert faults == []
    return {article.id: article for article in articles}


@pytest.fixture(scope="session")
def national() -> list[Article]:
    return read_package()


def test_every_line_of_the_shared_statutes_is_read_under_its_own_id(shared: Path, read: dict[str, Article]) -> None:
    ids = [json.loads(row)["id"] for row in (shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(ids) == 2938
    assert list(read) == ids
    assert all(article.mark for article in read.values()), "every act read is in the register"


def test_the_package_gives_the_same_articles_as_the_shared_file(read: dict[str, Article], national: list[Article]) -> None:
    newest = StatuteBook(national)
    from_package = {key: article for key, article in read.items() if article.source.startswith("pypi")}
    assert len(from_package) == 1711
    for key, article in from_package.items():
        assert newest.versions(key)[-1] == replace(article, source=newest.versions(key)[-1].source)


def test_the_package_is_opened_without_running_its_code_and_never_written(tmp_path: Path) -> None:
    assert package_file().stat().st_size > 1_000_000
    with pytest.raises(Refusal, match="文件不存在"):
        read_package(tmp_path / "laws.db")
    (tmp_path / "text.db").write_text("not a database" * 100)
    with pytest.raises(Refusal, match="不是国家法律数据包"):
        read_package(tmp_path / "text.db")
    sqlite3.connect(tmp_path / "empty.db").execute("CREATE TABLE laws (law_id, law_name, version_date, effective_date, level)").connection.commit()
    with pytest.raises(Refusal):
        read_package(tmp_path / "empty.db")


@pytest.mark.parametrize(
    ("article", "day", "expected"),
    [
        ("工会法-30", date(2021, 12, 31), Standing.EARLIER_TEXT),
        ("工会法-30", date(2022, 1, 1), Standing.IN_FORCE),
        ("民事诉讼法-264", date(2023, 12, 31), Standing.EARLIER_TEXT),
        ("民事诉讼法-264", date(2024, 1, 1), Standing.IN_FORCE),
        ("医疗保障法-1", date(2026, 12, 31), Standing.NOT_YET),
        ("医疗保障法-1", date(2027, 1, 1), Standing.IN_FORCE),
        ("劳动合同法-82", date(2007, 12, 31), Standing.NOT_YET),
        ("劳动合同法-82", date(2008, 1, 1), Standing.IN_FORCE),
        ("劳动合同法-63", date(2013, 6, 30), Standing.EARLIER_TEXT),
        ("劳动合同法-63", date(2013, 7, 1), Standing.IN_FORCE),
        (f"{JI1}-1", date(2020, 12, 31), Standing.NOT_YET),
        ("全国年节及纪念日放假办法-2", date(2024, 12, 31), Standing.EARLIER_TEXT),
    ],
)
def test_force_begins_on_the_true_day_whatever_the_source_says(read: dict[str, Article], article: str, day: date, expected: Standing) -> None:
    assert standing(read[article], day) is expected
    assert in_force(read[article], day) is (expected is Standing.IN_FORCE)


def test_a_repeal_can_hit_one_paragraph_only(read: dict[str, Article]) -> None:
    article = read[f"{JI1}-32"]
    assert len(article.paragraphs) == 2
    assert paragraph_in_force(article, 1, date(2025, 8, 31))
    assert not paragraph_in_force(article, 1, date(2025, 9, 1))
    assert paragraph_in_force(article, 2, date(2025, 9, 1))
    assert in_force(article, date(2025, 9, 1)), "the article lives on in its second paragraph"
    assert not paragraph_in_force(article, 2, date(2020, 12, 31))
    with pytest.raises(Refusal, match="没有第3款"):
        paragraph_in_force(article, 3, date(2025, 9, 1))


def test_an_article_whose_paragraphs_have_all_lapsed_is_repealed(read: dict[str, Article]) -> None:
    gone = replace(read[f"{JI1}-32"], lapsed=((1, date(2025, 9, 1)), (2, date(2026, 1, 1))))
    assert in_force(gone, date(2025, 12, 31))
    assert standing(gone, date(2026, 1, 1)) is Standing.REPEALED


def test_versions_of_one_article_stand_side_by_side(national: list[Article]) -> None:
    book = StatuteBook(national)
    old, new = book.versions("仲裁法-1")
    assert (old.key, new.key) == (("仲裁法-1", date(2017, 9, 1)), ("仲裁法-1", date(2025, 9, 12)))
    assert book.on("仲裁法-1", date(2026, 2, 28)) == old
    assert book.on("仲裁法-1", date(2026, 3, 1)) == new
    assert book.on("仲裁法-1", date(2017, 12, 31)) is None


def test_an_inserted_article_has_an_id_of_its_own_and_its_own_first_day(national: list[Article]) -> None:
    article = next(each for each in national if each.short == "刑法")
    assert (article.id, article.article, article.no) == ("刑法-276之一", "第二百七十六条之一", 276)
    assert not in_force(article, date(2011, 4, 30))
    assert in_force(article, date(2011, 5, 1))


def test_items_stay_with_the_paragraph_that_introduces_them(read: dict[str, Article]) -> None:
    assert len(read["劳动合同法-38"].paragraphs) == 2
    assert "（六）" in read["劳动合同法-38"].paragraphs[0]
    assert len(read["劳动合同法-82"].paragraphs) == 2
    assert paragraphs_of("甲：\n（一）子；\n（二）丑。\n乙。") == ("甲：\n（一）子；\n（二）丑。", "乙。")


def test_texts_are_tidied_to_full_width_and_lose_stray_headings(read: dict[str, Article]) -> None:
    assert tidy("（一）监督检查,查处;\n　支付３００％ 的\"工资\"(含奖金)") == "（一）监督检查，查处；\n支付300% 的“工资”（含奖金）"
    assert tidy("另行制定。\n第二编 审判程序") == "另行制定。"
    assert tidy("第二编 审判程序") == "第二编 审判程序", "a text is never emptied"
    assert not any(sign in article.text for article in read.values() for sign in ",;()\u3000０％\"")


@pytest.mark.parametrize(
    ("bad", "field", "words"),
    [
        ("{", "JSON", "不是合法的 JSON"),
        ("[]", "JSON", "应是一个对象"),
        (line(text="  "), "text", "缺少"),
        (line(law=None), "law", "缺少"),
        (line(version_date="2012/12/28"), "version_date", "不是日期"),
        (line(article="第X条"), "article", "不是条文序号"),
        (line(article_no=83), "article_no", "不一致"),
        (line(id="劳动合同法-83"), "id", "不一致"),
        (line(id="劳动法-82"), "id", "应为“劳动合同法-82”"),
        (line(chapter=7), "chapter", "应是文字"),
    ],
)
def test_a_faulty_line_is_refused_with_its_number_and_field(bad: str, field: str, words: str) -> None:
    articles, faults = read_jsonl(["", line(), bad])
    assert [article.id for article in articles] == ["劳动合同法-82"]
    assert [(fault.line, fault.field) for fault in faults] == [(3, field)]
    assert words in faults[0].message
    assert str(faults[0]).startswith("第3行，")


def test_the_same_version_of_an_article_twice_is_a_fault_and_another_version_is_not() -> None:
    articles, faults = read_jsonl([line(), line(version_date="2007-06-29"), line(text="丙。")])
    assert [article.version_date.year for article in articles] == [2012, 2007]
    assert [(fault.line, fault.field) for fault in faults] == [(3, "id")]
    assert "第1行" in faults[0].message


def test_an_act_outside_the_register_is_kept_with_the_dates_of_its_source() -> None:
    row = line(id="某市工资条例-3", law="某市工资条例", article="第三条", article_no=3, version_date="2020-01-01", effective_date="2020-06-01")
    (article,), faults = read_jsonl([row])
    assert faults == []
    assert (article.mark, article.effective_from) == ("", date(2020, 6, 1))
    assert standing(article, date(2020, 5, 31)) is Standing.NOT_YET


def test_the_register_is_consistent() -> None:
    for act in register().values():
        assert act.mark in {"V", "S", "K"}
        days = [version.effective_from for version in act.versions]
        assert days == sorted(days)
        assert act.first_in_force is None or act.first_in_force <= days[-1]
        assert (act.versions[-1].effective_to is None) == (act.versions[-1].status != "已废止")
        assert all(find(name) == act for name in act.names), act.short
    codes = {act.code for act in register().values() if act.code}
    assert codes >= set(DOMAIN_CODES.split())


def test_cited_articles_of_acts_that_we_hold_exist(read: dict[str, Article], national: list[Article]) -> None:
    held = {*read, *(article.id for article in national)}
    whole_acts = {act.short for act in register().values() if act.articles and sum(key.startswith(f"{act.short}-") for key in held) >= act.articles}
    assert len(whole_acts) > 50
    missing = [f"{act}-{key}" for act in whole_acts for key in register()[act].cited if f"{act}-{key}" not in held]
    assert missing == []


def test_short_names_drop_the_prefix_of_national_laws_only() -> None:
    assert short_name("中华人民共和国劳动合同法") == "劳动合同法"
    assert short_name("工伤保险条例") == "工伤保险条例"
    assert short_name(JI1.replace("（", "(").replace("）", ")")) == JI1


def test_article_numbers_are_read_however_written() -> None:
    assert article_key("第八十二条") == (82, "82")
    assert article_key("第82条") == (82, "82")
    assert article_key("第二百七十六条之一") == (276, "276之一")
    for bad in ("第零条", "附则", ""):
        with pytest.raises(Refusal):
            article_key(bad)


def test_numerals_of_every_article_survive_the_round_trip() -> None:
    assert all(whole(chinese(value)) == value for value in range(10_000))
    written = {"3,500": 3500, "1.2万": 12000, "三万五": 35000, "两千三百": 2300, "一百二": 120, "二〇二三": 2023, "1万5": 15000, "十": 10, "三百零五": 305}
    assert {text: number(text) for text in written} == written
    assert [number(text) for text in ("", "万", "第一", "几")] == [None] * 4
