"""What a union did is found by union and time, a request by when it was handed over and by who has it in which state: of one period or of what is open, not of all years."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_events", sa.Column("handed_to", sa.Uuid(), nullable=True))
    events = sa.table("ticket_events", sa.column("ticket_id"), sa.column("at"), sa.column("actor_id"), sa.column("handed_to"))
    tickets = sa.table("tickets", sa.column("id"), sa.column("organisation_id"), sa.column("dispatched_at"))
    whose = sa.select(tickets.c.organisation_id).where(tickets.c.id == events.c.ticket_id, tickets.c.dispatched_at < events.c.at).scalar_subquery()
    op.execute(events.update().where(events.c.actor_id.is_not(None)).values(handed_to=whose))
    few = sa.text("handed_to is not null")
    op.create_index("ix_ticket_events_handed", "ticket_events", ["handed_to", "at"], sqlite_where=few, postgresql_where=few)
    op.drop_index("ix_ticket_events_ticket_id", "ticket_events")
    op.create_index("ix_ticket_events_kind", "ticket_events", ["ticket_id", "kind", "at"])
    op.create_index("ix_tickets_dispatched", "tickets", ["dispatched_at", "organisation_id", "id"])
    op.drop_index("ix_tickets_handler_id", "tickets")
    op.create_index("ix_tickets_handled", "tickets", ["handler_id", "state", "organisation_id"])
    op.create_index("ix_offers_offered", "offers", ["offered_at", "state", "due_at", "lawyer_id", "service", "aid_request_id"])
    op.create_index("ix_aid_requests_decided_at", "aid_requests", ["decided_at"])
    op.create_index("ix_aid_records_opened_at", "aid_records", ["opened_at"])


def downgrade() -> None:
    op.drop_index("ix_aid_records_opened_at", "aid_records")
    op.drop_index("ix_aid_requests_decided_at", "aid_requests")
    op.drop_index("ix_offers_offered", "offers")
    op.drop_index("ix_tickets_handled", "tickets")
    op.create_index("ix_tickets_handler_id", "tickets", ["handler_id"])
    op.drop_index("ix_tickets_dispatched", "tickets")
    op.drop_index("ix_ticket_events_kind", "ticket_events")
    op.create_index("ix_ticket_events_ticket_id", "ticket_events", ["ticket_id"])
    op.drop_index("ix_ticket_events_handed", "ticket_events")
    op.drop_column("ticket_events", "handed_to")
