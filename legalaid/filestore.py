"""Contents of files, kept in pieces in the database, so that several nodes share them and backups hold them."""

import hashlib

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.tables.attachments import Attachment, AttachmentPiece
from legalaid.tables.sealed import data_key

PIECE = 256 * 1024


def digest(content: bytes) -> str:
    """SHA-256 as hexadecimal: what a row says its content is."""
    return hashlib.sha256(content).hexdigest()


def put(session: Session, row: Attachment, content: bytes) -> None:
    """Keep the content of a flushed row under its data key."""
    key, key_id = data_key(session, row)
    for number, start in enumerate(range(0, len(content), PIECE)):
        session.add(AttachmentPiece(attachment_id=row.id, number=number, sealed=crypto.seal(key, key_id, content[start : start + PIECE], _place(row, number))))


def get(session: Session, row: Attachment) -> bytes:
    """The content, exactly as it was put; Tampered when a piece was changed, moved, added or is missing, Gone when the key was destroyed."""
    key, _ = data_key(session, row)
    pieces = session.execute(select(AttachmentPiece.number, AttachmentPiece.sealed).where(AttachmentPiece.attachment_id == row.id).order_by(AttachmentPiece.number))
    content = b"".join(crypto.unseal(key, sealed, _place(row, number)) for number, sealed in pieces)
    if digest(content) != row.sha256:
        raise crypto.Tampered(f"attachments:{row.id}")
    return content


def destroy(session: Session, row: Attachment) -> None:
    """Nobody opens it again: the key is emptied, the pieces go; what it was, its size and hash stay."""
    row.data_key = b""
    session.execute(delete(AttachmentPiece).where(AttachmentPiece.attachment_id == row.id))


def _place(row: Attachment, number: int) -> str:
    return f"{AttachmentPiece.__tablename__}:sealed:{row.id}:{number}"
