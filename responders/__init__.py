"""Mail out: the letters, their rendering, the bytes, the outbox and SMTP."""
