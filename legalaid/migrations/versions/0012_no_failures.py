"""Failed sign-ins are counted by the windows of tries, not by the account."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column('accounts', 'failures')


def downgrade() -> None:
    op.add_column('accounts', sa.Column('failures', sa.Integer(), nullable=False, server_default='0'))
