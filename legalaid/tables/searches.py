"""What the search learns and keeps for people: saved searches, confirmed uses, what was learned from them, synonyms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.sealed import Sealed

USED_KINDS = {"CASE": "案例", "ARTICLE": "法条"}
SYNONYM_STATES = {"PROPOSED": "待复核", "ACTIVE": "生效", "REFUSED": "未采纳", "REPLACED": "已被取代"}


class SavedSearch(Versioned, Base):
    """保存的检索. `number` counts an owner's searches and is what notices name; `query` holds q, within, sort and the filters; of a pasted story
    (`story`) codes of what was understood and which of them were taken out. `words` are those words of it that published cases use too.

    Cases published before `checked_at` were shown or told already.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("account_id", "number"),)
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[dict[str, Any]]
    notify: Mapped[bool]
    saved_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    words_sealed: Mapped[bytes | None]
    words = Sealed("words")

    def sealing_owner(self) -> Any:
        return None


class Use(Base):
    """采用: somebody confirmed that a case or an article decides a matter. Its words are read from the matter when learned, never kept here."""

    __tablename__ = "uses"
    __table_args__ = (UniqueConstraint("account_id", "ticket_id", "kind", "ref"), Index("ix_uses_kind_ref", "kind", "ref"))
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str] = one_of("kind", USED_KINDS)
    ref: Mapped[str] = mapped_column(String(80))
    used_at: Mapped[datetime]


class UsedDocument(Versioned, Base):
    """What was learned of a document from its uses: `words` → how many different people brought each. Written anew each night; stopped by an editor it counts no more."""

    __tablename__ = "used_documents"
    __table_args__ = (UniqueConstraint("kind", "ref"),)
    id: Mapped[UUID] = key()
    kind: Mapped[str] = one_of("kind", USED_KINDS)
    ref: Mapped[str] = mapped_column(String(80))
    people: Mapped[int]
    words: Mapped[dict[str, Any]]
    learned_at: Mapped[datetime]
    stopped_by: Mapped[UUID | None]
    stopped_at: Mapped[datetime | None]


class Translation(Versioned, Base):
    """用语对应: a lay word and a legal word that uses by different people bring together. Written anew each night; may be stopped by an editor."""

    __tablename__ = "translations"
    __table_args__ = (UniqueConstraint("lay", "legal"),)
    id: Mapped[UUID] = key()
    lay: Mapped[str] = mapped_column(String(40))
    legal: Mapped[str] = mapped_column(String(40))
    people: Mapped[int]
    times: Mapped[int]
    learned_at: Mapped[datetime]
    stopped_by: Mapped[UUID | None]
    stopped_at: Mapped[datetime | None]


class SynonymChange(Versioned, Base):
    """同义词: one change of the table delivered with the product, in force after a second person agreed. `legal` empty takes the entry out."""

    __tablename__ = "synonym_changes"
    __table_args__ = (Index("ix_synonym_changes_lay_state", "lay", "state"),)
    id: Mapped[UUID] = key()
    lay: Mapped[str] = mapped_column(String(40))
    legal: Mapped[list[str]]
    state: Mapped[str] = one_of("state", SYNONYM_STATES)
    reason: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    reviewer_id: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str | None] = mapped_column(String(200))
