"""What the tool library keeps: saved calculations, withdrawn figures, the limits that run in each dispute."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# every one may be empty: figures from before stand, limits are worked out anew
_ADDED = (("parameters", "withdrawn_at", sa.DateTime), ("parameters", "withdrawn_by", sa.Uuid), ("disputes", "limits", sa.JSON))


def upgrade() -> None:
    op.create_table(
        "calculations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("calculator", sa.String(length=40), nullable=False),
        sa.Column("inputs_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("law_as_of", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_calculations_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calculations")),
        sa.UniqueConstraint("ticket_id", "number", name=op.f("uq_calculations_ticket_id_number")),
    )
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind(), nullable=True))


def downgrade() -> None:
    for table, name, _ in reversed(_ADDED):
        op.drop_column(table, name)
    op.drop_table("calculations")
