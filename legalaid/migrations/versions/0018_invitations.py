"""Codes with which people set their passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("invite_hash", sa.String(length=64), nullable=True))
    op.add_column("accounts", sa.Column("invite_until", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "invite_until")
    op.drop_column("accounts", "invite_hash")
