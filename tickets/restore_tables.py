"""The table of what a restored database forgot: letters of ours that it does not know."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, Table, Text

from tickets.columns import Utc, metadata

lost_letters = Table(
    "lost_letters",
    metadata,
    Column("token", String(16), primary_key=True),  # ours; seen in several places it is one letter
    Column("message_id", Text, nullable=False, default=""),  # under which its reader knows it
    Column("recipient", String(320), nullable=False),
    # The Message-ID of the mail that it answered: when that mail is filed again, it has its answer. '' of letters that answer nobody.
    Column("answers", Text, nullable=False, default="", index=True),
    Column("is_automatic", Boolean, nullable=False, default=True),  # no person wrote it
    Column("sent_at", Utc, nullable=False),
    Column("raw", LargeBinary),  # null: no copy was seen, only somebody's reply to it
)
