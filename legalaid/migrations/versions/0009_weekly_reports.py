"""What reports keep, and the steps of legal aid: papers asked for, aid before the decision, objections, endings, files, subsidies."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('weekly_reports',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('week', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('published_by', sa.Uuid(), nullable=True),
    sa.Column('published_sha256', sa.String(length=64), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('MADE', 'PUBLISHED')", name=op.f('ck_weekly_reports_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weekly_reports')),
    sa.UniqueConstraint('year', 'number', name=op.f('uq_weekly_reports_year_number')),
    sa.UniqueConstraint('year', 'week', name=op.f('uq_weekly_reports_year_week'))
    )
    op.create_index(op.f('ix_weekly_reports_first_day'), 'weekly_reports', ['first_day'], unique=False)
    op.create_table('report_cases',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('PROPOSED', 'CONFIRMED', 'DROPPED')", name=op.f('ck_report_cases_state')),
    sa.ForeignKeyConstraint(['report_id'], ['weekly_reports.id'], name=op.f('fk_report_cases_report_id_weekly_reports')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_report_cases_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_cases')),
    sa.UniqueConstraint('report_id', 'ticket_id', name=op.f('uq_report_cases_report_id_ticket_id'))
    )
    op.create_index(op.f('ix_report_cases_report_id'), 'report_cases', ['report_id'], unique=False)
    op.create_index(op.f('ix_report_cases_ticket_id'), 'report_cases', ['ticket_id'], unique=False)
    op.create_table('memberships',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('workers', sa.Integer(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_memberships_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships'))
    )
    op.create_index(op.f('ix_memberships_organisation_id'), 'memberships', ['organisation_id'], unique=False)
    op.create_table('aid_papers_asked',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('papers', sa.JSON(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('came_at', sa.DateTime(), nullable=True),
    sa.Column('lapsed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_aid_papers_asked_aid_request_id_aid_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_papers_asked'))
    )
    op.create_index(op.f('ix_aid_papers_asked_aid_request_id'), 'aid_papers_asked', ['aid_request_id'], unique=False)
    op.create_index(op.f('ix_aid_papers_asked_due'), 'aid_papers_asked', ['due'], unique=False)
    op.create_table('aid_act_first',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('papers_due', sa.Date(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_aid_act_first_aid_request_id_aid_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_act_first')),
    sa.UniqueConstraint('aid_request_id', name=op.f('uq_aid_act_first_aid_request_id'))
    )
    op.create_index(op.f('ix_aid_act_first_papers_due'), 'aid_act_first', ['papers_due'], unique=False)
    op.create_table('aid_endings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=24), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=False),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("reason in ('FRAUD', 'HIDDEN', 'ILLEGAL_USE', 'NO_LONGER', 'CASE_ENDED', 'OWN_LAWYER', 'OWN_WISH', 'NOT_ENTITLED')", name=op.f('ck_aid_endings_reason')),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_aid_endings_aid_request_id_aid_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_endings'))
    )
    op.create_index(op.f('ix_aid_endings_aid_request_id'), 'aid_endings', ['aid_request_id'], unique=False)
    op.create_table('aid_objections',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('filed_at', sa.DateTime(), nullable=False),
    sa.Column('filed_by', sa.Uuid(), nullable=True),
    sa.Column('answer_due', sa.Date(), nullable=False),
    sa.Column('upheld', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.String(length=400), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('REFUSAL', 'ENDING')", name=op.f('ck_aid_objections_kind')),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_aid_objections_aid_request_id_aid_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_objections'))
    )
    op.create_index(op.f('ix_aid_objections_aid_request_id'), 'aid_objections', ['aid_request_id'], unique=False)
    op.create_index(op.f('ix_aid_objections_answer_due'), 'aid_objections', ['answer_due'], unique=False)
    op.create_table('aid_files',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('filed_at', sa.DateTime(), nullable=False),
    sa.Column('filed_by', sa.Uuid(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('note', sa.String(length=400), nullable=True),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('checked_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['aid_records.id'], name=op.f('fk_aid_files_record_id_aid_records')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_files')),
    sa.UniqueConstraint('record_id', name=op.f('uq_aid_files_record_id'))
    )
    op.create_table('subsidy_rates',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('form', sa.String(length=24), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("form in ('CONSULT', 'DRAFT', 'NEGOTIATE', 'MEDIATE', 'ARBITRATE', 'LITIGATE')", name=op.f('ck_subsidy_rates_form')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_subsidy_rates_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subsidy_rates'))
    )
    op.create_index(op.f('ix_subsidy_rates_organisation_id'), 'subsidy_rates', ['organisation_id'], unique=False)
    op.create_table('subsidies',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('rate_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('approved_at', sa.DateTime(), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('paid_at', sa.DateTime(), nullable=True),
    sa.Column('paid_by', sa.Uuid(), nullable=True),
    sa.Column('voucher', sa.String(length=60), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['rate_id'], ['subsidy_rates.id'], name=op.f('fk_subsidies_rate_id_subsidy_rates')),
    sa.ForeignKeyConstraint(['record_id'], ['aid_records.id'], name=op.f('fk_subsidies_record_id_aid_records')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subsidies')),
    sa.UniqueConstraint('record_id', name=op.f('uq_subsidies_record_id'))
    )


def downgrade() -> None:
    op.drop_table('subsidies')
    op.drop_index(op.f('ix_subsidy_rates_organisation_id'), table_name='subsidy_rates')
    op.drop_table('subsidy_rates')
    op.drop_table('aid_files')
    op.drop_index(op.f('ix_aid_objections_aid_request_id'), table_name='aid_objections')
    op.drop_index(op.f('ix_aid_objections_answer_due'), table_name='aid_objections')
    op.drop_table('aid_objections')
    op.drop_index(op.f('ix_aid_endings_aid_request_id'), table_name='aid_endings')
    op.drop_table('aid_endings')
    op.drop_index(op.f('ix_aid_act_first_papers_due'), table_name='aid_act_first')
    op.drop_table('aid_act_first')
    op.drop_index(op.f('ix_aid_papers_asked_aid_request_id'), table_name='aid_papers_asked')
    op.drop_index(op.f('ix_aid_papers_asked_due'), table_name='aid_papers_asked')
    op.drop_table('aid_papers_asked')
    op.drop_index(op.f('ix_memberships_organisation_id'), table_name='memberships')
    op.drop_table('memberships')
    op.drop_index(op.f('ix_report_cases_report_id'), table_name='report_cases')
    op.drop_index(op.f('ix_report_cases_ticket_id'), table_name='report_cases')
    op.drop_table('report_cases')
    op.drop_index(op.f('ix_weekly_reports_first_day'), table_name='weekly_reports')
    op.drop_table('weekly_reports')
