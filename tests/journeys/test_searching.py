"""The search in a browser: paste a story, take a chip out, narrow, open a case, follow its article, and back without losing anything."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from legalaid.demo.staff import PASSWORD
from tests.conftest import ROOT
from tests.journeys.browser import SIZES, Visitor

pytestmark = pytest.mark.browser
PICTURES = ROOT / "artefacts" / "searching"
STORY = (
    "我2023年5月进厂做平车工，一直没有签书面劳动合同，月工资6200元。2025年8月起连续三个月没发工资，11月厂区关停，老板失联。"
    "要求支付拖欠工资18600元、经济补偿和未签合同的二倍工资差额，有考勤表和微信转账记录。"
)


def visitor(browser: Browser, site: str, size: str, folder: Path, *, javascript: bool = True) -> Visitor:
    found = Visitor(browser, site, size, folder / size, javascript=javascript)
    found.sign_in("tiaojie", PASSWORD)
    return found


def shown(person: Visitor) -> list[str]:
    """Titles of the cases on the page, in order."""
    return person.page.locator("[data-results] .hit h3").all_inner_texts()


def chips(person: Visitor) -> list[str]:
    return person.page.locator(".searchbox .chip").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
@pytest.mark.parametrize("size", SIZES)
def test_paste_take_out_narrow_open_follow_and_back(site: str, browser: Browser, size: str, javascript: bool) -> None:
    person = visitor(browser, site, size, PICTURES if javascript else PICTURES / "plain", javascript=javascript)
    page = person.page
    person.go("/cases/search?tab=story")
    page.fill("#text", STORY)
    person.press("找相似案例")
    place = page.url
    assert "平车工" not in unquote(place)
    understood = chips(person)
    assert any("18,600" in words for words in understood)
    assert any("考勤" in words for words in understood)
    gone = next(words for words in understood if "考勤" in words)
    page.locator(".searchbox .chip", has_text=gone.split()[-1]).get_by_role("button").click()
    page.wait_for_load_state()
    assert page.url == place
    assert chips(person) == [words for words in understood if words != gone]
    person.look("story")
    page.get_by_text("保存这次检索").click()
    page.check('input[name="notify"]')
    person.look("story-keep")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_load_state()
    assert "/cases/search/saved/" in page.url
    assert "平车工" not in page.inner_text(".searchbox")
    assert any("考勤" in words for words in page.locator(".searchbox button[name=restore]").all_inner_texts())
    assert not any("考勤" in words for words in chips(person))
    assert shown(person)
    person.look("story-kept")
    person.go("/desk/saved")
    person.look("saved")
    page.locator("section h2 a").first.click()
    page.wait_for_load_state()
    assert "/cases/search/saved/" in page.url
    page.goto(place)
    if javascript and size == "phone":
        page.locator(".filters > summary").click()
    option = page.locator('.facet input[name="outcome"]').first
    option.check()
    person.press("应用筛选")
    narrowed, where = shown(person), page.url
    assert "outcome=" in where
    assert narrowed
    page.locator("[data-results] .hit h3 a").first.click()
    page.wait_for_load_state()
    case = page.url
    person.look("case")
    page.locator("aside .list a[href^='/laws/']").first.click()
    page.wait_for_load_state()
    assert "/laws/" in page.url
    page.go_back()
    assert page.url == case
    page.go_back()
    assert (page.url, shown(person), chips(person)) == (where, narrowed, [words for words in understood if words != gone])
    page.goto(case)
    page.get_by_role("link", name="检索结果", exact=True).click()
    page.wait_for_load_state()
    assert shown(person) == narrowed, "the way back on the page leads to the same results"
    assert page.locator('.facet input[name="outcome"]').first.is_checked()
    assert person.faults == []
    person.close()


def test_keys_choose_a_case_and_leave_typing_alone(site: str, browser: Browser) -> None:
    person = visitor(browser, site, "desktop", PICTURES)
    page = person.page
    person.go("/cases/search?q=拖欠工资")
    titles = shown(person)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText") == titles[1]
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText") == titles[1]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("j/k")
    assert page.input_value("#q") == "j/k", "what is typed into the field is text"
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/[^/?]+\?back="))
    page.go_back()
    page.wait_for_load_state()
    assert page.evaluate("document.activeElement.innerText") == titles[0], "coming back, the case just read is chosen"
    assert person.faults == []
    person.close()


def test_a_citation_is_copied_or_can_be_selected(site: str, browser: Browser) -> None:
    person = visitor(browser, site, "desktop", PICTURES)
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.go("/cases/search?q=拖欠工资")
    person.page.locator("[data-results] .hit h3 a").first.click()
    person.page.wait_for_load_state()
    words = person.page.inner_text("#cite-line")
    assert words.startswith("《")
    person.page.locator("[data-copy]").click()
    person.page.get_by_text("已复制").wait_for()
    assert person.page.evaluate("navigator.clipboard.readText()") == words
    person.close()
    plain = visitor(browser, site, "desktop", PICTURES, javascript=False)
    plain.go("/cases/search?q=拖欠工资")
    plain.page.locator("[data-results] .hit h3 a").first.click()
    assert plain.page.locator("#cite-line").is_visible()
    assert not plain.page.locator("[data-copy]").is_visible()
    plain.close()
