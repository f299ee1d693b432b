"""Targets that read what a browser or another system sends: inputs of calculators, facts, stories, registrations, files handed in."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from legalaid import uploads
from legalaid.api.bodies import json_of
from legalaid.errors import Invalid
from legalaid.reading import NotJson, json_value
from legalaid.schemas.api_tickets import NewTicket
from legalaid.schemas.base import messages
from legalaid.schemas.tickets import as_registration
from tests.fuzz.files import TICKET, docx, xlsx
from tests.fuzz.target import DECLARED, Target, text
from tests.fuzz.words import stories
from tests.toolkit import disputes, examples_pay, examples_rest, invented_all
from tests.uploads import files as handed
from tests.uploads import films
from toolkit import claims_answer, facts
from toolkit.calculators import CALCULATORS, calculate
from toolkit.calculators.typed import text_of

ON = date(2026, 10, 20)


def _json(data: bytes) -> Any:
    """The value that the strict reader sees; nothing for what is no JSON."""
    with suppress(NotJson):
        return json_value(text(data))
    return None


def _answered(name: Any, inputs: Any) -> None:
    answer = calculate(name, inputs).to_json()
    json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    assert answer["calculator"] == name
    result = answer["result"]
    assert isinstance(result, dict)
    assert all("E" not in value and value != "NaN" for output in CALCULATORS[name].outputs if output.kind == "money" and isinstance(value := result[output.name], str))


def calculators(data: bytes) -> None:
    """Inputs of a calculator as JSON, then as the texts of its form."""
    found = _json(data)
    if not isinstance(found, dict):
        return
    name, inputs = found.get("calculator"), found.get("inputs")
    with suppress(*DECLARED):
        _answered(name, inputs)
    if isinstance(name, str) and name in CALCULATORS and isinstance(inputs, dict):
        with suppress(*DECLARED):
            fields = {field.name: field for field in CALCULATORS[name].fields}
            typed = {key: value if isinstance(value, str) else _typed(fields.get(key), value) for key, value in inputs.items()}
            _answered(name, CALCULATORS[name].parse_form(typed))


def _typed(field: Any, value: Any) -> str:
    """What a person would type for the value; its JSON where it is none that the field has."""
    try:
        return text_of(field, value)
    except (AttributeError, TypeError):  # the way back is only for values that fit
        return json.dumps(value, ensure_ascii=False)


def facts_json(data: bytes) -> None:
    """The facts of a dispute: what was read is written and read again to the same."""
    with suppress(*DECLARED):
        found = facts.from_json(_json(data))
        assert facts.from_json(facts.to_json(found)) == found


def claims(data: bytes) -> None:
    """Facts or a story, worked out to claims and their amounts."""
    with suppress(*DECLARED):
        known, on = claims_answer.asked(_json(data), ON)
        answer = claims_answer.to_answer(claims_answer.work_out(known, on))
        json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
        assert all(claim["amount"] is None or not claim["amount"].startswith("-") for claim in answer["claims"]), answer["claims"]


def api_registration(data: bytes) -> None:
    """The body of a registration through the API: read, checked, refused with words, or registered with consent."""
    try:
        schema = NewTicket()
        schema.today = ON
        values = dict(schema.load(json_of(Request(EnvironBuilder(method="POST", data=data, content_type="application/json").get_environ()))))  # type: ignore[arg-type]
    except ValidationError as error:
        Invalid(messages(error))
    except (*DECLARED, HTTPException):
        return
    else:
        assert as_registration(values)["consent"] is True


def _kinds(data: bytes) -> list[str]:
    """The endings under which such a content might get in, by its first bytes."""
    heads = {b"\xff\xd8": ["jpg"], b"\x89P": ["png"], b"%P": ["pdf"], b"PK": ["docx", "xlsx", "zip"], b"ID": ["mp3"], b"\xff\xfb": ["mp3"]}
    return ["heic", "mp4", "m4a"] if data[4:8] == b"ftyp" else heads.get(data[:2], ["txt"])


def uploaded_file(data: bytes) -> None:
    """A file that somebody hands in: taken or refused with words, and what is kept would be taken again as the same kind."""
    for kind in _kinds(data):
        with suppress(*DECLARED):
            kept = uploads.check(f"材料.{kind}", data)
            again = uploads.check(kept.name, kept.content)
            made = "jpg" if kind == "heic" else kind
            assert (again.name, again.kind) == (kept.name, kept.kind) == (f"材料.{made}", made)
            continue


def uploaded_name(data: bytes) -> None:
    """The name of a file that somebody hands in: of one line, without folders, not too long, whatever is in it."""
    given = text(data)
    name = uploads.clean_name(given)
    assert name
    assert len(name) <= uploads.LONGEST_NAME + 20
    assert not set(name) & set('/\\:*?"<>|')
    assert name.isprintable() or name.replace("\u3000", "").isprintable()
    with suppress(*DECLARED):
        uploads.check(given, "三个月没发工资".encode())


def _calculations() -> list[bytes]:
    examples = [*examples_pay.EXAMPLES, *examples_rest.EXAMPLES]
    seen: dict[str, list[bytes]] = {}
    for _, name, inputs, _ in examples:
        seen.setdefault(name, []).append(json.dumps({"calculator": name, "inputs": inputs}, ensure_ascii=False).encode())
    return [one for found in seen.values() for one in found[:4]]


def _disputes() -> list[dict[str, Any]]:
    return [disputes.NO_CONTRACT, disputes.RELOCATED, invented_all.EVERYTHING]


def _as_json(*values: Any) -> list[bytes]:
    return [json.dumps(value, ensure_ascii=False).encode() for value in values]


def _files() -> list[bytes]:
    small = handed.photo(size=(16, 12)), handed.photo("PNG", size=(16, 12))
    return [*small, handed.pdf(), handed.pdf(password="geheim"), handed.pdf(script="app.alert(1)"), docx(), xlsx(["月份", "应发"], [8, 6000]), handed.recording(6), "三个月没发工资".encode("gb18030"),
            handed.packed(("a.txt", b"x"), ("八月/工资条.jpg", small[0])), handed.phone_photo(size=(16, 16)), films.film(), films.film(wide=True), films.in_fragments()]


def _names() -> list[bytes]:
    return [name.encode() for name in ("工资条.jpg", "C:\\Users\\周\\工资条.JPG", "../../a.txt", "工资条.exe.jpg", "a\u202egpj.exe", "2026.11.24 工资.txt", "长" * 200 + ".docx", "a.b.c.d", ".")]


TARGETS = {
    "calculators": Target(calculators, _calculations), "facts_json": Target(facts_json, lambda: _as_json(*_disputes())),
    "claims": Target(claims, lambda: _as_json(*({"facts": one, "on": "2026-10-20"} for one in _disputes()), *({"story": text(one)} for one in stories()[::8]))),
    "api_registration": Target(api_registration, lambda: _as_json({**TICKET, "contact_hours": "EVENING"}, {name: TICKET[name] for name in TICKET if name != "amount"})),
    "uploaded_file": Target(uploaded_file, _files), "uploaded_name": Target(uploaded_name, _names),
}
