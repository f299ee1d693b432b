"""What matching keeps: decisions on conflicts, grounds of offers, hand-overs, settings of the placing, the duty roster."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('duty_plans',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('planned_at', sa.DateTime(), nullable=False),
    sa.Column('planned_by', sa.Uuid(), nullable=True),
    sa.Column('objective', sa.Integer(), nullable=False),
    sa.Column('optimal', sa.Boolean(), nullable=False),
    sa.Column('unfilled', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_plans'))
    )
    op.create_index(op.f('ix_duty_plans_first'), 'duty_plans', ['first'], unique=False)
    op.create_table('placing_settings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('automatic', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placing_settings')),
    sa.UniqueConstraint('number', name=op.f('uq_placing_settings_number'))
    )
    op.create_table('duty_posts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('half', sa.String(length=24), nullable=False),
    sa.Column('rooms', sa.JSON(), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("half in ('AM', 'PM')", name=op.f('ck_duty_posts_half')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_duty_posts_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_posts'))
    )
    op.create_index(op.f('ix_duty_posts_organisation_id'), 'duty_posts', ['organisation_id'], unique=False)
    op.create_table('duties',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('post_id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_duties_lawyer_id_lawyers')),
    sa.ForeignKeyConstraint(['plan_id'], ['duty_plans.id'], name=op.f('fk_duties_plan_id_duty_plans')),
    sa.ForeignKeyConstraint(['post_id'], ['duty_posts.id'], name=op.f('fk_duties_post_id_duty_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duties')),
    sa.UniqueConstraint('week', 'post_id', name=op.f('uq_duties_week_post_id'))
    )
    op.create_index(op.f('ix_duties_lawyer_id'), 'duties', ['lawyer_id'], unique=False)
    op.create_index(op.f('ix_duties_plan_id'), 'duties', ['plan_id'], unique=False)
    op.create_index(op.f('ix_duties_post_id'), 'duties', ['post_id'], unique=False)
    op.create_table('duty_asks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('post_id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('other_week', sa.Date(), nullable=True),
    sa.Column('other_post_id', sa.Uuid(), nullable=True),
    sa.Column('asked_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('OPEN', 'DONE', 'WITHDRAWN')", name=op.f('ck_duty_asks_state')),
    sa.ForeignKeyConstraint(['asked_id'], ['lawyers.id'], name=op.f('fk_duty_asks_asked_id_lawyers')),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_duty_asks_lawyer_id_lawyers')),
    sa.ForeignKeyConstraint(['other_post_id'], ['duty_posts.id'], name=op.f('fk_duty_asks_other_post_id_duty_posts')),
    sa.ForeignKeyConstraint(['post_id'], ['duty_posts.id'], name=op.f('fk_duty_asks_post_id_duty_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_asks'))
    )
    op.create_index(op.f('ix_duty_asks_asked_id'), 'duty_asks', ['asked_id'], unique=False)
    op.create_index(op.f('ix_duty_asks_lawyer_id'), 'duty_asks', ['lawyer_id'], unique=False)
    op.create_index(op.f('ix_duty_asks_post_id'), 'duty_asks', ['post_id'], unique=False)
    op.create_index(op.f('ix_duty_asks_state'), 'duty_asks', ['state'], unique=False)
    op.create_table('duty_changes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('post_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('before_id', sa.Uuid(), nullable=False),
    sa.Column('after_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind in ('TAKE_OVER', 'SWAP', 'FILL')", name=op.f('ck_duty_changes_kind')),
    sa.ForeignKeyConstraint(['after_id'], ['lawyers.id'], name=op.f('fk_duty_changes_after_id_lawyers')),
    sa.ForeignKeyConstraint(['before_id'], ['lawyers.id'], name=op.f('fk_duty_changes_before_id_lawyers')),
    sa.ForeignKeyConstraint(['post_id'], ['duty_posts.id'], name=op.f('fk_duty_changes_post_id_duty_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_changes')),
    sa.UniqueConstraint('week', 'post_id', 'number', name=op.f('uq_duty_changes_week_post_id_number'))
    )
    op.create_index(op.f('ix_duty_changes_after_id'), 'duty_changes', ['after_id'], unique=False)
    op.create_index(op.f('ix_duty_changes_before_id'), 'duty_changes', ['before_id'], unique=False)
    op.create_index(op.f('ix_duty_changes_post_id'), 'duty_changes', ['post_id'], unique=False)
    op.create_index(op.f('ix_duty_changes_week'), 'duty_changes', ['week'], unique=False)
    op.create_table('duty_wishes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('posts', sa.JSON(), nullable=False),
    sa.Column('never', sa.JSON(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('feed_hash', sa.String(length=64), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_duty_wishes_lawyer_id_lawyers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_wishes')),
    sa.UniqueConstraint('feed_hash', name=op.f('uq_duty_wishes_feed_hash')),
    sa.UniqueConstraint('lawyer_id', name=op.f('uq_duty_wishes_lawyer_id'))
    )
    op.create_table('conflict_decisions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('lawyer_id', sa.Uuid(), nullable=False),
    sa.Column('verdict', sa.String(length=24), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("verdict in ('CLEARED', 'BLOCKED')", name=op.f('ck_conflict_decisions_verdict')),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_conflict_decisions_aid_request_id_aid_requests')),
    sa.ForeignKeyConstraint(['lawyer_id'], ['lawyers.id'], name=op.f('fk_conflict_decisions_lawyer_id_lawyers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_decisions'))
    )
    op.create_index(op.f('ix_conflict_decisions_aid_request_id'), 'conflict_decisions', ['aid_request_id'], unique=False)
    op.create_index(op.f('ix_conflict_decisions_lawyer_id'), 'conflict_decisions', ['lawyer_id'], unique=False)
    op.create_table('handovers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('aid_request_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('to_id', sa.Uuid(), nullable=True),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('reason', sa.String(length=24), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('answer', sa.String(length=200), nullable=True),
    sa.Column('taken_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("reason in ('LEAVE', 'CONFLICT', 'BUSY', 'WISH', 'OTHER')", name=op.f('ck_handovers_reason')),
    sa.CheckConstraint("state in ('ASKED', 'RELEASED', 'TAKEN', 'REFUSED')", name=op.f('ck_handovers_state')),
    sa.ForeignKeyConstraint(['aid_request_id'], ['aid_requests.id'], name=op.f('fk_handovers_aid_request_id_aid_requests')),
    sa.ForeignKeyConstraint(['from_id'], ['lawyers.id'], name=op.f('fk_handovers_from_id_lawyers')),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_handovers_offer_id_offers')),
    sa.ForeignKeyConstraint(['to_id'], ['lawyers.id'], name=op.f('fk_handovers_to_id_lawyers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers'))
    )
    op.create_index(op.f('ix_handovers_aid_request_id'), 'handovers', ['aid_request_id'], unique=False)
    op.create_index(op.f('ix_handovers_from_id'), 'handovers', ['from_id'], unique=False)
    op.create_index(op.f('ix_handovers_offer_id'), 'handovers', ['offer_id'], unique=False)
    op.create_index(op.f('ix_handovers_state'), 'handovers', ['state'], unique=False)
    op.create_index(op.f('ix_handovers_to_id'), 'handovers', ['to_id'], unique=False)
    op.create_table('offer_grounds',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('instance', sa.JSON(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_offer_grounds_offer_id_offers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer_grounds')),
    sa.UniqueConstraint('offer_id', name=op.f('uq_offer_grounds_offer_id'))
    )


def downgrade() -> None:
    op.drop_table('offer_grounds')
    op.drop_table('handovers')
    op.drop_table('conflict_decisions')
    op.drop_table('duty_wishes')
    op.drop_table('duty_changes')
    op.drop_table('duty_asks')
    op.drop_table('duties')
    op.drop_table('duty_posts')
    op.drop_table('placing_settings')
    op.drop_table('duty_plans')
