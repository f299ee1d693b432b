"""明文: what staff write into searchable columns. It may hold no personal data, and this is where that is checked."""

from casebank import redact
from legalaid.errors import Refused
from legalaid.tables.sealed import is_erased, normalise
from legalaid.tables.workers import Worker

# Names of firms and places are allowed here; numbers by which a person is found are not.
_NUMBERS = frozenset({"id", "phone", "email", "account"})
_SEALED = {"name": "职工的姓名", "phone": "职工的电话", "id_no": "职工的证件号", "address": "职工的住址"}


def text(field: str, value: str, *, of: Worker | None = None, shortest: int = 0, longest: int = 400, short: str = "请写明情况。") -> str:
    """The text as it may be kept in clear: trimmed, within its length, without numbers of people and without what is sealed of this worker."""
    kept = value.strip()
    if len(kept) < shortest:
        raise Refused(short, field=field)
    if len(kept) > longest:
        raise Refused(f"最多 {longest} 个字。", field=field)
    found = next((redact.KINDS[r.kind] for r in redact.residue(kept) if r.kind in _NUMBERS), None) or _own(kept, of)
    if found:
        raise Refused(f"这里会明文保存，请不要写{found}。", field=field)
    return kept


def _own(kept: str, worker: Worker | None) -> str | None:
    if worker is None or not kept or is_erased(worker):
        return None
    said = normalise(kept)
    for name, words in _SEALED.items():
        secret = getattr(worker, name)
        known = normalise(secret.open()) if secret is not None else ""
        if len(known) > 1 and known in said:
            return words
    return None
