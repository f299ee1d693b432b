"""What figures are counted from lies in the indexes themselves: a period's requests, however many years lie before it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REST = ["organisation_id", "handler_id", "id"]  # by which scopes and pauses are looked up


def upgrade() -> None:
    op.drop_index("ix_tickets_registered_at", "tickets")
    op.drop_index("ix_tickets_closed_at", "tickets")
    op.create_index("ix_tickets_registered", "tickets", ["registered_at", "state", "county", "subclass", "closed_at", *REST])
    op.create_index("ix_tickets_closed", "tickets", ["closed_at", "state", "county", "due_at", "registered_at", *REST])
    op.drop_index("ix_tickets_group_id", "tickets")
    few = sa.text("group_id is not null")
    op.create_index("ix_tickets_group", "tickets", ["group_id"], sqlite_where=few, postgresql_where=few)
    still = sa.text("state not in ('CLOSED', 'MERGED', 'WITHDRAWN', 'TRANSFERRED')")
    op.create_index("ix_tickets_open", "tickets", ["due_at"], sqlite_where=still, postgresql_where=still)
    op.drop_index("ix_step_limits_due_at", "step_limits")
    unmet = sa.text("met_at is null")
    op.create_index("ix_step_limits_unmet", "step_limits", ["due_at"], sqlite_where=unmet, postgresql_where=unmet)
    op.create_index("ix_ratings_rated", "ratings", ["rated_at", "level", "ticket_id"])


def downgrade() -> None:
    op.drop_index("ix_ratings_rated", "ratings")
    op.drop_index("ix_tickets_open", "tickets")
    op.drop_index("ix_step_limits_unmet", "step_limits")
    op.create_index("ix_step_limits_due_at", "step_limits", ["due_at"])
    op.drop_index("ix_tickets_group", "tickets")
    op.create_index("ix_tickets_group_id", "tickets", ["group_id"])
    op.drop_index("ix_tickets_closed", "tickets")
    op.drop_index("ix_tickets_registered", "tickets")
    op.create_index("ix_tickets_closed_at", "tickets", ["closed_at"])
    op.create_index("ix_tickets_registered_at", "tickets", ["registered_at"])
