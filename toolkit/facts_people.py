"""Who takes part in a dispute: people, organisations, agents, the members of a group."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Person:
    """A natural person (自然人)."""

    name: str | None = None
    sex: str | None = None
    birth: date | None = None
    ethnicity: str | None = None
    id_type: str | None = None
    id_no: str | None = None
    address: str | None = None
    residence: str | None = None
    phone: str | None = None
    worker_type: str | None = None
    union_member: bool | None = None


@dataclass(frozen=True)
class Organisation:
    """An employer or another party that is not a natural person."""

    name: str | None = None
    address: str | None = None
    credit_code: str | None = None
    representative: str | None = None
    representative_post: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Agent:
    """Who acts for the worker; `special` tells general (false) from special (true) authority (CPL 62; MAL 24)."""

    name: str | None = None
    organisation: str | None = None
    post: str | None = None
    licence_no: str | None = None
    phone: str | None = None
    special: bool | None = None
    powers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Witness:
    """A witness: name and address are required by MAL 28(2)(3)."""

    name: str | None = None
    address: str | None = None
    phone: str | None = None
    proves: str | None = None


@dataclass(frozen=True)
class Relative:
    """A member of the household, with what the person earns a month (yuan)."""

    name: str | None = None
    relation: str | None = None
    work: str | None = None
    income: Decimal | None = None
    health: str | None = None


@dataclass(frozen=True)
class Member:
    """One worker of a group dispute; `representative` marks who was elected (MAL 7), `amount` is the sum claimed, yuan."""

    name: str | None = None
    id_no: str | None = None
    phone: str | None = None
    team: str | None = None
    representative: bool | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Service:
    """Where papers reach the worker; `electronic` is the worker's consent to electronic service (CPL 90)."""

    recipient: str | None = None
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    electronic: bool | None = None
    electronic_address: str | None = None
