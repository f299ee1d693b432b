"""演示机关: a fictional office in ten real districts, built through the same actions the web uses."""

import gc
from dataclasses import replace

from legalaid.crypto import new_keys, write_keys
from legalaid.database import migrate
from legalaid.demo.fill import fill_office
from legalaid.demo.staff import LAWYER_LOGINS, PASSWORD, PRINTED
from legalaid.errors import Refused
from legalaid.runtime import Clock, open_runtime, system_clock
from legalaid.settings import Settings

FILLING = "filling"


def as_demo(settings: Settings) -> Settings:
    """Settings for a home that the demo filled; one whose filling was cut short is refused."""
    if settings.demo_marker.read_text(encoding="ascii").strip() == FILLING:
        raise Refused(f"上次填充演示机关没有完成，请删除目录 {settings.home.name} 后重试。", field="LEGALAID_HOME")
    return replace(settings, mode="demo", https=False, second_factor="none")


def fill(settings: Settings, clock: Clock = system_clock, requests: int = 0) -> Settings:
    """Fill an empty home; refuses any other. `requests` more than usual make a whole year."""
    if settings.home.exists() and any(settings.home.iterdir()):
        raise Refused(f"数据目录 {settings.home.name} 不是空的，演示机关只能填充到空目录。", field="LEGALAID_HOME")
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.demo_marker.write_text(FILLING, encoding="ascii")
    write_keys(settings.keys_path, new_keys())
    migrate(settings.url)
    ready = replace(settings, mode="demo", https=False, second_factor="none")
    runtime = open_runtime(ready, clock=clock)
    # rows are kept until their transaction ends: looking for waste among them takes a tenth of the time; and what is there by now stays there
    gc.disable()
    gc.freeze()
    try:
        fill_office(runtime, requests)
    finally:
        gc.unfreeze()
        gc.enable()
        runtime.close()
    settings.demo_marker.write_text("filled", encoding="ascii")
    return ready


def signs_in(_settings: Settings) -> list[str]:
    """The demo sign-ins, a line each."""
    rows = [f"  {p.login:<10} {p.words}" for p in PRINTED] + [f"  {login:<10} 律师" for login in LAWYER_LOGINS]
    return [f"演示账号（密码都是 {PASSWORD}）：", *rows]
