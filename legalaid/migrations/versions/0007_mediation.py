"""What mediation and hand-overs keep: parties, mediations and their meetings, agreements with instalments, payments, filings."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('parties',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dispute_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(length=24), nullable=False),
    sa.Column('firm', sa.String(length=80), nullable=True),
    sa.Column('firm_key', sa.String(length=120), nullable=True),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('contact_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=True),
    sa.Column('left_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("role in ('DISPATCHER', 'HOST', 'CONTRACTOR', 'SUBCONTRACTOR', 'AFFILIATE', 'OWNER', 'BOSS', 'WORKER', 'OTHER')", name=op.f('ck_parties_role')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_parties_dispute_id_disputes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parties'))
    )
    op.create_index(op.f('ix_parties_dispute_id'), 'parties', ['dispute_id'], unique=False)
    op.create_table('mediations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dispute_id', sa.Uuid(), nullable=False),
    sa.Column('delegated', sa.Boolean(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_reason', sa.JSON(), nullable=False),
    sa.Column('extended_to', sa.Date(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=True),
    sa.Column('ended_as', sa.String(length=24), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.CheckConstraint("ended_as in ('AGREED', 'REFUSED', 'TIMED_OUT')", name=op.f('ck_mediations_ended_as')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_mediations_dispute_id_disputes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mediations'))
    )
    op.create_index(op.f('ix_mediations_dispute_id'), 'mediations', ['dispute_id'], unique=False)
    op.create_index(op.f('ix_mediations_due_on'), 'mediations', ['due_on'], unique=False)
    op.create_table('meetings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mediation_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('meets_at', sa.DateTime(), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('mediator_id', sa.Uuid(), nullable=True),
    sa.Column('invited_at', sa.DateTime(), nullable=False),
    sa.Column('invited_by', sa.Uuid(), nullable=True),
    sa.Column('worker_answer', sa.String(length=24), nullable=True),
    sa.Column('worker_answered_at', sa.DateTime(), nullable=True),
    sa.Column('employer_answer', sa.String(length=24), nullable=True),
    sa.Column('employer_answered_at', sa.DateTime(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('result', sa.String(length=24), nullable=True),
    sa.Column('record_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=True),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("employer_answer in ('COMES', 'DECLINES', 'LATER')", name=op.f('ck_meetings_employer_answer')),
    sa.CheckConstraint("result in ('NEXT', 'AGREED', 'FAILED', 'ABSENT')", name=op.f('ck_meetings_result')),
    sa.CheckConstraint("worker_answer in ('COMES', 'DECLINES', 'LATER')", name=op.f('ck_meetings_worker_answer')),
    sa.ForeignKeyConstraint(['mediation_id'], ['mediations.id'], name=op.f('fk_meetings_mediation_id_mediations')),
    sa.ForeignKeyConstraint(['mediator_id'], ['accounts.id'], name=op.f('fk_meetings_mediator_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
    sa.UniqueConstraint('mediation_id', 'number', name=op.f('uq_meetings_mediation_id_number'))
    )
    op.create_index(op.f('ix_meetings_mediation_id'), 'meetings', ['mediation_id'], unique=False)
    op.create_table('agreements',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dispute_id', sa.Uuid(), nullable=False),
    sa.Column('mediation_id', sa.Uuid(), nullable=True),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('subjects', sa.JSON(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=False),
    sa.Column('signed_by', sa.Uuid(), nullable=True),
    sa.Column('performed_on', sa.Date(), nullable=True),
    sa.Column('replaced_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_agreements_dispute_id_disputes')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_agreements_group_id_groups')),
    sa.ForeignKeyConstraint(['mediation_id'], ['mediations.id'], name=op.f('fk_agreements_mediation_id_mediations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreements'))
    )
    op.create_index(op.f('ix_agreements_dispute_id'), 'agreements', ['dispute_id'], unique=False)
    op.create_index(op.f('ix_agreements_group_id'), 'agreements', ['group_id'], unique=False)
    op.create_index(op.f('ix_agreements_signed_on'), 'agreements', ['signed_on'], unique=False)
    op.create_table('agreement_shares',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('agreement_id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_shares_agreement_id_agreements')),
    sa.ForeignKeyConstraint(['member_id'], ['group_members.id'], name=op.f('fk_agreement_shares_member_id_group_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_shares')),
    sa.UniqueConstraint('agreement_id', 'member_id', name=op.f('uq_agreement_shares_agreement_id_member_id'))
    )
    op.create_index(op.f('ix_agreement_shares_agreement_id'), 'agreement_shares', ['agreement_id'], unique=False)
    op.create_index(op.f('ix_agreement_shares_member_id'), 'agreement_shares', ['member_id'], unique=False)
    op.create_table('instalments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('agreement_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_instalments_agreement_id_agreements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalments')),
    sa.UniqueConstraint('agreement_id', 'number', name=op.f('uq_instalments_agreement_id_number'))
    )
    op.create_index(op.f('ix_instalments_agreement_id'), 'instalments', ['agreement_id'], unique=False)
    op.create_index(op.f('ix_instalments_due_on'), 'instalments', ['due_on'], unique=False)
    op.create_table('payments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('instalment_id', sa.Uuid(), nullable=True),
    sa.Column('member_id', sa.Uuid(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('proof', sa.String(length=24), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint("proof in ('TRANSFER', 'CASH', 'COURT', 'GUARANTEE', 'OTHER')", name=op.f('ck_payments_proof')),
    sa.ForeignKeyConstraint(['instalment_id'], ['instalments.id'], name=op.f('fk_payments_instalment_id_instalments')),
    sa.ForeignKeyConstraint(['member_id'], ['group_members.id'], name=op.f('fk_payments_member_id_group_members')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_payments_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payments'))
    )
    op.create_index(op.f('ix_payments_instalment_id'), 'payments', ['instalment_id'], unique=False)
    op.create_index(op.f('ix_payments_member_id'), 'payments', ['member_id'], unique=False)
    op.create_index(op.f('ix_payments_paid_on'), 'payments', ['paid_on'], unique=False)
    op.create_index(op.f('ix_payments_ticket_id'), 'payments', ['ticket_id'], unique=False)
    op.create_table('filings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dispute_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('filer', sa.String(length=24), nullable=False),
    sa.Column('receiver', sa.String(length=80), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('papers', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('case_no', sa.String(length=60), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('sent_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("filer in ('WORKER', 'EMPLOYER', 'BOTH', 'UNION', 'COMMISSION')", name=op.f('ck_filings_filer')),
    sa.CheckConstraint("kind in ('ARBITRATION', 'UNION_MEDIATION', 'UNION_TRIBUNAL', 'ARB_REVIEW', 'JUD_CONFIRM', 'PAYMENT_ORDER', 'COURT', "
                       "'APPEAL', 'SETASIDE', 'ENFORCEMENT', 'INSPECTION', 'PROCURATORATE', 'INJURY', 'APPRAISAL')", name=op.f('ck_filings_kind')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_filings_dispute_id_disputes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filings'))
    )
    op.create_index(op.f('ix_filings_dispute_id'), 'filings', ['dispute_id'], unique=False)
    op.create_table('filing_answers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('filing_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['filing_id'], ['filings.id'], name=op.f('fk_filing_answers_filing_id_filings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing_answers'))
    )
    op.create_index(op.f('ix_filing_answers_filing_id'), 'filing_answers', ['filing_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_filing_answers_filing_id'), table_name='filing_answers')
    op.drop_table('filing_answers')
    op.drop_index(op.f('ix_filings_dispute_id'), table_name='filings')
    op.drop_table('filings')
    op.drop_index(op.f('ix_payments_ticket_id'), table_name='payments')
    op.drop_index(op.f('ix_payments_paid_on'), table_name='payments')
    op.drop_index(op.f('ix_payments_member_id'), table_name='payments')
    op.drop_index(op.f('ix_payments_instalment_id'), table_name='payments')
    op.drop_table('payments')
    op.drop_index(op.f('ix_instalments_due_on'), table_name='instalments')
    op.drop_index(op.f('ix_instalments_agreement_id'), table_name='instalments')
    op.drop_table('instalments')
    op.drop_index(op.f('ix_agreement_shares_member_id'), table_name='agreement_shares')
    op.drop_index(op.f('ix_agreement_shares_agreement_id'), table_name='agreement_shares')
    op.drop_table('agreement_shares')
    op.drop_index(op.f('ix_agreements_signed_on'), table_name='agreements')
    op.drop_index(op.f('ix_agreements_group_id'), table_name='agreements')
    op.drop_index(op.f('ix_agreements_dispute_id'), table_name='agreements')
    op.drop_table('agreements')
    op.drop_index(op.f('ix_meetings_mediation_id'), table_name='meetings')
    op.drop_table('meetings')
    op.drop_index(op.f('ix_mediations_due_on'), table_name='mediations')
    op.drop_index(op.f('ix_mediations_dispute_id'), table_name='mediations')
    op.drop_table('mediations')
    op.drop_index(op.f('ix_parties_dispute_id'), table_name='parties')
    op.drop_table('parties')
