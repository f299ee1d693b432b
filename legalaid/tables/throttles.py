"""限流: how often something was tried lately."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from legalaid.tables.base import Base


class Throttle(Base):
    """Tries within a window that ends at `until`. `name` is the rule and a keyed hash: neither a login nor an address is kept."""

    __tablename__ = "throttles"
    name: Mapped[str] = mapped_column(String(96), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)
