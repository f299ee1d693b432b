"""A duty can be emptied again: such a change has nobody after it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CHECK = "ck_duty_changes_kind"


def _alter(kinds: str, *, nullable: bool) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("duty_changes") as table:
        if not sqlite:  # SQLite's copy of the table leaves the old check behind by itself
            table.drop_constraint(op.f(CHECK), type_="check")
        table.alter_column("after_id", existing_type=sa.Uuid(), nullable=nullable)
        table.create_check_constraint(op.f(CHECK), kinds)


def upgrade() -> None:
    _alter("kind in ('TAKE_OVER', 'SWAP', 'FILL', 'EMPTY')", nullable=True)


def downgrade() -> None:
    op.execute("delete from duty_changes where kind = 'EMPTY'")
    _alter("kind in ('TAKE_OVER', 'SWAP', 'FILL')", nullable=False)
