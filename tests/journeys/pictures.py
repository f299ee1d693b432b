"""Makes the pictures of README.md from a demo office: `make pictures`."""

import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from legalaid import demo
from legalaid.demo.staff import PASSWORD
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.tickets import Ticket
from tests.conftest import ROOT, SHANGHAI
from tests.journeys import tour
from tests.journeys.browser import Visitor, chromium, launched, served
from tests.journeys.worker import STORY

FOLDER = ROOT / "docs" / "pictures"
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)
WIDTH, COLOURS, MOST = {"phone": 390, "desktop": 1200}, 96, 200_000


def keep(visitor: Visitor, name: str) -> None:
    """What the window shows, small enough for a repository."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    visitor.page.screenshot(path=path)
    with Image.open(path) as shot:
        width = WIDTH[visitor.size]
        small = shot.convert("RGB").resize((width, shot.height * width // shot.width), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size < MOST, f"{name}: {size} bytes"
    sys.stdout.write(f"{path.relative_to(ROOT)} {size // 1000} kB\n")


def worker(visitor: Visitor, office: Runtime) -> None:
    """Asking on a phone, and following the request."""
    page = visitor.page
    visitor.go("/apply/1")
    page.get_by_text("工资被拖欠或克扣").click()
    keep(visitor, "apply")
    with office.read() as session:
        helped = session.scalars(select(Ticket.no).join(AidRecord, AidRecord.ticket_id == Ticket.id).where(AidRecord.state == "OPEN").order_by(Ticket.no)).all()
    codes = tour.receipts(office)
    no = next(n for n in helped if n in codes)
    visitor.go("/track")
    page.fill("#no", no)
    page.fill("#code", codes[no])
    visitor.press("查进度")
    keep(visitor, "progress")


def mediator(visitor: Visitor) -> None:
    """A pasted dispute."""
    visitor.sign_in("tiaojie", PASSWORD)
    visitor.go("/cases/search?tab=story")
    visitor.page.fill("#text", STORY)
    visitor.press("找相似案例")
    keep(visitor, "search")


def coordinator(visitor: Visitor, office: Runtime) -> None:
    """Choosing a lawyer, and the dashboard."""
    with office.read() as session:
        no = session.scalars(select(Ticket.no).join(AidRequest).where(AidRequest.state == "GRANTED", AidRequest.assigned_at.is_(None)).order_by(Ticket.no)).first()
    visitor.sign_in("tongchou", PASSWORD)
    visitor.go(f"/desk/assign/{no}")
    visitor.page.locator("label[for^=lawyer-]").first.click()
    keep(visitor, "assign")
    visitor.go("/dashboard/?period=year")
    keep(visitor, "dashboard")


def lawyer(visitor: Visitor, office: Runtime) -> None:
    """An offer on a phone."""
    with office.read() as session:
        by = tour.acting(office, session, "lvshi1")
        ident = session.scalars(select(Offer.id).where(Offer.lawyer_id == by.lawyer_id, Offer.state == "OFFERED")).first()
    assert ident, "the lawyer has an offer to answer"
    visitor.sign_in("lvshi1", PASSWORD)
    visitor.go(f"/lawyer/offer/{ident}")
    keep(visitor, "offer")


def main() -> None:
    """Fill, serve, look."""
    if chromium() is None:
        sys.exit("Chromium is missing (Debian package chromium).")
    with tempfile.TemporaryDirectory() as folder:
        settings = demo.fill(Settings(home=Path(folder) / "home"), clock=lambda: NOW)
        office = open_runtime(replace(settings, sender="memory"), clock=lambda: NOW, sender=MemorySender())
        with served(office) as site, launched() as browser:
            phone, desktop = (Visitor(browser, site, size, FOLDER) for size in ("phone", "desktop"))
            worker(phone, office)
            phone.context.clear_cookies()
            lawyer(phone, office)
            mediator(desktop)
            desktop.context.clear_cookies()
            coordinator(desktop, office)
        office.close()


if __name__ == "__main__":
    main()
