"""Every paper opens in a word processor that is not ours (LibreOffice), with its title and all its words."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.toolkit.invented_all import EVERYTHING
from toolkit.documents import DOCUMENTS, outline, render
from toolkit.facts import Facts, from_json

LAW = date(2026, 11, 23)


@pytest.mark.full
@pytest.mark.parametrize("facts", [Facts(), from_json(EVERYTHING)], ids=["empty", "full"])
def test_every_paper_opens_in_libreoffice(facts: Facts, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: Debian package libreoffice-writer"
    for name in DOCUMENTS:
        (tmp_path / f"{name}.docx").write_bytes(render(name, facts, LAW).docx)
    # a profile of its own, so that another running office does not take the files
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    done = subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.docx")))], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    for name in DOCUMENTS:
        reader = PdfReader(tmp_path / f"{name}.pdf")
        assert [round(float(v)) for v in reader.pages[0].mediabox[2:]] == [595, 842]
        printed = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
        for section in outline(name, facts).sections:
            assert re.sub(r"\s", "", section.heading or "") in printed, (name, section.heading)
        assert re.sub(r"\s", "", DOCUMENTS[name].title) in printed, name
