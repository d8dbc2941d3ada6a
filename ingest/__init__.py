"""Mail in: mailboxes, intake, parsing, screening, trust, and which thread a mail belongs to."""
