"""A member of staff binds their account to the city's identity provider, signs in through it and leaves both, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from legalaid.provider import Provider
from legalaid.runtime import Runtime
from tests.builders import PASSWORD, Office
from tests.conftest import ROOT, Clock
from tests.identity_provider import IdentityProvider, running
from tests.journeys.browser import Visitor, served

pytestmark = pytest.mark.browser
PICTURES = ROOT / "artefacts" / "city-login"


@pytest.fixture
def city(runtime: Runtime, clock: Clock) -> Iterator[IdentityProvider]:
    """The provider under another name than ours: a browser takes the two for two sites, as they will be."""
    with running() as idp:
        idp.address, idp.clock = idp.address.replace("127.0.0.1", "localhost"), clock
        runtime.provider = Provider(idp.settings())
        yield idp


def follow(visitor: Visitor, words: str) -> None:
    visitor.page.get_by_role("link", name=words, exact=True).click()
    visitor.page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False])
def test_staff_bind_their_account_sign_in_through_the_city_and_leave_both(browser: Browser, runtime: Runtime, city: IdentityProvider, javascript: bool) -> None:
    office = Office(runtime)
    with served(runtime) as base:
        first, second, admin = (Visitor(browser, base, size, PICTURES, javascript=javascript) for size in ("desktop", "phone", "desktop"))
        first.sign_in("mediator", PASSWORD)
        first.page.locator("summary", has_text="账号菜单").click()
        follow(first, "统一身份认证")
        first.look("not-bound")
        follow(first, "去统一身份认证登录")
        assert first.page.url.startswith(f"{city.address}/authorize?")
        first.page.get_by_label("谁").fill("u-1")
        first.press("同意登录")
        assert first.page.url == f"{base}/account/sso"
        assert "名称是示例u-1" in first.text()
        first.look("confirm")
        first.page.fill("#password", PASSWORD)
        first.press("绑定统一身份认证")
        assert "已经绑定" in first.text()
        first.look("bound")

        second.go("/login?next=/desk/away")
        second.look("door")
        follow(second, "用统一身份认证登录")
        assert second.page.url == f"{base}/desk/away"
        second.page.locator("summary", has_text="账号菜单").click()
        second.press("退出登录")
        second.look("left")
        follow(second, "退出统一身份认证")
        assert second.page.url == f"{base}/"
        assert second.go("/desk/").url.startswith(f"{base}/login")
        follow(second, "用统一身份认证登录")
        assert "城市统一身份认证" in second.text(), "the provider asks who it is again"
        city.who = "u-2"
        second.go("/login/sso")
        assert "还没有绑定账号" in second.text()
        second.look("refused")

        admin.sign_in("admin", PASSWORD)
        admin.go(f"/admin/accounts/{office.people['mediator']}")
        admin.look("person")
        admin.page.fill("#unbind", "调离本单位，当面核实过")
        admin.press("解除绑定")
        assert "绑定已解除" in admin.text()
        assert first.go("/desk/").url.startswith(f"{base}/login")
        for one in (first, second, admin):
            one.close()
            assert one.faults == []
