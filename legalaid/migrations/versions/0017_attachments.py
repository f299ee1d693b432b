"""Files handed in, in pieces."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attachments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('format', sa.String(length=8), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data_key', sa.LargeBinary(), nullable=True),
    sa.Column('scan', sa.String(length=24), nullable=False),
    sa.Column('about', sa.String(length=24), nullable=True),
    sa.Column('about_id', sa.Uuid(), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint("kind in ('PAY', 'CONTRACT', 'ATTENDANCE', 'INJURY', 'IDENTITY', 'OTHER', 'PAUSE', 'TRANSFER', 'PAYMENT')", name=op.f('ck_attachments_kind')),
    sa.CheckConstraint("scan in ('UNSCANNED', 'WAITING', 'CLEAN', 'INFECTED')", name=op.f('ck_attachments_scan')),
    sa.CheckConstraint("about in ('pauses', 'transfers', 'filings', 'payments')", name=op.f('ck_attachments_about')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_attachments_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments'))
    )
    op.create_index(op.f('ix_attachments_scan'), 'attachments', ['scan'], unique=False)
    op.create_index(op.f('ix_attachments_ticket_id'), 'attachments', ['ticket_id'], unique=False)
    op.create_table('attachment_pieces',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('attachment_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachments.id'], name=op.f('fk_attachment_pieces_attachment_id_attachments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment_pieces')),
    sa.UniqueConstraint('attachment_id', 'number', name=op.f('uq_attachment_pieces_attachment_id_number'))
    )


def downgrade() -> None:
    op.drop_table('attachment_pieces')
    op.drop_index(op.f('ix_attachments_ticket_id'), table_name='attachments')
    op.drop_index(op.f('ix_attachments_scan'), table_name='attachments')
    op.drop_table('attachments')
