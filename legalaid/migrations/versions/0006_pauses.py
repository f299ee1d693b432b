"""What deadlines keep: the office's rules, pauses, extensions, supervision slips, and how long a ticket has been paused."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('limit_rules',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.String(length=24), nullable=False),
    sa.Column('matter', sa.String(length=24), nullable=False),
    sa.Column('scope', sa.String(length=40), nullable=True),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("level in ('CITY', 'DISTRICT', 'ZONE')", name=op.f('ck_limit_rules_level')),
    sa.CheckConstraint("matter in ('ORDINARY', 'COMPLEX')", name=op.f('ck_limit_rules_matter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_rules'))
    )
    op.create_table('pauses',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('ground', sa.String(length=24), nullable=False),
    sa.Column('proof', sa.String(length=200), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("ground in ('PAPERS', 'APPRAISAL', 'TRIBUNAL', 'DEPARTMENT', 'WISH', 'FORCE')", name=op.f('ck_pauses_ground')),
    sa.ForeignKeyConstraint(['owner_id'], ['accounts.id'], name=op.f('fk_pauses_owner_id_accounts')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_pauses_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pauses'))
    )
    op.create_index(op.f('ix_pauses_ticket_id'), 'pauses', ['ticket_id'], unique=False)
    op.create_index('uq_pauses_running', 'pauses', ['ticket_id'], unique=True, sqlite_where=sa.text('ended_at is null'), postgresql_where=sa.text('ended_at is null'))
    op.create_table('extensions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('need', sa.String(length=400), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decision_note', sa.String(length=400), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('ASKED', 'GRANTED', 'REFUSED')", name=op.f('ck_extensions_state')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_extensions_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extensions'))
    )
    op.create_index(op.f('ix_extensions_state'), 'extensions', ['state'], unique=False)
    op.create_index(op.f('ix_extensions_ticket_id'), 'extensions', ['ticket_id'], unique=False)
    op.create_index('uq_extensions_asked', 'extensions', ['ticket_id'], unique=True, sqlite_where=sa.text("state = 'ASKED'"), postgresql_where=sa.text("state = 'ASKED'"))
    op.create_index('uq_extensions_granted', 'extensions', ['ticket_id'], unique=True, sqlite_where=sa.text("state = 'GRANTED'"), postgresql_where=sa.text("state = 'GRANTED'"))
    op.create_table('slips',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('demand', sa.String(length=400), nullable=False),
    sa.Column('overdue_of', sa.DateTime(), nullable=True),
    sa.Column('issued_by', sa.Uuid(), nullable=True),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('answer_due_at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.String(length=400), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('reviewed_by', sa.Uuid(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(), nullable=True),
    sa.Column('remark', sa.String(length=400), nullable=True),
    sa.Column('sent_back', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('ISSUED', 'ANSWERED', 'ACCEPTED')", name=op.f('ck_slips_state')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_slips_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slips')),
    sa.UniqueConstraint('ticket_id', 'number', name=op.f('uq_slips_ticket_id_number'))
    )
    op.create_index(op.f('ix_slips_state'), 'slips', ['state'], unique=False)
    op.create_index(op.f('ix_slips_ticket_id'), 'slips', ['ticket_id'], unique=False)
    op.create_index('uq_slips_open', 'slips', ['ticket_id'], unique=True, sqlite_where=sa.text("state in ('ISSUED', 'ANSWERED')"), postgresql_where=sa.text("state in ('ISSUED', 'ANSWERED')"))
    op.add_column('tickets', sa.Column('paused_seconds', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('tickets', 'paused_seconds')
    for table in ('slips', 'extensions', 'pauses', 'limit_rules'):
        op.drop_table(table)
