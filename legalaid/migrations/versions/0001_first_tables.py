"""The first tables: everything from accounts to the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('login', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('password_changed_at', sa.DateTime(), nullable=True),
    sa.Column('contact', sa.String(length=128), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('INVITED', 'ACTIVE', 'DISABLED')", name=op.f('ck_accounts_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('login', name=op.f('uq_accounts_login'))
    )
    op.create_table('articles',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('version_date', sa.Date(), nullable=False),
    sa.Column('law', sa.String(length=120), nullable=False),
    sa.Column('short', sa.String(length=60), nullable=False),
    sa.Column('level', sa.String(length=24), nullable=False),
    sa.Column('region', sa.String(length=24), nullable=False),
    sa.Column('article', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('chapter', sa.String(length=80), nullable=True),
    sa.Column('section', sa.String(length=80), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('repealed', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=160), nullable=False),
    sa.Column('mark', sa.String(length=4), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('indexed_revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_articles')),
    sa.UniqueConstraint('ref', 'version_date', name=op.f('uq_articles_ref_version_date'))
    )
    op.create_index(op.f('ix_articles_ref'), 'articles', ['ref'], unique=False)
    op.create_index('ix_articles_revision', 'articles', ['revision', 'indexed_revision'], unique=False)
    op.create_index('ix_articles_short_number', 'articles', ['short', 'number'], unique=False)
    op.create_table('audit_entries',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('role', sa.String(length=80), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=24), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_entries'))
    )
    op.create_index(op.f('ix_audit_entries_action'), 'audit_entries', ['action'], unique=False)
    op.create_index(op.f('ix_audit_entries_actor_id'), 'audit_entries', ['actor_id'], unique=False)
    op.create_index(op.f('ix_audit_entries_subject_id'), 'audit_entries', ['subject_id'], unique=False)
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('calendar_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('notice_year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=24), nullable=True),
    sa.Column('source', sa.String(length=160), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("kind in ('WORKDAY', 'REST', 'STATUTORY_HOLIDAY', 'ADJUSTED_WORKDAY', 'ADJUSTED_REST')", name=op.f('ck_calendar_days_kind')),
    sa.PrimaryKeyConstraint('day', 'notice_year', name=op.f('pk_calendar_days'))
    )
    op.create_table('cases',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('published_number', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('indexed_revision', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('DRAFT', 'IN_REVIEW', 'PUBLISHED', 'RETIRED')", name=op.f('ck_cases_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('ref', name=op.f('uq_cases_ref'))
    )
    op.create_index('ix_cases_revision', 'cases', ['revision', 'indexed_revision'], unique=False)
    op.create_index(op.f('ix_cases_state'), 'cases', ['state'], unique=False)
    op.create_table('counters',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_counters'))
    )
    op.create_table('job_failures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('job', sa.String(length=40), nullable=False),
    sa.Column('slot', sa.DateTime(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_failures'))
    )
    op.create_index('ix_job_failures_job_slot', 'job_failures', ['job', 'slot'], unique=False)
    op.create_table('job_runs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('job', sa.String(length=40), nullable=False),
    sa.Column('slot', sa.DateTime(), nullable=False),
    sa.Column('manual', sa.Boolean(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs')),
    sa.UniqueConstraint('job', 'slot', name=op.f('uq_job_runs_job_slot'))
    )
    op.create_index(op.f('ix_job_runs_finished_at'), 'job_runs', ['finished_at'], unique=False)
    op.create_table('match_runs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slot', sa.String(length=32), nullable=False),
    sa.Column('ran_at', sa.DateTime(), nullable=False),
    sa.Column('instance', sa.JSON(), nullable=False),
    sa.Column('input_hash', sa.String(length=64), nullable=False),
    sa.Column('weights_number', sa.Integer(), nullable=False),
    sa.Column('objective', sa.Integer(), nullable=False),
    sa.Column('bound', sa.Integer(), nullable=False),
    sa.Column('placed', sa.Integer(), nullable=False),
    sa.Column('unassigned', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_runs'))
    )
    op.create_index(op.f('ix_match_runs_slot'), 'match_runs', ['slot'], unique=False)
    op.create_table('organisations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('county', sa.String(length=12), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('CITY', 'DISTRICT', 'TOWN', 'ZONE', 'ROOM', 'UNION', 'PARTNER')", name=op.f('ck_organisations_kind')),
    sa.ForeignKeyConstraint(['parent_id'], ['organisations.id'], name=op.f('fk_organisations_parent_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('code', name=op.f('uq_organisations_code')),
    sa.UniqueConstraint('path', name=op.f('uq_organisations_path'))
    )
    op.create_index(op.f('ix_organisations_county'), 'organisations', ['county'], unique=False)
    op.create_index(op.f('ix_organisations_parent_id'), 'organisations', ['parent_id'], unique=False)
    op.create_table('parameters',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('region', sa.String(length=24), nullable=False),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('mark', sa.String(length=4), nullable=False),
    sa.Column('verified_by', sa.String(length=64), nullable=True),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parameters'))
    )
    op.create_index(op.f('ix_parameters_key'), 'parameters', ['key'], unique=False)
    op.create_table('submissions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('location', sa.String(length=400), nullable=True),
    sa.Column('answer', sa.JSON(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
    sa.UniqueConstraint('client', 'key', name=op.f('uq_submissions_client_key'))
    )
    op.create_index(op.f('ix_submissions_at'), 'submissions', ['at'], unique=False)
    op.create_table('weights',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weights')),
    sa.UniqueConstraint('number', name=op.f('uq_weights_number'))
    )
    op.create_table('workers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('data_key', sa.LargeBinary(), nullable=True),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('name_index', sa.String(length=64), nullable=True),
    sa.Column('id_no_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('id_no_index', sa.String(length=64), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.String(length=64), nullable=True),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('sex', sa.String(length=24), nullable=True),
    sa.Column('worker_type', sa.String(length=24), nullable=False),
    sa.Column('union_member', sa.Boolean(), nullable=True),
    sa.Column('language', sa.String(length=24), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("sex in ('男', '女')", name=op.f('ck_workers_sex')),
    sa.CheckConstraint("worker_type in ('GENERAL', 'MIGRANT', 'PLATFORM', 'RETIREE', 'INSTITUTION', 'OTHER')", name=op.f('ck_workers_worker_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workers'))
    )
    op.create_index(op.f('ix_workers_id_no_index'), 'workers', ['id_no_index'], unique=False)
    op.create_index(op.f('ix_workers_name_index'), 'workers', ['name_index'], unique=False)
    op.create_index(op.f('ix_workers_phone_index'), 'workers', ['phone_index'], unique=False)
    op.create_table('api_clients',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_api_clients_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_clients')),
    sa.UniqueConstraint('name', name=op.f('uq_api_clients_name')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_clients_token_hash'))
    )
    op.create_table('case_citations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('article_ref', sa.String(length=80), nullable=False),
    sa.Column('resolved', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_citations_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_citations')),
    sa.UniqueConstraint('case_id', 'article_ref', name=op.f('uq_case_citations_case_id_article_ref'))
    )
    op.create_index(op.f('ix_case_citations_article_ref'), 'case_citations', ['article_ref'], unique=False)
    op.create_index(op.f('ix_case_citations_case_id'), 'case_citations', ['case_id'], unique=False)
    op.create_table('case_versions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('origin', sa.String(length=80), nullable=False),
    sa.Column('official', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('written_at', sa.DateTime(), nullable=False),
    sa.Column('reviewer_id', sa.Uuid(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(), nullable=True),
    sa.Column('review_note', sa.String(length=400), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('DRAFT', 'IN_REVIEW', 'PUBLISHED', 'RETIRED')", name=op.f('ck_case_versions_state')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_versions_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_versions')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_case_versions_case_id_number'))
    )
    op.create_index(op.f('ix_case_versions_case_id'), 'case_versions', ['case_id'], unique=False)
    op.create_table('groups',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=24), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('employer_name', sa.String(length=240), nullable=False),
    sa.Column('employer_key', sa.String(length=120), nullable=False),
    sa.Column('county', sa.String(length=12), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('OPEN', 'CLOSED')", name=op.f('ck_groups_state')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_groups_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_groups')),
    sa.UniqueConstraint('no', name=op.f('uq_groups_no'))
    )
    op.create_index(op.f('ix_groups_employer_key'), 'groups', ['employer_key'], unique=False)
    op.create_index(op.f('ix_groups_organisation_id'), 'groups', ['organisation_id'], unique=False)
    op.create_table('lawyers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('licence_no', sa.String(length=20), nullable=False),
    sa.Column('licence_until', sa.Date(), nullable=False),
    sa.Column('firm', sa.String(length=80), nullable=False),
    sa.Column('county', sa.String(length=12), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=False),
    sa.Column('longitude', sa.Double(), nullable=False),
    sa.Column('practising_since', sa.Integer(), nullable=False),
    sa.Column('specialties', sa.JSON(), nullable=False),
    sa.Column('counties', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('services', sa.JSON(), nullable=False),
    sa.Column('caps', sa.JSON(), nullable=False),
    sa.Column('month_caps', sa.JSON(), nullable=False),
    sa.Column('quotas', sa.JSON(), nullable=False),
    sa.Column('rating_count', sa.Integer(), nullable=False),
    sa.Column('rating_sum', sa.Integer(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('answered_in_time', sa.Integer(), nullable=False),
    sa.Column('ex_judge_until', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('ACTIVE', 'PAUSED')", name=op.f('ck_lawyers_state')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_lawyers_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lawyers')),
    sa.UniqueConstraint('account_id', name=op.f('uq_lawyers_account_id')),
    sa.UniqueConstraint('licence_no', name=op.f('uq_lawyers_licence_no'))
    )
    op.create_table('notices',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('worker_id', sa.Uuid(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('subject_no', sa.String(length=28), nullable=True),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('not_before', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('dead_at', sa.DateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_notices_account_id_accounts')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_notices_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    op.create_index('ix_notices_waiting', 'notices', ['sent_at', 'not_before'], unique=False)
    op.create_table('posts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(length=24), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("role in ('mediator', 'coordinator', 'zone_staff', 'lawyer', 'editor', 'finance', 'auditor', 'admin')", name=op.f('ck_posts_role')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_posts_account_id_accounts')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_posts_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts'))
    )
    op.create_index(op.f('ix_posts_account_id'), 'posts', ['account_id'], unique=False)
    op.create_index(op.f('ix_posts_organisation_id'), 'posts', ['organisation_id'], unique=False)
    op.create_table('sessions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('data', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sessions_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sessions_token_hash'))
    )
    op.create_index(op.f('ix_sessions_account_id'), 'sessions', ['account_id'], unique=False)
    op.create_index(op.f('ix_sessions_expires_at'), 'sessions', ['expires_at'], unique=False)
    op.create_table('stories',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('dropped', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_stories_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stories'))
    )
    op.create_index(op.f('ix_stories_account_id'), 'stories', ['account_id'], unique=False)
    op.create_index(op.f('ix_stories_expires_at'), 'stories', ['expires_at'], unique=False)
    op.create_table('engagements',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('whose', sa.String(length=24), nullable=False),
    sa.Column('side', sa.String(length=24), nullable=False),
    sa.Column('employer_name', sa.String(length=120), nullable=False),
    sa.Column('employer_key', sa.String(length=120), nullable=False),
    sa.Column('starts', sa.Date(), nullable=True),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("side in ('FOR', 'AGAINST')", name=op.f('ck_engagements_side')),
    sa.CheckConstraint("whose in ('LAWYER', 'FIRM')", name=op.f('ck_engagements_whose')),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_engagements_lawyer_id_lawyers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engagements'))
    )
    op.create_index(op.f('ix_engagements_employer_key'), 'engagements', ['employer_key'], unique=False)
    op.create_index(op.f('ix_engagements_lawyer_id'), 'engagements', ['lawyer_id'], unique=False)
    op.create_table('group_members',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('worker_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('employer_name', sa.String(length=120), nullable=False),
    sa.Column('team', sa.String(length=40), nullable=True),
    sa.Column('team_leader', sa.Boolean(), nullable=False),
    sa.Column('owed', sa.BigInteger(), nullable=False),
    sa.Column('owed_from', sa.Date(), nullable=True),
    sa.Column('owed_to', sa.Date(), nullable=True),
    sa.Column('settled', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('LISTED', 'CONFIRMED', 'PARTLY_PAID', 'PAID', 'LEFT')", name=op.f('ck_group_members_state')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_group_members_group_id_groups')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_group_members_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_members'))
    )
    op.create_index(op.f('ix_group_members_group_id'), 'group_members', ['group_id'], unique=False)
    op.create_index(op.f('ix_group_members_worker_id'), 'group_members', ['worker_id'], unique=False)
    op.create_table('leaves',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=60), nullable=True),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_leaves_lawyer_id_lawyers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leaves'))
    )
    op.create_index(op.f('ix_leaves_lawyer_id'), 'leaves', ['lawyer_id'], unique=False)
    op.create_table('tickets',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=24), nullable=False),
    sa.Column('receipt_hash', sa.String(length=64), nullable=True),
    sa.Column('worker_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=24), nullable=False),
    sa.Column('external_no', sa.String(length=64), nullable=True),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('topic', sa.String(length=24), nullable=False),
    sa.Column('statement_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('employer_name', sa.String(length=120), nullable=False),
    sa.Column('employer_key', sa.String(length=120), nullable=False),
    sa.Column('county', sa.String(length=12), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=True),
    sa.Column('head_count', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('class_name', sa.String(length=24), nullable=True),
    sa.Column('subclass', sa.String(length=40), nullable=True),
    sa.Column('cause', sa.String(length=12), nullable=True),
    sa.Column('cause_version', sa.String(length=8), nullable=False),
    sa.Column('flags', sa.JSON(), nullable=False),
    sa.Column('suggestion', sa.JSON(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('handler_id', sa.Uuid(), nullable=True),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('merged_into_id', sa.Uuid(), nullable=True),
    sa.Column('wants_lawyer', sa.Boolean(), nullable=False),
    sa.Column('contact_note', sa.String(length=60), nullable=True),
    sa.Column('consent_version', sa.String(length=24), nullable=True),
    sa.Column('registered_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('dispatched_at', sa.DateTime(), nullable=True),
    sa.Column('contacted_at', sa.DateTime(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('due_reason', sa.JSON(), nullable=False),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("channel in ('PORTAL', 'WALK_IN', 'ZONE', 'HOTLINE', 'API', 'IMPORT')", name=op.f('ck_tickets_channel')),
    sa.CheckConstraint("state in ('REGISTERED', 'CONFIRMED', 'DISPATCHED', 'RETURNED', 'IN_PROGRESS', 'PAUSED', 'RESOLVED', 'CLOSED', 'MERGED', 'WITHDRAWN', 'TRANSFERRED')", name=op.f('ck_tickets_state')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_tickets_group_id_groups')),
    sa.ForeignKeyConstraint(['handler_id'], ['accounts.id'], name=op.f('fk_tickets_handler_id_accounts')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['tickets.id'], name=op.f('fk_tickets_merged_into_id_tickets')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_tickets_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_tickets_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('no', name=op.f('uq_tickets_no'))
    )
    op.create_index(op.f('ix_tickets_cause'), 'tickets', ['cause'], unique=False)
    op.create_index(op.f('ix_tickets_closed_at'), 'tickets', ['closed_at'], unique=False)
    op.create_index(op.f('ix_tickets_county'), 'tickets', ['county'], unique=False)
    op.create_index(op.f('ix_tickets_employer_key'), 'tickets', ['employer_key'], unique=False)
    op.create_index(op.f('ix_tickets_external_no'), 'tickets', ['external_no'], unique=False)
    op.create_index(op.f('ix_tickets_group_id'), 'tickets', ['group_id'], unique=False)
    op.create_index(op.f('ix_tickets_handler_id'), 'tickets', ['handler_id'], unique=False)
    op.create_index(op.f('ix_tickets_organisation_id'), 'tickets', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_tickets_registered_at'), 'tickets', ['registered_at'], unique=False)
    op.create_index('ix_tickets_state_due_at', 'tickets', ['state', 'due_at'], unique=False)
    op.create_index(op.f('ix_tickets_subclass'), 'tickets', ['subclass'], unique=False)
    op.create_index(op.f('ix_tickets_worker_id'), 'tickets', ['worker_id'], unique=False)
    op.create_table('aid_requests',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('track', sa.String(length=24), nullable=False),
    sa.Column('forms', sa.JSON(), nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('eligibility', sa.JSON(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('excluded_lawyers', sa.JSON(), nullable=False),
    sa.Column('chosen_lawyer', sa.String(length=36), nullable=True),
    sa.Column('applied_at', sa.DateTime(), nullable=False),
    sa.Column('applied_by', sa.String(length=16), nullable=False),
    sa.Column('decide_due', sa.Date(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decision_reason', sa.String(length=400), nullable=True),
    sa.Column('assign_due', sa.Date(), nullable=True),
    sa.Column('assigned_at', sa.DateTime(), nullable=True),
    sa.Column('waiting_reason', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('DRAFT', 'SUBMITTED', 'NEEDS_PAPERS', 'GRANTED', 'REFUSED', 'WITHDRAWN')", name=op.f('ck_aid_requests_state')),
    sa.CheckConstraint("track in ('UNION', 'STATE')", name=op.f('ck_aid_requests_track')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_aid_requests_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_requests'))
    )
    op.create_index(op.f('ix_aid_requests_assign_due'), 'aid_requests', ['assign_due'], unique=False)
    op.create_index(op.f('ix_aid_requests_state'), 'aid_requests', ['state'], unique=False)
    op.create_index(op.f('ix_aid_requests_ticket_id'), 'aid_requests', ['ticket_id'], unique=False)
    op.create_table('consents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('text_version', sa.String(length=24), nullable=False),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind in ('DATA', 'SENSITIVE', 'MEDIATION', 'TRANSFER')", name=op.f('ck_consents_kind')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_consents_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index(op.f('ix_consents_ticket_id'), 'consents', ['ticket_id'], unique=False)
    op.create_table('disputes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('admin_track', sa.Boolean(), nullable=False),
    sa.Column('facts_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('limitation_due', sa.Date(), nullable=True),
    sa.Column('limitation_reason', sa.JSON(), nullable=False),
    sa.Column('employer_answer', sa.Text(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_disputes_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disputes')),
    sa.UniqueConstraint('ticket_id', name=op.f('uq_disputes_ticket_id'))
    )
    op.create_index(op.f('ix_disputes_limitation_due'), 'disputes', ['limitation_due'], unique=False)
    op.create_index(op.f('ix_disputes_state'), 'disputes', ['state'], unique=False)
    op.create_table('ratings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('comment_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('rated_at', sa.DateTime(), nullable=False),
    sa.Column('callback_due_at', sa.DateTime(), nullable=True),
    sa.Column('callback_done_at', sa.DateTime(), nullable=True),
    sa.Column('callback_note', sa.String(length=400), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ratings_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ratings')),
    sa.UniqueConstraint('ticket_id', name=op.f('uq_ratings_ticket_id'))
    )
    op.create_table('ticket_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sa.String(length=64), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_events_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_events')),
    sa.UniqueConstraint('ticket_id', 'seq', name=op.f('uq_ticket_events_ticket_id_seq'))
    )
    op.create_index(op.f('ix_ticket_events_ticket_id'), 'ticket_events', ['ticket_id'], unique=False)
    op.create_table('aid_records',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=28), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('form', sa.String(length=24), nullable=False),
    sa.Column('stage', sa.String(length=24), nullable=True),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('authority', sa.String(length=24), nullable=True),
    sa.Column('tribunal', sa.String(length=80), nullable=True),
    sa.Column('tribunal_no', sa.String(length=60), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('delivered_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.String(length=24), nullable=True),
    sa.Column('awarded_amount', sa.BigInteger(), nullable=True),
    sa.Column('recovered_amount', sa.BigInteger(), nullable=True),
    sa.Column('report_due', sa.Date(), nullable=True),
    sa.Column('report_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('subsidy', sa.String(length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("authority in ('GENERAL', 'SPECIAL')", name=op.f('ck_aid_records_authority')),
    sa.CheckConstraint("form in ('CONSULT', 'DRAFT', 'NEGOTIATE', 'MEDIATE', 'ARBITRATE', 'LITIGATE')", name=op.f('ck_aid_records_form')),
    sa.CheckConstraint("outcome in ('FULL', 'PARTIAL', 'MEDIATED', 'SETTLED', 'REJECTED', 'DELIVERED', 'WITHDRAWN')", name=op.f('ck_aid_records_outcome')),
    sa.CheckConstraint("stage in ('FIRST', 'SECOND', 'ENFORCE')", name=op.f('ck_aid_records_stage')),
    sa.CheckConstraint("state in ('OPEN', 'DELIVERED', 'CLOSED', 'TERMINATED')", name=op.f('ck_aid_records_state')),
    sa.CheckConstraint("subsidy in ('DUE', 'FILE_OK', 'APPROVED', 'PAID', 'NONE')", name=op.f('ck_aid_records_subsidy')),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_aid_records_aid_request_id_aid_requests')),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_aid_records_lawyer_id_lawyers')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_aid_records_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_records')),
    sa.UniqueConstraint('no', name=op.f('uq_aid_records_no'))
    )
    op.create_index(op.f('ix_aid_records_aid_request_id'), 'aid_records', ['aid_request_id'], unique=False)
    op.create_index(op.f('ix_aid_records_closed_at'), 'aid_records', ['closed_at'], unique=False)
    op.create_index(op.f('ix_aid_records_lawyer_id'), 'aid_records', ['lawyer_id'], unique=False)
    op.create_index(op.f('ix_aid_records_state'), 'aid_records', ['state'], unique=False)
    op.create_index(op.f('ix_aid_records_ticket_id'), 'aid_records', ['ticket_id'], unique=False)
    op.create_table('offers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('components', sa.JSON(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('conflict', sa.JSON(), nullable=False),
    sa.Column('weights_number', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=True),
    sa.Column('offered_at', sa.DateTime(), nullable=False),
    sa.Column('offered_by', sa.Uuid(), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('message', sa.String(length=400), nullable=True),
    sa.Column('next_when_lapsed', sa.Boolean(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('conflict_declared', sa.Boolean(), nullable=True),
    sa.Column('decline_reason', sa.String(length=24), nullable=True),
    sa.Column('decline_note', sa.String(length=200), nullable=True),
    sa.Column('override_code', sa.String(length=24), nullable=True),
    sa.Column('override_note', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("decline_reason in ('CONFLICT', 'BUSY', 'LEAVE', 'FIELD', 'OTHER')", name=op.f('ck_offers_decline_reason')),
    sa.CheckConstraint("state in ('HELD', 'OFFERED', 'ACCEPTED', 'DECLINED', 'LAPSED', 'CANCELLED')", name=op.f('ck_offers_state')),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_offers_aid_request_id_aid_requests')),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_offers_lawyer_id_lawyers')),
    sa.ForeignKeyConstraint(['run_id'], ['match_runs.id'], name=op.f('fk_offers_run_id_match_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offers'))
    )
    op.create_index(op.f('ix_offers_aid_request_id'), 'offers', ['aid_request_id'], unique=False)
    op.create_index(op.f('ix_offers_due_at'), 'offers', ['due_at'], unique=False)
    op.create_index(op.f('ix_offers_lawyer_id'), 'offers', ['lawyer_id'], unique=False)
    op.create_index(op.f('ix_offers_state'), 'offers', ['state'], unique=False)
    op.create_index('uq_offers_live', 'offers', ['aid_request_id'], unique=True, sqlite_where=sa.text("state in ('HELD', 'OFFERED', 'ACCEPTED')"), postgresql_where=sa.text("state in ('HELD', 'OFFERED', 'ACCEPTED')"))
    op.create_table('aid_log',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('written_at', sa.DateTime(), nullable=False),
    sa.Column('written_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind in ('MEETING', 'CALL', 'FILING', 'HEARING', 'MEDIATION', 'OTHER')", name=op.f('ck_aid_log_kind')),
    sa.ForeignKeyConstraint(['record_id'], ['aid_records.id'], name=op.f('fk_aid_log_record_id_aid_records')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_log'))
    )
    op.create_index(op.f('ix_aid_log_record_id'), 'aid_log', ['record_id'], unique=False)
    op.create_table('documents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('template_version', sa.String(length=24), nullable=False),
    sa.Column('law_as_of', sa.Date(), nullable=False),
    sa.Column('blanks', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('facts_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('written_at', sa.DateTime(), nullable=False),
    sa.Column('written_by', sa.Uuid(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(), nullable=True),
    sa.Column('reviewed_by', sa.Uuid(), nullable=True),
    sa.Column('delivered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['record_id'], ['aid_records.id'], name=op.f('fk_documents_record_id_aid_records')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_documents_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents'))
    )
    op.create_index(op.f('ix_documents_record_id'), 'documents', ['record_id'], unique=False)
    op.create_index(op.f('ix_documents_ticket_id'), 'documents', ['ticket_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_documents_ticket_id'), table_name='documents')
    op.drop_index(op.f('ix_documents_record_id'), table_name='documents')
    op.drop_table('documents')
    op.drop_index(op.f('ix_aid_log_record_id'), table_name='aid_log')
    op.drop_table('aid_log')
    op.drop_index('uq_offers_live', table_name='offers', sqlite_where=sa.text("state in ('HELD', 'OFFERED', 'ACCEPTED')"), postgresql_where=sa.text("state in ('HELD', 'OFFERED', 'ACCEPTED')"))
    op.drop_index(op.f('ix_offers_state'), table_name='offers')
    op.drop_index(op.f('ix_offers_lawyer_id'), table_name='offers')
    op.drop_index(op.f('ix_offers_due_at'), table_name='offers')
    op.drop_index(op.f('ix_offers_aid_request_id'), table_name='offers')
    op.drop_table('offers')
    op.drop_index(op.f('ix_aid_records_ticket_id'), table_name='aid_records')
    op.drop_index(op.f('ix_aid_records_state'), table_name='aid_records')
    op.drop_index(op.f('ix_aid_records_lawyer_id'), table_name='aid_records')
    op.drop_index(op.f('ix_aid_records_closed_at'), table_name='aid_records')
    op.drop_index(op.f('ix_aid_records_aid_request_id'), table_name='aid_records')
    op.drop_table('aid_records')
    op.drop_index(op.f('ix_ticket_events_ticket_id'), table_name='ticket_events')
    op.drop_table('ticket_events')
    op.drop_table('ratings')
    op.drop_index(op.f('ix_disputes_state'), table_name='disputes')
    op.drop_index(op.f('ix_disputes_limitation_due'), table_name='disputes')
    op.drop_table('disputes')
    op.drop_index(op.f('ix_consents_ticket_id'), table_name='consents')
    op.drop_table('consents')
    op.drop_index(op.f('ix_aid_requests_ticket_id'), table_name='aid_requests')
    op.drop_index(op.f('ix_aid_requests_state'), table_name='aid_requests')
    op.drop_index(op.f('ix_aid_requests_assign_due'), table_name='aid_requests')
    op.drop_table('aid_requests')
    op.drop_index(op.f('ix_tickets_worker_id'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_subclass'), table_name='tickets')
    op.drop_index('ix_tickets_state_due_at', table_name='tickets')
    op.drop_index(op.f('ix_tickets_registered_at'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_organisation_id'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_handler_id'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_group_id'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_external_no'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_employer_key'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_county'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_closed_at'), table_name='tickets')
    op.drop_index(op.f('ix_tickets_cause'), table_name='tickets')
    op.drop_table('tickets')
    op.drop_index(op.f('ix_leaves_lawyer_id'), table_name='leaves')
    op.drop_table('leaves')
    op.drop_index(op.f('ix_group_members_worker_id'), table_name='group_members')
    op.drop_index(op.f('ix_group_members_group_id'), table_name='group_members')
    op.drop_table('group_members')
    op.drop_index(op.f('ix_engagements_lawyer_id'), table_name='engagements')
    op.drop_index(op.f('ix_engagements_employer_key'), table_name='engagements')
    op.drop_table('engagements')
    op.drop_index(op.f('ix_stories_expires_at'), table_name='stories')
    op.drop_index(op.f('ix_stories_account_id'), table_name='stories')
    op.drop_table('stories')
    op.drop_index(op.f('ix_sessions_expires_at'), table_name='sessions')
    op.drop_index(op.f('ix_sessions_account_id'), table_name='sessions')
    op.drop_table('sessions')
    op.drop_index(op.f('ix_posts_organisation_id'), table_name='posts')
    op.drop_index(op.f('ix_posts_account_id'), table_name='posts')
    op.drop_table('posts')
    op.drop_index('ix_notices_waiting', table_name='notices')
    op.drop_table('notices')
    op.drop_table('lawyers')
    op.drop_index(op.f('ix_groups_organisation_id'), table_name='groups')
    op.drop_index(op.f('ix_groups_employer_key'), table_name='groups')
    op.drop_table('groups')
    op.drop_index(op.f('ix_case_versions_case_id'), table_name='case_versions')
    op.drop_table('case_versions')
    op.drop_index(op.f('ix_case_citations_case_id'), table_name='case_citations')
    op.drop_index(op.f('ix_case_citations_article_ref'), table_name='case_citations')
    op.drop_table('case_citations')
    op.drop_table('api_clients')
    op.drop_index(op.f('ix_workers_phone_index'), table_name='workers')
    op.drop_index(op.f('ix_workers_name_index'), table_name='workers')
    op.drop_index(op.f('ix_workers_id_no_index'), table_name='workers')
    op.drop_table('workers')
    op.drop_table('weights')
    op.drop_index(op.f('ix_submissions_at'), table_name='submissions')
    op.drop_table('submissions')
    op.drop_index(op.f('ix_parameters_key'), table_name='parameters')
    op.drop_table('parameters')
    op.drop_index(op.f('ix_organisations_parent_id'), table_name='organisations')
    op.drop_index(op.f('ix_organisations_county'), table_name='organisations')
    op.drop_table('organisations')
    op.drop_index(op.f('ix_match_runs_slot'), table_name='match_runs')
    op.drop_table('match_runs')
    op.drop_index(op.f('ix_job_runs_finished_at'), table_name='job_runs')
    op.drop_table('job_runs')
    op.drop_index('ix_job_failures_job_slot', table_name='job_failures')
    op.drop_table('job_failures')
    op.drop_table('counters')
    op.drop_index(op.f('ix_cases_state'), table_name='cases')
    op.drop_index('ix_cases_revision', table_name='cases')
    op.drop_table('cases')
    op.drop_table('calendar_days')
    op.drop_table('audit_head')
    op.drop_index(op.f('ix_audit_entries_subject_id'), table_name='audit_entries')
    op.drop_index(op.f('ix_audit_entries_actor_id'), table_name='audit_entries')
    op.drop_index(op.f('ix_audit_entries_action'), table_name='audit_entries')
    op.drop_table('audit_entries')
    op.drop_index('ix_articles_short_number', table_name='articles')
    op.drop_index('ix_articles_revision', table_name='articles')
    op.drop_index(op.f('ix_articles_ref'), table_name='articles')
    op.drop_table('articles')
    op.drop_table('accounts')
