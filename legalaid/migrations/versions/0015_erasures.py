"""Erasure of a worker's personal data: asked for, or due."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PENDING = "state in ('ASKED', 'DUE', 'RELEASED', 'KEPT')"


def upgrade() -> None:
    op.create_table('erasures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('worker_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(length=400), nullable=True),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('ASKED', 'DUE', 'RELEASED', 'KEPT', 'REFUSED', 'ERASED')", name=op.f('ck_erasures_state')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_erasures_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_erasures_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    op.create_index(op.f('ix_erasures_state'), 'erasures', ['state'], unique=False)
    op.create_index(op.f('ix_erasures_worker_id'), 'erasures', ['worker_id'], unique=False)
    op.create_index('uq_erasures_pending', 'erasures', ['worker_id'], unique=True, sqlite_where=sa.text(PENDING), postgresql_where=sa.text(PENDING))


def downgrade() -> None:
    op.drop_index('uq_erasures_pending', table_name='erasures', sqlite_where=sa.text(PENDING), postgresql_where=sa.text(PENDING))
    op.drop_index(op.f('ix_erasures_worker_id'), table_name='erasures')
    op.drop_index(op.f('ix_erasures_state'), table_name='erasures')
    op.drop_table('erasures')
