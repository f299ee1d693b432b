"""What the knowledge base keeps: saved searches, confirmed uses and what is learned from them, synonyms, proposals of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('synonym_changes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lay', sa.String(length=40), nullable=False),
    sa.Column('legal', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(), nullable=False),
    sa.Column('reviewer_id', sa.Uuid(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(), nullable=True),
    sa.Column('review_note', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('PROPOSED', 'ACTIVE', 'REFUSED', 'REPLACED')", name=op.f('ck_synonym_changes_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym_changes'))
    )
    op.create_index('ix_synonym_changes_lay_state', 'synonym_changes', ['lay', 'state'], unique=False)
    op.create_table('translations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lay', sa.String(length=40), nullable=False),
    sa.Column('legal', sa.String(length=40), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('learned_at', sa.DateTime(), nullable=False),
    sa.Column('stopped_by', sa.Uuid(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translations')),
    sa.UniqueConstraint('lay', 'legal', name=op.f('uq_translations_lay_legal'))
    )
    op.create_table('used_documents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('learned_at', sa.DateTime(), nullable=False),
    sa.Column('stopped_by', sa.Uuid(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('CASE', 'ARTICLE')", name=op.f('ck_used_documents_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_used_documents')),
    sa.UniqueConstraint('kind', 'ref', name=op.f('uq_used_documents_kind_ref'))
    )
    op.create_table('saved_searches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('query', sa.JSON(), nullable=False),
    sa.Column('notify', sa.Boolean(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('checked_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_saved_searches_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_searches')),
    sa.UniqueConstraint('account_id', 'number', name=op.f('uq_saved_searches_account_id_number'))
    )
    op.create_index(op.f('ix_saved_searches_account_id'), 'saved_searches', ['account_id'], unique=False)
    op.create_table('case_proposals',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_proposals_case_id_cases')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_case_proposals_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_proposals')),
    sa.UniqueConstraint('ticket_id', name=op.f('uq_case_proposals_ticket_id'))
    )
    op.create_table('uses',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("kind in ('CASE', 'ARTICLE')", name=op.f('ck_uses_kind')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_uses_account_id_accounts')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_uses_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uses')),
    sa.UniqueConstraint('account_id', 'ticket_id', 'kind', 'ref', name=op.f('uq_uses_account_id_ticket_id_kind_ref'))
    )
    op.create_index(op.f('ix_uses_account_id'), 'uses', ['account_id'], unique=False)
    op.create_index('ix_uses_kind_ref', 'uses', ['kind', 'ref'], unique=False)
    op.create_index(op.f('ix_uses_ticket_id'), 'uses', ['ticket_id'], unique=False)
    op.add_column('cases', sa.Column('replaced_by', sa.String(length=64), nullable=True))
    # cases have more facets than before: the index takes them in anew
    op.execute("UPDATE cases SET indexed_revision = 0")


def downgrade() -> None:
    op.drop_column('cases', 'replaced_by')
    op.drop_index(op.f('ix_uses_ticket_id'), table_name='uses')
    op.drop_index('ix_uses_kind_ref', table_name='uses')
    op.drop_index(op.f('ix_uses_account_id'), table_name='uses')
    op.drop_table('uses')
    op.drop_table('case_proposals')
    op.drop_index(op.f('ix_saved_searches_account_id'), table_name='saved_searches')
    op.drop_table('saved_searches')
    op.drop_table('used_documents')
    op.drop_table('translations')
    op.drop_index('ix_synonym_changes_lay_state', table_name='synonym_changes')
    op.drop_table('synonym_changes')
