"""The employer's industry, confirmed by a person."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SECTIONS = ", ".join(f"'{letter}'" for letter in "ABCDEFGHIJKLMNOPQRST")


def upgrade() -> None:
    # written out, because SQLite's batch would lose the other checks of the table
    op.execute(f"ALTER TABLE tickets ADD COLUMN industry VARCHAR(24) CONSTRAINT ck_tickets_industry CHECK (industry in ({SECTIONS}))")


def downgrade() -> None:
    op.drop_column("tickets", "industry")
