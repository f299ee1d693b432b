"""No table file that leaves the office runs anything: every export is named here, and no cell of one begins like a formula."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import load_workbook

from legalaid import table_files
from legalaid.actions import groups, rosters, weekly_reports
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket
from tests.builders import Office
from tests.web.browsing import signed_in
from tests.web.routes import routes
from toolkit.group_cells import DANGEROUS
from toolkit.group_rows import Row

NASTY = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")
# endpoint → addresses that give the file, in each of its kinds
EXPORTS = {
    "annual.compare_file": [f"/reports/districts/{kind}?period=year" for kind in table_files.MIMES],
    "annual.strike_off_file": [f"/reports/strike-off/2026.{kind}" for kind in table_files.MIMES],
    "annual.vitality_file": [f"/reports/vitality/{kind}?of=TOWN" for kind in table_files.MIMES],
    "groups.template": ["/desk/group/template.xlsx"], "groups.workbook": ["/desk/group/BA2026-0001/roster.xlsx"],
    "weekly.sheet": ["/reports/weekly/2026-47.xlsx"], "weekly.text": ["/reports/weekly/2026-47.csv"],
}


@pytest.fixture
def full(office: Office) -> Office:
    """An office whose words all begin like formulas where somebody could have typed them."""
    late, helped = office.taken(employer_name=NASTY[0]), office.helped(forms=("ARBITRATE",))

    def spoil(session: object, by: object) -> None:
        for number, asked in enumerate((late, helped)):
            row = session.get_one(Ticket, asked.id)  # type: ignore[attr-defined]
            row.summary, row.employer_name, row.place = NASTY[number], NASTY[number + 1], NASTY[number + 2]
            row.due_at = by.now - timedelta(days=1)  # type: ignore[attr-defined]
        for code, name in (("330203013", NASTY[1]), ("330203", NASTY[0])):
            session.get_one(Organisation, office.places[code]).name = name  # type: ignore[attr-defined]

    office.act(None, spoil)
    no = office.group(late)
    rows = [Row(n, f"{text}甲{n}", Decimal(100), phone=f"1380001000{n}", team=text, employer=text, post=text, note=text, leader=n == 0) for n, text in enumerate(NASTY)]
    office.act("haishu", lambda s, by: rosters.take(s, by, no, rows))
    office.act("haishu", lambda s, by: groups.get(s, by, no))
    office.act(None, lambda s, by: weekly_reports.keep(s, by, weekly_reports.prepare(None, s, by)))
    return office


def test_no_cell_of_any_export_begins_like_a_formula(full: Office, site: Flask) -> None:
    person, guarded = signed_in(site, "city"), set()
    for endpoint, addresses in EXPORTS.items():
        for address in addresses:
            answer = person.get(address)
            assert answer.status_code == 200, address
            if answer.mimetype == "text/csv":
                cells = [cell for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in row]
            else:
                found = [cell for sheet in load_workbook(io.BytesIO(answer.data)) for row in sheet.iter_rows() for cell in row]
                assert not [c.coordinate for c in found if c.data_type == "f"], address
                cells = [c.value for c in found if isinstance(c.value, str)]
            # a number may be negative, a text may not begin so
            assert not [c for c in cells if c.startswith(DANGEROUS) and not _number(c)], address
            guarded |= {endpoint} & ({endpoint} if any(c.startswith("'") for c in cells) else set())
    assert {"groups.workbook", "annual.strike_off_file", "annual.vitality_file"} <= guarded, "what was typed does stand in the files, guarded"


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_every_export_that_pages_reach_is_named_here(full: Office, site: Flask) -> None:
    """By name and by what is answered: a new export is tested the day it comes."""
    person, kinds = signed_in(site, "city"), set(table_files.MIMES.values()) | {"text/csv"}
    found = set()
    for route in routes(site, no="BA2026-0001", kind="csv", year=2026, week=47, name="severance"):
        if route.method != "GET":
            continue
        if route.path.endswith((".csv", ".xlsx", "/csv")) or (route.needs != "open" and person.get(route.path).mimetype in kinds):
            found.add(route.endpoint)
    assert found == set(EXPORTS)
