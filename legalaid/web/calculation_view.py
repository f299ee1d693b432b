"""What a page shows of a calculation: of one just made and of one that was kept, both from the JSON of the answer."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from legalaid.web import law_links
from toolkit.authority import MARKS, Citation
from toolkit.calculators import CALCULATORS


def shown(name: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of `tools/result.html`: the headline, the other outputs, lines, citations, figures used, warnings."""
    calculator = CALCULATORS[name]
    outputs = [(o, o.show(result[o.name])) for o in calculator.outputs if o.name in result]
    main = next(pair for pair in outputs if pair[0].name == calculator.headline)
    return {
        "main": main, "others": [pair for pair in outputs if pair is not main], "lines": [_line(row) for row in result["lines"]],
        "cites": law_links.cites(Citation(c["id"], c["part"], c["mark"]) for c in result["citations"]), "params": [_figure(row) for row in result["params_used"]],
        "warnings": result["warnings"], "notice": result["notice"], "law_as_of": result["law_as_of"],
    }


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": row["label"], "amount": f"{Decimal(row['amount']):,.2f} 元" if row["amount"] is not None else "", "note": row["formula"]}


def _figure(row: Mapping[str, Any]) -> dict[str, Any]:
    mark = f"经 {row['verified_by']} 核实" if row.get("verified_by") else MARKS[row["mark"]] if row["mark"] else ""
    return {"name": row["label"], "value": row["value"], "unit": row["unit"], "from": row["valid_from"], "source": row["source"], "mark": mark}
