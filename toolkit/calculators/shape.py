"""The shape of a calculator: what it asks (fields), what it returns (outputs), and the sheet it writes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from toolkit.authority import MARKS, Citation, cite
from toolkit.calculators.fields import Field, Kind, read_inputs
from toolkit.calculators.inputs import Inputs
from toolkit.instruments import register
from toolkit.parameters import CITY, NATION, PROVINCE, Parameters
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar

NOTICE = "测算仅供参考，以仲裁或者法院认定为准"
# The day to which the law written into these calculators was checked.
LAW_AS_OF = date(2026, 11, 23)
CENT = Decimal("0.01")
# An average such as 142,435.85 ÷ 6 has no end; times 3 it must give 71,217.925 again and not 71,217.92499…
_EXACT, _WIDE = Decimal("1e-12"), Context(prec=60)
# whose acts were read in the text of their last amendment that we found
_PLACES = (PROVINCE, CITY)
ZERO = Decimal(0)

__all__ = ["Answer", "Calculator", "Field", "Inputs", "Kind", "Line", "Output", "Sheet", "cents", "plain"]

Result = Decimal | int | date | str | bool | tuple[str, ...] | None


def cents(amount: Decimal) -> Decimal:
    """Round half-up to 0.01 yuan, as if no division before had cut the amount off."""
    return amount.quantize(_EXACT, ROUND_HALF_UP, _WIDE).quantize(CENT, ROUND_HALF_UP, _WIDE)


def plain(number: Decimal | int) -> str:
    """Write a number without exponent and without trailing zeros."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Output:
    """One result: kind is money (two decimals), number, percent (two decimals), date, bool, text or list[text].

    `choices` are (code, Chinese words) of a text that is a code.
    """

    name: str
    label: str
    kind: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def write(self, value: Result) -> object:
        """The JSON form of a value: money and numbers are strings, dates ISO, null when it does not apply."""
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple):
            return list(value)
        return str(cents(Decimal(value))) if self.kind in ("money", "percent") else plain(value)

    def show(self, value: Result | list[str]) -> str:
        """The value, as it is or as `write` wrote it, for people: 是, 否, —, the words of a code, 12,840.00."""
        if value is None:
            return "—"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, tuple | list):
            return "、".join(dict(self.choices).get(code, code) for code in value)
        if isinstance(value, str):
            return f"{Decimal(value):,}" if self.kind == "money" else dict(self.choices).get(value, value)
        written = str(self.write(value))
        return f"{Decimal(written):,}" if self.kind == "money" else written


@dataclass(frozen=True)
class Line:
    """One step: what it is, the formula in words and numbers, its amount in yuan (None for a step without one)."""

    label: str
    formula: str
    amount: Decimal | None = None

    def to_json(self) -> dict[str, str | None]:
        """Plain strings."""
        amount = None if self.amount is None else str(cents(self.amount))
        return {"label": self.label, "formula": self.formula, "amount": amount}


class Sheet:
    """What a calculator writes while it works: lines, warnings, citations, parameters used."""

    def __init__(self, calendar: Calendar, parameters: Parameters) -> None:
        self.calendar = calendar
        self.parameters = parameters
        self.lines: list[Line] = []
        self.warnings: list[str] = []
        self.citations: list[Citation] = []
        self.used: list[dict[str, str | None]] = []

    def line(self, label: str, formula: str, amount: Decimal | None = None) -> None:
        """Add a step."""
        self.lines.append(Line(label, formula, amount))

    def warn(self, text: str, mark: str = "V") -> None:
        """Add a warning once; a rule whose mark is not V says so in front."""
        text = text if mark == "V" else f"【{MARKS[mark]}】{text}"
        if text not in self.warnings:
            self.warnings.append(text)

    def cite(self, source: str | Citation, part: str = "", mark: str | None = None) -> None:
        """Add a citation once."""
        citation = source if isinstance(source, Citation) else cite(source, part, mark)
        if citation not in self.citations:
            self.citations.append(citation)

    def figure(self, key: str, day: date, region: str = NATION) -> Decimal:
        """Look up a dated figure by the legally relevant day and record its use; one that has ended is used with a warning."""
        row = self.parameters.newest(key, region, day) or self.parameters.get(key, region, day)
        if not row.holds(day):
            self.warn(f"{day} 适用的{row.label}还没有录入，暂用 {row.valid_from} 至 {row.valid_to} 的 {row.value}，结果可能不准。", "OP")
        self._record(row.to_json() | {"looked_up_on": day.isoformat()})
        return row.number

    def entered(self, key: str, value: Decimal, day: date | None = None) -> None:
        """Record a figure that the user typed; given a day, compare it with the figures known for that day."""
        found = self.parameters.keys[key]
        self._record({
            "key": key, "label": found.label, "region": None, "value": plain(value), "unit": found.unit, "valid_from": None, "valid_to": None,
            "source": "使用者填写", "mark": None, "verified_by": None, "looked_up_on": day.isoformat() if day else None,
        })
        if day is None:
            return
        known = {row.number for row in self.parameters.in_force(key, day)}
        older = next((row for row in reversed(self.parameters.of(key)) if row.number == value and row.valid_to and row.valid_to < day), None)
        if value in known:
            return
        if older is not None:
            self.warn(f"填写的{found.label} {plain(value)} 只适用到 {older.valid_to}，早于 {day}，请换成当时适用的数。", "OP")
        elif known:
            figures = "、".join(sorted(map(plain, known)))
            self.warn(f"填写的{found.label} {plain(value)} 与参数表中 {day} 适用的标准（{figures}）不一致，请核对。")
        else:
            self.warn(f"参数表没有 {day} 适用的{found.label}，填写的 {plain(value)} 无法核对，请以政府公布的数为准。", "OP")

    def finish(self) -> tuple[str, ...]:
        """All warnings, with those that every unverified source and figure calls for."""
        doubtful = [f"{item.label}（{MARKS[item.mark]}）" for item in self.citations if item.mark != "V"]
        doubtful += [
            f"{row['label']} {row['value']}（{MARKS[row['mark']]}）"
            for row in self.used
            if row["mark"] not in (None, "V") and not row.get("verified_by")
        ]
        for law in dict.fromkeys(item.law for item in self.citations):
            act = register()[law]
            if act.region in _PLACES and act.mark == "V":
                self.warn(f"《{law}》按 {act.versions[-1].version_date.year} 年的文本，此后有没有修改待核实。", "OP")
        if doubtful:
            self.warn("以下依据或者参数尚待核实：" + "；".join(doubtful) + "。")
        return tuple(self.warnings)

    def _record(self, row: dict[str, str | None]) -> None:
        if row not in self.used:
            self.used.append(row)


