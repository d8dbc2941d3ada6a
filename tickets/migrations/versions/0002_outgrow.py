"""What a desk needs beyond one machine, and its console."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tickets.columns import Id, Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("refresh", sa.Text(), nullable=False),
        sa.Column("issued_at", Utc(), nullable=True),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("lasts_until", Utc(), nullable=True),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("needs_a_person", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("try_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_access_tokens"),
    )
    op.create_table(
        "alarm_posts",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("posted_at", Utc(), nullable=True),
        sa.Column("held_until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_alarm_posts"),
    )
    op.create_table(
        "lost_letters",
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("token", name="pk_lost_letters"),
    )
    with op.batch_alter_table("lost_letters", schema=None) as batch_op:
        batch_op.create_index("ix_lost_letters_answers", ["answers"], unique=False)
    op.create_table(
        "places",
        sa.Column("what", sa.String(length=320), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("which", sa.String(length=40), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("what", "number", name="pk_places"),
    )
    op.create_table(
        "rests",
        sa.Column("server", sa.String(length=300), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("needs_a_person", sa.Boolean(), nullable=False),
        sa.Column("ends_by", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("server", name="pk_rests"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_address", ["address"], unique=False)
        batch_op.create_index("ix_sessions_seen_at", ["seen_at"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("onward", sa.Text(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.Column("used_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_ins"),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index("ix_sign_ins_asked_at", ["asked_at"], unique=False)
    op.create_table(
        "canaries",
        sa.Column("outbound_id", Id, nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("queued_at", Utc(), nullable=False),
        sa.Column("came_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_canaries_outbound_id"),
        sa.PrimaryKeyConstraint("outbound_id", name="pk_canaries"),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gap", sa.String(length=5), server_default="", nullable=False))
        batch_op.create_index("ix_inbound_mailbox_received_at", ["mailbox", "received_at"], unique=False)
    with op.batch_alter_table("mailboxes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passed_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("usual_gap", sa.Float(), nullable=True))
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tickets_merged_into",
            ["merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.create_index("ix_tickets_opened_at", ["opened_at"], unique=False)
