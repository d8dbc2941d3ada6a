"""Real servers for the tests: a private Dovecot, a strict SMTP sink with switches, and a proxy that breaks connections."""
