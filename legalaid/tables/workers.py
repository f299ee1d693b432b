"""职工: personal data, sealed under a data key of each person's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.sealed import Sealed, mask_id, mask_name, mask_phone

WORKER_TYPES = {
    "GENERAL": "企业职工", "MIGRANT": "进城务工人员", "PLATFORM": "新就业形态劳动者", "RETIREE": "超龄劳动者",
    "INSTITUTION": "事业单位人员", "OTHER": "其他",
}


class Worker(Versioned, Base):
    """职工. Erasing a person means emptying `data_key`: everything sealed under it is gone, the proof stays."""

    __tablename__ = "workers"
    id: Mapped[UUID] = key()
    data_key: Mapped[bytes | None]
    name_sealed: Mapped[bytes | None]
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    id_no_sealed: Mapped[bytes | None]
    id_no_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    address_sealed: Mapped[bytes | None]
    sex: Mapped[str | None] = one_of("sex", ("男", "女"), nullable=True)
    worker_type: Mapped[str] = one_of("worker_type", WORKER_TYPES)
    union_member: Mapped[bool | None]
    language: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    name = Sealed("name", mask_name, "name_index")
    id_no = Sealed("id_no", mask_id, "id_no_index")
    phone = Sealed("phone", mask_phone, "phone_index")
    address = Sealed("address")

    def sealing_owner(self) -> Any:
        return self
