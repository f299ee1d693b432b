"""What is looked up by few: requests by another system's number, only those that have one; first steps and disputes of a week."""

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
    op.create_index("ix_step_limits_due", "step_limits", ["due_at", "step", "ticket_id"])
    op.create_index("ix_disputes_opened", "disputes", ["opened_at", "ticket_id"])


def downgrade() -> None:
    op.drop_index("ix_disputes_opened", "disputes")
    op.drop_index("ix_step_limits_due", "step_limits")
    op.drop_index("ix_tickets_external_no", "tickets")
    op.create_index("ix_tickets_source_external_no", "tickets", ["source", "external_no"], unique=True)
    op.create_index("ix_tickets_external_no", "tickets", ["external_no"])
