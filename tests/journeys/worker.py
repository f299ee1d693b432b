"""What the worker does on the journey: ask, follow and apply for aid, rate."""

from tests.journeys.browser import Visitor

NAME, PHONE = "钱旅程", "13900000017"
STORY = "我在服装厂做平车工，今年八月起连续三个月没有发工资，一共一万八千六百元。没有签过劳动合同，老板电话打不通，厂门也锁了。有微信转账记录、工资条和工作群聊天。"


def check_digit(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def ask(worker: Visitor) -> tuple[str, str]:
    """Step 1 of the journey: five short steps, check, receipt."""
    page = worker.page
    worker.go("/")
    worker.look("01-home")
    page.get_by_role("link", name="申请法律援助").first.click()
    worker.look("02-apply")
    page.get_by_role("link", name="开始").click()
    worker.press("下一步")
    assert "请选择您遇到的问题" in worker.text()
    worker.look("03-topic-error")
    page.get_by_text("工资被拖欠或克扣").click()
    worker.press("下一步")
    page.fill("#employer_name", "宁波青禾示例服饰有限公司")
    page.select_option("#county", "330203")
    page.fill("#place", "古林镇")
    worker.look("04-employer")
    worker.press("下一步")
    page.fill("#statement", STORY)
    page.fill("#amount", "-5")
    page.get_by_text("我一个人").click()
    worker.press("下一步")
    assert "金额不能是负数" in worker.text()
    assert page.input_value("#statement") == STORY, "a refused form keeps what was typed"
    worker.look("05-story-error")
    page.fill("#amount", "18600")
    worker.press("下一步")
    page.fill("#name", NAME)
    page.fill("#phone", PHONE)
    page.fill("#id_no", "330299199003071230")
    page.select_option("#worker_type", "MIGRANT")
    worker.press("下一步")
    assert "校验不通过" in worker.text()
    page.fill("#id_no", check_digit("33029919900307123"))
    worker.look("06-person")
    worker.press("下一步")
    page.get_by_text("需要", exact=True).click()
    assert not page.is_checked("[name=consent]"), "consent is never preselected"
    page.check("[name=consent]")
    page.check("[name=sensitive]")
    worker.look("07-consent")
    worker.press("下一步")
    worker.look("08-check")
    assert "18600" in worker.text()
    worker.press("提交申请")
    worker.look("09-receipt")
    return page.inner_text("#no"), page.inner_text("#code")


def apply_for_aid(worker: Visitor, no: str, code: str) -> None:
    """Step 4: number and receipt code open the request; conditions one by one."""
    page = worker.page
    worker.go("/track")
    page.fill("#no", no)
    page.fill("#code", "0000-0000-0000-0000")
    worker.press("查进度")
    assert "编号或者查询码不对" in worker.text()
    page.fill("#no", no)
    page.fill("#code", code.lower())
    worker.press("查进度")
    worker.look("20-progress")
    page.get_by_role("link", name="去申请").click()
    page.get_by_text("代书", exact=True).click()
    page.get_by_text("仲裁代理", exact=True).click()
    page.locator("#own_lawyer").get_by_text("否", exact=True).click()
    page.locator("#migrant").get_by_text("是", exact=True).click()
    page.locator("#identity_paper").get_by_text("说不清", exact=True).click()
    worker.look("21-aid")
    worker.press("提交申请")
    assert "申请了法律援助" in worker.text()


def rate(worker: Visitor, no: str) -> None:
    """Step 8: five levels; a bad mark opens a call-back."""
    worker.go(f"/my/{no}")
    assert "已经办结" in worker.text()
    worker.look("29-done")
    worker.page.get_by_role("link", name="去评价").click()
    worker.page.locator("input[name=level][value='2']").check(force=True)
    worker.look("30-rate")
    worker.press("提交评价")
    assert "您评价：不满意" in worker.text()
