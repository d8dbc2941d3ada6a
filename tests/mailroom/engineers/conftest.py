"""What a command does holds on both databases."""

from __future__ import annotations

from tests.tickets.conftest import connection, store, url

__all__ = ["connection", "store", "url"]
