"""Domains where anybody can have an address: to share one proves no company. The list is `free_mail.txt`; the great ones, not a census."""

from __future__ import annotations

from pathlib import Path

FREE_MAIL = frozenset(Path(__file__).with_name("free_mail.txt").read_text(encoding="ascii").split())
