"""The table of how the desk signs in to mail servers by OAuth2. What it seals opens with a key of the environment alone."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from tickets.columns import Utc, metadata

access_tokens = Table(
    "access_tokens",
    metadata,
    # One row a grant: every process signs in with the same token, and a refresh token that is used twice at once would be revoked.
    Column("name", String(400), primary_key=True),
    Column("sealed", Text, nullable=False, default=""),  # the access token; '' before the first
    Column("refresh", Text, nullable=False, default=""),  # the refresh token, sealed; '' where no person signs in
    Column("issued_at", Utc),
    Column("expires_at", Utc),
    Column("lasts_until", Utc),  # the end of the client secret or of the refresh token, where it is known
    Column("holder", String(100), nullable=False, default=""),  # who renews it now
    Column("held_until", Utc),
    Column("trouble", Text, nullable=False, default=""),  # why the last renewal failed; '' it did not
    Column("needs_a_person", Boolean, nullable=False, default=False),
    Column("failures", Integer, nullable=False, default=0),  # renewals in a row that failed
    Column("try_at", Utc),  # after a failure: not before this
)
