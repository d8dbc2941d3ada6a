"""Alembic's environment: the caller hands in its connection, so that migrations run inside `Store.upgrade`'s transaction."""

from __future__ import annotations

from alembic import context

from tickets.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
