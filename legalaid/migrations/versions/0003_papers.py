"""What the papers keep: reviews, and the work facts and elections of group rosters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# every one may be empty: papers and rosters from before have none of it
_ADDED = (
    ("documents", "submitted_at", sa.DateTime), ("documents", "submitted_by", sa.Uuid), ("documents", "approved", sa.Boolean), ("documents", "note_sealed", sa.LargeBinary),
    ("group_members", "row_sealed", sa.LargeBinary), ("group_members", "elected_at", sa.DateTime),
)


def upgrade() -> None:
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind(), nullable=True))


def downgrade() -> None:
    for table, name, _ in reversed(_ADDED):
        op.drop_column(table, name)
