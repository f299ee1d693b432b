"""What each fact is called, what to ask the worker for it, the words for its codes: `python -m toolkit.labels docs` lists them."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True)
class Label:
    """`words` maps codes to words; a `closed` field takes no other value than these codes."""

    label: str
    question: str
    words: Mapping[str, str]
    closed: bool = False


def _load() -> dict[str, Label]:
    file = resources.files("toolkit") / "library" / "templates" / "_fields.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {
        path: Label(row["label"], row["question"], MappingProxyType(row.get("words", {})), row.get("closed", False))
        for path, row in rows.items()
    }


# by the path of the fact, lists as `claims[].amount`
LABELS: Mapping[str, Label] = MappingProxyType(_load())


def page() -> str:
    """The handbook's list of facts: path in the JSON of `legalaid documents render`, name, codes."""
    rows = []
    for path, label in LABELS.items():
        if not path.startswith("derived.") and not path.endswith("[]"):
            codes = "、".join(f"`{code}` {word}" for code, word in label.words.items())
            rows.append(f"| `{path}` | {label.label} | {codes or '—'} |")
    head = [
        "# 案情要素", "", "本页由 `python -m toolkit.labels docs` 生成，不要手改。", "",
        "`legalaid documents render` 的输入是一个 JSON 对象，字段如下，都可以不填：不知道的在文书里显示为【待补充】。日期写成 2026-03-01，金额写成文字“6000.00”，"
        "是否写成 true 或者 false，`[]` 表示列表。`origins` 可以写明某个字段的来源，例如 `{\"worker\": \"身份证\"}`。", "",
        "| 字段 | 名称 | 可用的值 |", "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows, ""])


if __name__ == "__main__":
    (Path(sys.argv[1]) / "facts.md").write_text(page(), encoding="utf-8")