@dataclass(frozen=True)
class Answer:
    """The result of one calculation. `outputs` has exactly the names that the calculator declares."""

    calculator: str
    shape: tuple[Output, ...]
    outputs: Mapping[str, Result]
    lines: tuple[Line, ...]
    warnings: tuple[str, ...]
    citations: tuple[Citation, ...]
    params_used: tuple[Mapping[str, str | None], ...]
    law_as_of: date
    notice: str = NOTICE

    def to_json(self) -> dict[str, object]:
        """{"calculator", "result"}: the outputs, beside them lines, warnings, citations, params_used and the notice."""
        result: dict[str, object] = {output.name: output.write(self.outputs[output.name]) for output in self.shape}
        result |= {
            "lines": [line.to_json() for line in self.lines],
            "warnings": list(self.warnings),
            "citations": [citation.to_json() for citation in self.citations],
            "params_used": [dict(row) for row in self.params_used],
            "law_as_of": self.law_as_of.isoformat(),
            "notice": self.notice,
        }
        return {"calculator": self.calculator, "result": result}


@dataclass(frozen=True)
class Calculator:
    """One tool: `work` reads the inputs, writes on the sheet and returns the outputs by name.

    `figures` are the keys of the dated figures that it looks up itself; `headline` is the output that a page shows large.
    """

    name: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    outputs: tuple[Output, ...]
    work: Callable[[Inputs, Sheet], Mapping[str, Result]]
    headline: str
    figures: tuple[str, ...] = ()

    @property
    def figures_needed(self) -> tuple[str, ...]:
        """Keys of every dated figure, whether looked up or proposed to the user."""
        return tuple(dict.fromkeys((*self.figures, *(item.parameter for item in self.fields if item.parameter))))

    def calculate(self, inputs: object, calendar: Calendar, parameters: Parameters) -> Answer:
        """Read plain inputs and calculate; bad input raises Refusal and nothing is returned."""
        sheet = Sheet(calendar, parameters)
        outputs = self.work(Inputs(read_inputs(self.fields, inputs)), sheet)
        assert set(outputs) == {output.name for output in self.outputs}, self.name
        return Answer(
            self.name,
            self.outputs,
            outputs,
            tuple(sheet.lines),
            sheet.finish(),
            tuple(sheet.citations),
            tuple(sheet.used),
            LAW_AS_OF,
        )

    def parse_form(self, texts: Mapping[str, str]) -> dict[str, object]:
        """Turn the texts of an HTML form into plain inputs; an unticked box is absent and takes its default."""
        known = {item.name: item for item in self.fields}
        for name in texts:
            if name not in known:
                raise Refusal(name, f"没有名为“{name}”的项目")
        return {name: known[name].parse_text(text) for name, text in texts.items()}

    def to_json(self) -> dict[str, object]:
        """The description from which pages and API documents are made."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "fields": [item.to_json() for item in self.fields],
            "outputs": [
                {"name": item.name, "label": item.label, "kind": item.kind, "unit": item.unit, "choices": [list(pair) for pair in item.choices]}
                for item in self.outputs
            ],
            "headline": self.headline,
        }


def refused(calculator: str, refusal: Refusal) -> dict[str, object]:
    """{"calculator", "error": {"field", "message"}}: the JSON form of a refused input."""
    return {"calculator": calculator, "error": {"field": refusal.field, "message": refusal.message}}
