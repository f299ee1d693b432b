"""Saved searches keep what was understood of a pasted story, and its words sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("saved_searches", sa.Column("words_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    # what came before would read such a search as one without conditions, which every new case fits
    searches = sa.table("saved_searches", sa.column("notify", sa.Boolean()), sa.column("words_sealed", sa.LargeBinary()))
    op.execute(searches.update().where(searches.c.words_sealed.is_not(None)).values(notify=sa.false()))
    op.drop_column("saved_searches", "words_sealed")
