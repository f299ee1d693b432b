"""Limits of acceptance and of the first contact."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('step_limits',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.String(length=24), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.Column('met_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("step in ('ACCEPT', 'CONTACT')", name=op.f('ck_step_limits_step')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_step_limits_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_limits')),
    sa.UniqueConstraint('ticket_id', 'step', name=op.f('uq_step_limits_ticket_id_step'))
    )
    op.create_index(op.f('ix_step_limits_due_at'), 'step_limits', ['due_at'], unique=False)
    # what holds so far is the limit of the whole request, in working days; written out, because SQLite's batch would lose the other checks of the table
    for name, values, default in (('step', "'WHOLE', 'ACCEPT', 'CONTACT'", 'WHOLE'), ('unit', "'WORKDAY', 'DAY'", 'WORKDAY')):
        op.execute(f"ALTER TABLE limit_rules ADD COLUMN {name} VARCHAR(24) DEFAULT '{default}' NOT NULL CONSTRAINT ck_limit_rules_{name} CHECK ({name} in ({values}))")


def downgrade() -> None:
    op.execute("delete from limit_rules where step <> 'WHOLE'")
    op.drop_column('limit_rules', 'unit')
    op.drop_column('limit_rules', 'step')
    op.drop_index(op.f('ix_step_limits_due_at'), table_name='step_limits')
    op.drop_table('step_limits')
