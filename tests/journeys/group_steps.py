"""What each person does on the group story's journey: asking, finding, the roster and its sums, legal aid, the agreement, payments, closing."""

import io
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from legalaid.demo.staff import PASSWORD
from legalaid.filters import wan
from tests.conftest import Clock
from tests.journeys.browser import Visitor
from tests.journeys.crew import FIRM, FIRMS, TEAMS, Member, agreed, workbook, yuan

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERCENT, EXCEPTION = 90, {5: 6_000_00}
FIRST = 200_000_00  # fen of the first instalment
STORY = "我在针织厂做横机工，八月起三个月工资没有发，老板不见了，厂里和外发的几家一共九十多个人，都想把工资要回来。有工资条和工友群聊天记录。"


def ask(worker: Visitor, who: Member, people: int) -> tuple[str, str]:
    """The five steps on a phone."""
    page = worker.page
    for step in range(1, 6):
        worker.go(f"/apply/{step}")
        if step == 1:
            page.get_by_text("工资被拖欠或克扣").click()
        elif step == 2:
            page.fill("#employer_name", FIRM)
            page.select_option("#county", "330203")
        elif step == 3:
            page.fill("#statement", STORY)
            page.get_by_text("和工友一起", exact=True).click()
            page.fill("#head_count", str(people))
        elif step == 4:
            page.fill("#name", who.name)
            page.fill("#phone", who.phone)
            page.select_option("#worker_type", "MIGRANT")
        else:
            page.get_by_text("需要", exact=True).click()
            page.check("[name=consent]")
            page.check("[name=sensitive]")
        worker.press("下一步")
    worker.press("提交申请")
    return page.inner_text("#no"), page.inner_text("#code")


def walk_in(zone: Visitor, who: Member) -> str:
    """The zone's staff registers for a worker who stands there."""
    page = zone.page
    zone.sign_in("pianqu", PASSWORD)
    zone.go("/desk/register")
    page.select_option("#topic", "PAY")
    page.fill("#employer_name", FIRM)
    page.fill("#statement", STORY)
    page.fill("#name", who.name)
    page.fill("#phone", who.phone)
    page.select_option("#worker_type", "MIGRANT")
    page.locator("#wants_lawyer").get_by_text("先不用").click()
    page.check("[name=consent]")
    page.check("[name=sensitive]")
    zone.press("先看看有没有登记过")
    zone.look("02-walk-in")
    zone.press("登记")
    return zone.number()


def confirm(staff: Visitor, no: str) -> None:
    staff.go(f"/desk/{no}")
    staff.page.fill("#summary", "针织厂及外发厂九十余人三个月工资未发，负责人失联")
    staff.page.select_option("#cause", "205.5")
    staff.press("确认受理")
    assert "已确认" in staff.text()


def found(staff: Visitor, numbers: list[str]) -> str:
    """The others against the same employer are offered, and become one file."""
    for no in numbers:
        confirm(staff, no)
    staff.go(f"/desk/{numbers[0]}")
    assert "30 天内另有 2 件" in staff.text()
    assert all(no in staff.text() for no in numbers)
    staff.look("03-same-employer")
    staff.page.fill("#title", "星野示例针织等四家单位集体欠薪")
    staff.press("并案办理")
    staff.look("04-group-new")
    group = staff.page.url.rpartition("/")[2]
    assert group.startswith("BA2026-")
    staff.go(f"/desk/{numbers[0]}")
    page = staff.page
    for field in ("organisation_id", "handler_id"):
        page.select_option(f"#{field}", page.locator(f"#{field} option", has_text="海曙区劳动关系调处工作室").first.get_attribute("value"))
    staff.press("派单")
    return group


def roster(staff: Visitor, group: str, people: list[Member]) -> None:
    """First with two broken cells, each named by its address and nobody taken; then right."""
    page = staff.page

    def upload(data: bytes) -> None:
        staff.go(f"/desk/group/{group}")
        page.set_input_files("#file", {"name": "名册.xlsx", "mimeType": SHEET, "buffer": data})
        staff.press("导入")

    wrong = people[8].id_no[:-1] + ("0" if people[8].id_no[-1] != "0" else "1")
    upload(workbook(people, B10=wrong, H31="五千"))
    text = staff.text()
    assert "2 处错误，没有导入任何人" in text
    assert "B10" in text
    assert "H31" in text
    assert "还没有人" in text
    staff.look("05-roster-faults")
    upload(workbook(people))
    assert "新增 94 人" in staff.text()
    staff.look("06-roster")


def sums(staff: Visitor, group: str, people: list[Member]) -> None:
    """Total, firms, teams and each worker, on the page, in the workbook and on a team's sheet, against sums made in whole fen."""
    page, owed = staff.page, sum(one.owed for one in people)
    staff.go(f"/desk/group/{group}")
    text = staff.text()
    assert wan(Decimal(owed) / 100) in text
    for name in FIRMS:
        assert yuan(sum(one.owed for one in people if one.firm == name)) in text
    teams = page.locator("table", has=page.locator("caption", has_text="各班组"))
    rows = {r.locator("td").nth(0).inner_text(): r.locator("td").nth(3).inner_text() for r in teams.locator("tbody tr").all()}
    assert rows == {name: yuan(sum(one.owed for one in people if one.team == name)) for name in TEAMS}
    with page.expect_download() as waiting:
        page.get_by_role("link", name="名册和测算表").click()
    sheet = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))["名册"]
    heads = [c.value for c in sheet[1]]
    column = heads.index("欠薪金额")
    each = [round(Decimal(str(row[column])) * 100) for row in sheet.iter_rows(min_row=2, max_row=95, values_only=True)]
    assert each == [one.owed for one in people]
    staff.go(f"/desk/group/{group}/team/1")
    assert yuan(sum(one.owed for one in people if one.team == TEAMS[0])) in staff.text()
    assert people[0].name in staff.text()
    staff.look("07-team-sheet")


