"""Numbers of other systems: only requests that have one are in their index, and one index does for both questions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_HAVE = sa.text("external_no is not null")


def upgrade() -> None:
    op.drop_index("ix_tickets_external_no", "tickets")
    op.drop_index("ix_tickets_source_external_no", "tickets")
    op.create_index("ix_tickets_external_no", "tickets", ["external_no", "source"], unique=True, sqlite_where=_HAVE, postgresql_where=_HAVE)


def downgrade() -> None:
    op.drop_index("ix_tickets_external_no", "tickets")
    op.create_index("ix_tickets_source_external_no", "tickets", ["source", "external_no"], unique=True)
    op.create_index("ix_tickets_external_no", "tickets", ["external_no"])
