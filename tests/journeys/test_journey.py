"""The main job, end to end: a worker asks, a mediator finds, a coordinator assigns, a lawyer helps, the worker rates."""

import io
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser

from legalaid.demo.staff import PASSWORD
from legalaid.runtime import Runtime
from tests.conftest import ROOT
from tests.journeys.browser import Visitor
from tests.journeys.worker import NAME, PHONE, STORY, apply_for_aid, ask, rate

pytestmark = pytest.mark.browser
_LAWYER: dict[str, str] = {}


def confirm_and_dispatch(coordinator: Visitor, no: str) -> None:
    """Step 2: a person confirms the suggestion; same-employer requests are offered as one group file; dispatch."""
    page = coordinator.page
    coordinator.sign_in("tongchou", PASSWORD)
    coordinator.look("10-inbox")
    coordinator.go(f"/desk/{no}")
    assert NAME not in coordinator.text()
    assert "钱*程" in coordinator.text()
    assert "系统建议：劳动经济·劳动报酬" in coordinator.text()
    assert "同一单位" in coordinator.text()
    coordinator.look("11-file-new")
    page.fill("#summary", "拖欠三个月工资，未签劳动合同，单位停业")
    coordinator.press("确认受理")
    handler = page.locator("#handler_id option", has_text="海曙区劳动关系调处工作室").first.get_attribute("value")
    room = page.locator("#organisation_id option", has_text="海曙区劳动关系调处工作室").first.get_attribute("value")
    page.select_option("#organisation_id", room)
    page.select_option("#handler_id", handler)
    coordinator.look("12-file-dispatch")
    coordinator.press("派单")
    assert "已派单" in coordinator.text()


def mediate(mediator: Visitor, no: str) -> None:
    """Step 3: similar cases with reasons, articles, prefilled calculators, the limitation date with its reason."""
    page = mediator.page
    mediator.sign_in("tiaojie", PASSWORD)
    mediator.look("13-desk")
    mediator.go(f"/desk/{no}")
    mediator.press("认领并开始办理")
    text = mediator.text()
    assert re.search(r"相似 \d+%", text)
    assert "相同：" in text
    assert "劳动合同法 第三十条" in text
    page.get_by_text("计算时效").click()
    page.fill("#ended_on", "2026-11-03")
    page.check("[name=wage_claim]")
    page.get_by_role("button", name="计算").first.click()
    page.wait_for_load_state()
    assert "2027 年 11 月 3 日" in mediator.text()
    mediator.look("14-file-mediator")
    page.get_by_role("link", name="经济补偿").first.click()
    mediator.look("15-calculator")
    mediator.go("/cases/search?tab=story")
    page.fill("#text", STORY)
    mediator.press("找相似案例")
    assert "识别到" in mediator.text()
    assert STORY[:8] not in page.url
    mediator.look("16-search-story")
    mediator.go("/cases/search?q=没签合同 双倍工资")
    assert page.locator("mark").count() > 0
    mediator.look("17-search-words")
    page.locator("article.hit h3 a").first.click()
    mediator.look("18-case")
    mediator.go("/laws/劳动合同法/82")
    assert "二倍的工资" in mediator.text()
    mediator.look("19-article")


def assign(coordinator: Visitor, no: str) -> None:
    """Step 5: the decision, ranked lawyers with reasons, the excluded counted by reason, an offer."""
    page = coordinator.page
    coordinator.go(f"/desk/{no}")
    assert "免予核查" in coordinator.text()
    page.locator("#decision").get_by_text("给予援助", exact=True).click()
    coordinator.press("作出决定")
    assert "推荐律师" in coordinator.text()
    assert "已自动排除" in coordinator.text()
    assert page.locator("input[name=lawyer]:checked").count() == 0, "nobody is chosen for the coordinator"
    coordinator.look("22-assign")
    name = _LAWYER["name"]
    shown = page.locator(f".lawyer:has-text('{name}')")
    if shown.count():
        shown.first.locator("label").first.click()
        assert shown.first.locator("input").is_checked()
    else:
        page.select_option("#other_lawyer", page.locator("#other_lawyer option", has_text=name).first.get_attribute("value"))
    page.select_option("#override_code", "TEAM")
    page.locator("button[data-assign]").click()
    page.wait_for_load_state()
    coordinator.look("23-waiting")
    assert no in coordinator.text()


