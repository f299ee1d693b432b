"""What intake and transfers keep: safe contact, sources of other systems' numbers, splits, transfers, who covers whom."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('hours', sa.String(length=24), nullable=False),
    sa.Column('way', sa.String(length=24), nullable=False),
    sa.Column('not_at_work', sa.Boolean(), nullable=False),
    sa.Column('relation', sa.String(length=24), nullable=True),
    sa.Column('speaker_name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('speaker_phone_sealed', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("hours in ('ANY', 'NOON', 'EVENING', 'WEEKEND')", name=op.f('ck_contacts_hours')),
    sa.CheckConstraint("way in ('CALL', 'MESSAGE_FIRST', 'NO_MESSAGE')", name=op.f('ck_contacts_way')),
    sa.CheckConstraint("relation in ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'WORKMATE', 'OTHER')", name=op.f('ck_contacts_relation')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_contacts_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts')),
    sa.UniqueConstraint('ticket_id', name=op.f('uq_contacts_ticket_id'))
    )
    # Ids are random only so that nobody guesses them; here the ticket's own does.
    op.execute("""
        INSERT INTO contacts (id, ticket_id, hours, way, not_at_work)
        SELECT id, id, CASE contact_note WHEN '下班以后再打' THEN 'EVENING' ELSE 'ANY' END, CASE contact_note WHEN '先发短信' THEN 'MESSAGE_FIRST' ELSE 'CALL' END,
               contact_note = '不要打到单位'
        FROM tickets WHERE contact_note IN ('下班以后再打', '先发短信', '不要打到单位')
    """)
    op.drop_column('tickets', 'contact_note')
    op.add_column('tickets', sa.Column('source', sa.String(length=40), nullable=True))
    # Of rows that share a number, the first keeps it; the hotline is one source whoever brought its requests in.
    op.execute("""
        UPDATE tickets SET source = channel WHERE external_no IS NOT NULL AND channel <> 'API' AND NOT EXISTS (
            SELECT 1 FROM tickets AS other WHERE other.channel = tickets.channel AND other.external_no = tickets.external_no AND other.no < tickets.no)
    """)
    hexed = "replace(CAST(e.actor_id AS VARCHAR(40)), '-', '')"
    op.execute(f"""
        UPDATE tickets SET source = (SELECT {hexed} FROM ticket_events AS e WHERE e.ticket_id = tickets.id AND e.seq = 1)
        WHERE external_no IS NOT NULL AND channel = 'API'
    """)  # noqa: S608 - no input
    op.create_index(op.f('ix_tickets_source_external_no'), 'tickets', ['source', 'external_no'], unique=True)
    op.create_table('splits',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['tickets.id'], name=op.f('fk_splits_from_id_tickets')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_splits_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_splits')),
    sa.UniqueConstraint('ticket_id', name=op.f('uq_splits_ticket_id'))
    )
    op.create_index(op.f('ix_splits_from_id'), 'splits', ['from_id'], unique=False)
    op.create_table('transfers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('department', sa.String(length=24), nullable=False),
    sa.Column('office', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('from_state', sa.String(length=24), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('sent_by', sa.Uuid(), nullable=True),
    sa.Column('receipt_due_at', sa.DateTime(), nullable=False),
    sa.Column('answer_due_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=True),
    sa.Column('receipt_no', sa.String(length=64), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("department in ('LABOUR', 'INSPECTION', 'POLICE', 'COURT', 'PETITION', 'HOUSING', 'HEALTH', 'CIVIL', 'OTHER')", name=op.f('ck_transfers_department')),
    sa.CheckConstraint("state in ('SENT', 'RECEIVED', 'ANSWERED', 'REFUSED')", name=op.f('ck_transfers_state')),
    sa.ForeignKeyConstraint(['sent_by'], ['accounts.id'], name=op.f('fk_transfers_sent_by_accounts')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_transfers_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfers'))
    )
    op.create_index(op.f('ix_transfers_ticket_id'), 'transfers', ['ticket_id'], unique=False)
    op.create_table('covers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('cover_id', sa.Uuid(), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('arranged_at', sa.DateTime(), nullable=False),
    sa.Column('arranged_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_covers_account_id_accounts')),
    sa.ForeignKeyConstraint(['cover_id'], ['accounts.id'], name=op.f('fk_covers_cover_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_covers'))
    )
    op.create_index(op.f('ix_covers_account_id'), 'covers', ['account_id'], unique=False)
    op.create_index(op.f('ix_covers_cover_id'), 'covers', ['cover_id'], unique=False)


def downgrade() -> None:
    op.drop_table('covers')
    op.drop_table('transfers')
    op.drop_table('splits')
    op.drop_index(op.f('ix_tickets_source_external_no'), table_name='tickets')
    op.drop_column('tickets', 'source')
    op.add_column('tickets', sa.Column('contact_note', sa.String(length=60), nullable=True))
    op.execute("""
        UPDATE tickets SET contact_note = (
            SELECT CASE WHEN c.not_at_work THEN '不要打到单位' WHEN c.way = 'MESSAGE_FIRST' THEN '先发短信' WHEN c.hours = 'EVENING' THEN '下班以后再打' END
            FROM contacts AS c WHERE c.ticket_id = tickets.id)
    """)
    op.drop_table('contacts')
