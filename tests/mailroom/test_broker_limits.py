"""A broker that hangs holds up nobody who rings: each URL bears its limits."""

from __future__ import annotations

from mailroom.broker_limits import limited


def test_a_url_without_limits_gets_them_and_others_stand() -> None:
    assert limited("redis://db.example:6379/0") == "redis://db.example:6379/0?socket_connect_timeout=5&socket_timeout=5"
    assert limited("rediss://db.example/0?socket_timeout=60") == "rediss://db.example/0?socket_connect_timeout=5&socket_timeout=60"


def test_each_url_of_a_list_gets_them() -> None:
    one, other = limited("amqps://a.example/;amqp://b.example/?heartbeat=60").split(";")
    assert "heartbeat=20" in one
    assert "blocked_connection_timeout=10" in one
    assert "heartbeat=60" in other