def accept(lawyer: Visitor, no: str) -> str:
    """Step 6: masked until accepted; a conflict answer is required and never preselected."""
    page = lawyer.page
    lawyer.look("24-lawyer")
    page.get_by_role("link", name="拖欠三个月工资").first.click()
    assert NAME not in lawyer.text()
    assert PHONE not in page.content()
    assert page.locator("input[name=conflict]:checked").count() == 0
    lawyer.look("25-offer")
    lawyer.press("接单")
    assert "请先回答是否有利益冲突" in lawyer.text()
    page.get_by_text("没有代理过").click()
    lawyer.press("接单")
    assert NAME in lawyer.text()
    assert PHONE in lawyer.text()
    lawyer.look("26-matter")
    return page.url


def draft_and_close(lawyer: Visitor, no: str) -> None:
    """Step 7: the application from the facts, the log, the outcome."""
    page = lawyer.page
    lawyer.go(f"/desk/{no}/papers/arbitration_application?record={no}-Y1")
    assert "【待补充" in lawyer.text()
    page.fill("#hire_date", "2024-05-06") if page.locator("#hire_date").count() else page.locator("[name=hire_date]").fill("2024-05-06")
    page.locator("[name=story]").fill("2024年5月6日入职，任平车工。\n2026年8月起未发工资。")
    page.locator("[name='claim-0-title']").fill("支付2026年8月至10月工资")
    page.locator("[name='claim-0-amount']").fill("18600")
    page.locator("[name='evidence-0-name']").fill("微信转账记录")
    lawyer.look("27-paper")
    with page.expect_navigation():
        page.get_by_role("button", name="生成 Word 文书").click()
    assert "处待补充" in lawyer.text(), "unknown facts stay visible"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 Word").click()
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(Path(waiting.value.path()).read_bytes())).paragraphs)
    assert NAME in text
    assert "18600" in text.replace(",", "") or "18,600" in text
    assert "【待补充" in text
    lawyer.look("27-version")
    lawyer.go(f"/lawyer/matter/{no}-Y1")
    assert "劳动人事争议仲裁申请书（第 1 稿）" in lawyer.text()
    page.get_by_text("记一笔").click()
    page.select_option("#kind", "HEARING")
    page.fill("#happened_on", "2026-11-24")
    page.locator("#text").fill("仲裁庭审，双方当庭同意调解。")
    lawyer.press("保存")
    for record, outcome, awarded, got in ((f"{no}-Y1", "DELIVERED", "", ""), (f"{no}-Y2", "MEDIATED", "18600", "10000")):
        lawyer.go(f"/lawyer/matter/{record}")
        page.select_option("#outcome", outcome)
        page.fill("#awarded", awarded)
        page.fill("#recovered", got)
        page.fill("#report", "已按职工请求办理完毕，材料归卷。")
        with page.expect_navigation():
            page.get_by_role("button", name="结案", exact=True).click()
    assert "10,000 元" in lawyer.text()
    lawyer.look("28-closed")


def figures(coordinator: Visitor, no: str) -> None:
    """Everything is in the figures, and each figure drills down to its records."""
    coordinator.go(f"/desk/{no}")
    assert "评价较低" in coordinator.text()
    coordinator.go("/dashboard/")
    coordinator.look("31-dashboard")
    coordinator.go("/dashboard/recovered?period=week")
    assert no in coordinator.text()
    coordinator.look("32-behind")
    coordinator.go("/dashboard/unsatisfied?period=week")
    assert no in coordinator.text()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_whole_journey(office: Runtime, site: str, browser: Browser, size: str) -> None:
    pictures = ROOT / "artefacts" / "journey" / size
    people = {who: Visitor(browser, site, size, pictures) for who in ("worker", "coordinator", "mediator", "lawyer")}
    people["lawyer"].sign_in("lvshi2", PASSWORD)
    with office.read() as session:
        from_account = session.connection().exec_driver_sql("SELECT name FROM accounts WHERE login = 'lvshi2'").scalar_one()
    _LAWYER["name"] = f"{from_account}律师"
    no, code = ask(people["worker"])
    confirm_and_dispatch(people["coordinator"], no)
    mediate(people["mediator"], no)
    apply_for_aid(people["worker"], no, code)
    assign(people["coordinator"], no)
    people["lawyer"].go("/lawyer/")
    accept(people["lawyer"], no)
    draft_and_close(people["lawyer"], no)
    rate(people["worker"], no)
    figures(people["coordinator"], no)
    faults = [f"{who}: {fault}" for who, visitor in people.items() for fault in visitor.faults]
    for visitor in people.values():
        visitor.close()
    assert faults == []


def test_the_five_steps_work_without_javascript(site: str, browser: Browser) -> None:
    worker = Visitor(browser, site, "phone", ROOT / "artefacts" / "journey" / "no-script", javascript=False)
    no, code = ask(worker)
    assert re.fullmatch(r"FY\d{4}-\d{4}-\d{4,}", no)
    assert len(code) == 19
    assert worker.faults == []
    worker.close()
