"""组织树: 市 → 县区 → 镇街 → 片区、调处工作室、基层工会."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from legalaid.tables.base import Base, Versioned, key, one_of

KINDS = {
    "CITY": "市总工会", "DISTRICT": "县（市、区）总工会", "TOWN": "镇街总工会", "ZONE": "片区",
    "ROOM": "劳动关系调处工作室", "UNION": "基层工会", "PARTNER": "协作部门",
}


class Organisation(Versioned, Base):
    """组织. `path` is materialised from codes: `/3302/330203/330203001/`; a post sees what starts with its path."""

    __tablename__ = "organisations"
    id: Mapped[UUID] = key()
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = one_of("kind", KINDS)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), unique=True)
    county: Mapped[str | None] = mapped_column(String(12), index=True)
    # Town-centre coordinates rounded to .01 degree serve for distance; no map service is asked.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True)
