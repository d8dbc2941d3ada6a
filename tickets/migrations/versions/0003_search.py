"""The search in tickets: an index that each database keeps in its own way, and how far it reaches.

Written by hand, since no common table is both: full text stands in SQLite's FTS5 and in PostgreSQL's tsvector (`tickets.search`). Nothing
in it is a record; emptied, it is built anew.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in _MADE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("CREATE TABLE ticket_words_upto (source VARCHAR(20) NOT NULL PRIMARY KEY, id BIGINT NOT NULL)")
    op.execute("INSERT INTO ticket_words_upto VALUES ('events', 0), ('messages', 0)")


_MADE = {
    # Bags of words: no positions are kept, which makes the index small and quick to write.
    "sqlite": ["CREATE VIRTUAL TABLE ticket_words USING fts5(words, detail = none, tokenize = 'unicode61 remove_diacritics 0')"],
    "postgresql": [
        "CREATE TABLE ticket_words (ticket_id BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_ticket_words_words ON ticket_words USING gin (words)",
    ],
}