def elect(staff: Visitor, group: str) -> None:
    staff.go(f"/desk/group/{group}")
    staff.page.locator("summary", has_text="选代表人").click()
    for position in ("1", "2", "8"):
        staff.page.check(f"[name=positions][value='{position}']")
    staff.press("登记代表人")
    assert "代表人已登记" in staff.text()


def aid_for(mediator: Visitor, no: str) -> None:
    """The mediator asks for legal aid in a worker's name."""
    page = mediator.page
    mediator.go(f"/desk/{no}/aid")
    page.locator("#forms").get_by_text("仲裁代理", exact=True).click()
    page.check("#track [value=UNION]", force=True)
    page.locator("#own_lawyer").get_by_text("否", exact=True).click()
    page.locator("#migrant").get_by_text("是", exact=True).click()
    mediator.press("提交申请")
    assert "申请了法律援助" in mediator.text()


def assign(staff: Visitor, no: str, lawyer: str, name: str) -> None:
    """Granted, and offered to one of the two lawyers who sign in here."""
    page = staff.page
    staff.go(f"/desk/{no}")
    page.locator("#decision").get_by_text("给予援助", exact=True).click()
    staff.press("作出决定")
    shown = page.locator(f".lawyer:has-text('{lawyer}')")
    if shown.count():
        shown.first.locator("label").first.click()
    else:
        page.select_option("#other_lawyer", page.locator("#other_lawyer option", has_text=lawyer).first.get_attribute("value"))
    page.select_option("#override_code", "TEAM")
    staff.look(name)
    page.locator("button[data-assign]").click()
    page.wait_for_load_state()
    assert no in staff.text()


def accept(lawyer: Visitor, no: str, look: str = "") -> None:
    page = lawyer.page
    lawyer.go("/lawyer/")
    for link in page.locator("a[href^='/lawyer/offer/']").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
        lawyer.go(link)
        if "针织厂及外发厂" in lawyer.text():
            break
    if look:
        lawyer.look(look)
    page.get_by_text("没有代理过").click()
    lawyer.press("接单")
    assert no in page.url


def mediate(mediator: Visitor, no: str, clock: Clock, people: list[Member]) -> int:
    """Consent, application, invitation, record, and the agreement over the whole roster; what it promises in fen."""
    page = mediator.page
    mediator.go(f"/desk/{no}/mediation")
    page.locator("form:has([value=MEDIATION]) button").click()
    page.wait_for_load_state()
    mediator.go(f"/desk/{no}/mediation/apply")
    page.locator("#raised label").first.click()
    mediator.press("受理")
    mediator.go(f"/desk/{no}/mediation/invite")
    page.fill("#meets_at", "2026-11-25T09:30")
    mediator.press("发出邀请")
    clock.at("2026-11-25T11:00")
    mediator.sign_in("tiaojie", PASSWORD)
    mediator.go(f"/desk/{no}/mediation/record")
    page.get_by_text("谈成，待签协议").click()
    page.fill("#text", "五名代表到场，厂方同意付欠薪的九成，两期付清，其余职工代表当场同意。")
    mediator.press("保存笔录")
    mediator.go(f"/desk/{no}/mediation/sign")
    page.locator("#subjects label").first.click()
    page.check("[name=group]")
    page.fill("#percent", str(PERCENT))
    page.fill("#exceptions", "\n".join(f"{line} {fen / 100:.2f}" for line, fen in EXCEPTION.items()))
    for n, (day, amount) in enumerate((("2026-12-01", f"{FIRST / 100:.2f}"), ("2026-12-22", "")), 1):
        page.fill(f"#due_{n}", day)
        page.fill(f"#amount_{n}", amount)
    page.check("[name=signed]")
    mediator.look("12-sign")
    mediator.press("登记协议")
    total = agreed(people, PERCENT, EXCEPTION)
    assert f"约定 {yuan(total)}（94 人）" in mediator.text()
    mediator.look("13-agreement")
    return total


def pay(mediator: Visitor, no: str, number: int, look: str = "") -> None:
    page = mediator.page
    mediator.go(f"/desk/{no}/mediation/pay?of={number}")
    page.select_option("#proof", "TRANSFER")
    if look:
        mediator.look(look)
    mediator.press("登记到账")
    assert page.locator(".tag.green", has_text="付清").count() == number


def close_aid(lawyer: Visitor, login: str, no: str, outcomes: dict[str, str], total: int) -> None:
    """Each lawyer reports the whole agreement: the same money, twice told and counted once."""
    page = lawyer.page
    lawyer.sign_in(login, PASSWORD)
    for record, outcome in outcomes.items():
        lawyer.go(f"/lawyer/matter/{no}-{record}")
        page.select_option("#outcome", outcome)
        if outcome == "MEDIATED":
            page.fill("#awarded", f"{total / 100:.2f}")
            page.fill("#recovered", f"{total / 100:.2f}")
        page.fill("#report", "集体协议已全部履行，材料归卷。")
        with page.expect_navigation():
            page.get_by_role("button", name="结案", exact=True).click()
    assert yuan(total) in lawyer.text()
