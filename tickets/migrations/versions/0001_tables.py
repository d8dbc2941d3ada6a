"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tickets.columns import Id, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_absences"),
    )
    op.create_table(
        "alarms",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("told_at", Utc(), nullable=True),
        sa.Column("over_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_alarms"),
    )
    op.create_table(
        "dealers",
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_dealers"),
    )
    op.create_table(
        "editions",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=True),
        sa.Column("known", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index(
        "uq_incidents_running",
        "incidents",
        ["topic"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "mailboxes",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("since_uid", sa.BigInteger(), nullable=False),
        sa.Column("met_at", Utc(), nullable=True),
        sa.Column("last_success", Utc(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_mailboxes"),
    )
    op.create_table(
        "notebook",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notebook"),
    )
    op.create_table(
        "raws",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("zstd", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_raws"),
    )
    op.create_table(
        "suppressed",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_suppressed"),
    )
    op.create_table(
        "template_files",
        sa.Column("place", sa.String(length=700), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_template_files"),
    )
    op.create_table(
        "templates",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("stem", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("since", Id, nullable=True),
        sa.Column("until", Id, nullable=True),
        sa.ForeignKeyConstraint(["since"], ["editions.id"], name="fk_templates_since"),
        sa.ForeignKeyConstraint(["until"], ["editions.id"], name="fk_templates_until"),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
    )
    op.create_index("ix_templates_stem_language", "templates", ["stem", "language"], unique=False)
    op.create_index(
        "uq_templates_live",
        "templates",
        ["language", "stem"],
        unique=True,
        sqlite_where=sa.text("state = 'LIVE'"),
        postgresql_where=sa.text("state = 'LIVE'"),
    )
    op.create_table(
        "tickets",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("certainty", sa.Float(), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("clause", sa.String(length=20), nullable=False),
        sa.Column("sla", sa.Boolean(), nullable=False),
        sa.Column("lane", sa.String(length=20), nullable=False),
        sa.Column("urgent", sa.Text(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("is_stub", sa.Boolean(), nullable=False),
        sa.Column("is_unanswered", sa.Boolean(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("last_message_at", Utc(), nullable=False),
        sa.Column("acknowledged_at", Utc(), nullable=True),
        sa.Column("first_response_at", Utc(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("promised_for", Utc(), nullable=True),
        sa.Column("snoozed_until", Utc(), nullable=True),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("pending_since", Utc(), nullable=True),
        sa.Column("chase_at", Utc(), nullable=True),
        sa.Column("chases", sa.Integer(), nullable=False),
        sa.Column("asks_no_answer", sa.Boolean(), nullable=False),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("merged_into", Id, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_tickets_incident_id"),
        sa.ForeignKeyConstraint(["merged_into"], ["tickets.id"], name="fk_tickets_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("number", name="uq_tickets_number"),
    )
    op.create_index(
        "ix_tickets_chase_at",
        "tickets",
        ["chase_at"],
        unique=False,
        sqlite_where=sa.text("chase_at IS NOT NULL"),
        postgresql_where=sa.text("chase_at IS NOT NULL"),
    )
    op.create_index("ix_tickets_incident_id", "tickets", ["incident_id"], unique=False)
    op.create_index("ix_tickets_is_unanswered_id", "tickets", ["is_unanswered", "id"], unique=False)
    op.create_index("ix_tickets_requester", "tickets", ["requester"], unique=False)
    op.create_index("ix_tickets_status_due_at", "tickets", ["status", "due_at"], unique=False)
    op.create_index("ix_tickets_topic_opened_at", "tickets", ["topic", "opened_at"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_appointments_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_appointments"),
    )
    op.create_index("ix_appointments_at", "appointments", ["at"], unique=False)
    op.create_table(
        "escalations",
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_escalations_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "due_at", "step", name="pk_escalations"),
    )
    op.create_table(
        "inbound",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", Utc(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("is_giant", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("order", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["raw_sha256"], ["raws.sha256"], name="fk_inbound_raw_sha256"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_inbound_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inbound"),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid", name="uq_inbound_mailbox_uidvalidity_uid"),
    )
    op.create_index("ix_inbound_digest", "inbound", ["digest"], unique=False)
    op.create_index("ix_inbound_message_id", "inbound", ["message_id"], unique=False)
    op.create_index("ix_inbound_state_held_until", "inbound", ["state", "held_until"], unique=False)
    op.create_table(
        "links",
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("other_id", Id, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["tickets.id"], name="fk_links_other_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_links_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "other_id", name="pk_links"),
    )
    op.create_table(
        "participants",
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_participants_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "address", name="pk_participants"),
    )
    op.create_index("ix_participants_address", "participants", ["address"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("whose", sa.String(length=320), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("is_logo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_pictures_ticket_id"),
        sa.PrimaryKeyConstraint("whose", "sha256", name="pk_pictures"),
    )
    op.create_table(
        "quiets",
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_quiets_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "address", name="pk_quiets"),
    )
    op.create_table(
        "corrections",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("inbound_id", Id, nullable=True),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name="fk_corrections_inbound_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_corrections_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_ticket_id", "corrections", ["ticket_id"], unique=False)
    op.create_table(
        "outbound",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("answers", Id, nullable=True),
        sa.Column("carries", Id, nullable=True),
        sa.Column("by", sa.String(length=320), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("cc", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("letter", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("queued_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["answers"], ["inbound.id"], name="fk_outbound_answers"),
        sa.ForeignKeyConstraint(["carries"], ["inbound.id"], name="fk_outbound_carries"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_outbound_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbound"),
        sa.UniqueConstraint("answers", name="uq_outbound_answers"),
        sa.UniqueConstraint("carries", "kind", "recipient", name="uq_outbound_carries_kind_recipient"),
        sa.UniqueConstraint("message_id", name="uq_outbound_message_id"),
    )
    op.create_index("ix_outbound_recipient_queued_at", "outbound", ["recipient", "queued_at"], unique=False)
    op.create_index("ix_outbound_shape_domain_queued_at", "outbound", ["shape", "domain", "queued_at"], unique=False)
    op.create_index("ix_outbound_state_due_at", "outbound", ["state", "due_at"], unique=False)
    op.create_index("ix_outbound_ticket_id", "outbound", ["ticket_id"], unique=False)
    op.create_table(
        "thread_ids",
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("inbound_id", Id, nullable=True),
        sa.Column("is_only_named", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name="fk_thread_ids_inbound_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_thread_ids_ticket_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_thread_ids"),
    )
    op.create_index("ix_thread_ids_inbound_id", "thread_ids", ["inbound_id"], unique=False)
    op.create_index("ix_thread_ids_ticket_id", "thread_ids", ["ticket_id"], unique=False)
    op.create_table(
        "aliases",
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("outbound_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_aliases_outbound_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_aliases"),
    )
    op.create_index("ix_aliases_outbound_id", "aliases", ["outbound_id"], unique=False)
    op.create_table(
        "digest_lines",
        sa.Column("outbound_id", Id, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_digest_lines_outbound_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_digest_lines_ticket_id"),
        sa.PrimaryKeyConstraint("outbound_id", "line", name="pk_digest_lines"),
    )
    op.create_index("ix_digest_lines_ticket_id", "digest_lines", ["ticket_id"], unique=False)
    op.create_table(
        "digests",
        sa.Column("night", sa.String(length=10), nullable=False),
        sa.Column("person", sa.String(length=320), nullable=False),
        sa.Column("outbound_id", Id, nullable=False),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("list", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_digests_outbound_id"),
        sa.PrimaryKeyConstraint("night", "person", name="pk_digests"),
        sa.UniqueConstraint("outbound_id", name="uq_digests_outbound_id"),
    )
    op.create_table(
        "events",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("inbound_id", Id, nullable=True),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("outbound_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name="fk_events_inbound_id"),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_events_outbound_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_events_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_inbound_id", "events", ["inbound_id"], unique=False)
    op.create_index("ix_events_outbound_id", "events", ["outbound_id"], unique=False)
    op.create_index("ix_events_ticket_id", "events", ["ticket_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("inbound_id", Id, nullable=True),
        sa.Column("outbound_id", Id, nullable=True),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("trust", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name="fk_messages_inbound_id"),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_messages_outbound_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_messages_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("digest", name="uq_messages_digest"),
        sa.UniqueConstraint("inbound_id", name="uq_messages_inbound_id"),
        sa.UniqueConstraint("outbound_id", name="uq_messages_outbound_id"),
    )
    op.create_index("ix_messages_ticket_id", "messages", ["ticket_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("outbound_id", Id, nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("minted_at", Utc(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_tokens_outbound_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_tokens_ticket_id"),
        sa.PrimaryKeyConstraint("token", name="pk_tokens"),
    )
    op.create_index("ix_tokens_outbound_id", "tokens", ["outbound_id"], unique=False)
    op.create_index("ix_tokens_ticket_id", "tokens", ["ticket_id"], unique=False)
    op.create_table(
        "facts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_facts_message_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_facts_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_kind_value", "facts", ["kind", "value"], unique=False)
    op.create_index("ix_facts_message_id", "facts", ["message_id"], unique=False)
    op.create_index("ix_facts_ticket_id", "facts", ["ticket_id"], unique=False)
