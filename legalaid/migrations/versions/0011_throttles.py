"""How often something was tried lately."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('throttles',
    sa.Column('name', sa.String(length=96), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_throttles'))
    )
    op.create_index(op.f('ix_throttles_until'), 'throttles', ['until'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_throttles_until'), table_name='throttles')
    op.drop_table('throttles')
