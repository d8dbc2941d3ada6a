"""`mailroom.toml` is checked as a whole: nothing wrong slips through, and nothing secret stands in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mailroom.settings import ConfigurationError, Settings, load

MAILBOX = """
[[mailboxes]]
name = "support"
address = "support@example.com"
host = "{host}"
security = "{security}"
password_env = "{variable}"
{more}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mailroom.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mailbox(*, host: str = "imap.example", security: str = "tls", variable: str = "", more: str = "") -> str:
    return MAILBOX.format(host=host, security=security, variable=variable, more=more)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        load(written(folder, text))
    return refused.value.faults


def test_an_empty_file_is_the_shipped_desk(tmp_path: Path) -> None:
    settings = load(written(tmp_path, ""))
    assert settings == Settings(folder=tmp_path.resolve())


def test_all_faults_are_told_at_once_each_with_its_key(tmp_path: Path) -> None:
    text = (
        '[desk]\naddress = "nobody"\ntimezone = "Mars/Olympus"\nticket_prefix = "ic"\ncolour = "blue"\n'
        '[store]\nraw_days = 0\n[digest]\nat = "25:00"\n'
    ) + mailbox(more='port = 70000\nafter = "delete"')
    told = faults(tmp_path, text)
    keys = {line.split(": ")[1] for line in told}
    assert keys == {
        "desk.address",
        "desk.timezone",
        "desk.ticket_prefix",
        "desk.colour",
        "store.raw_days",
        "digest.at",
        "mailboxes.0.port",
        "mailboxes.0.after",
    }
    assert any("unknown key" in line for line in told)
    assert all(str(tmp_path) in line for line in told)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"[desk", "is not TOML"), (b"\xff\xfe", "is not TOML"), (None, "cannot be read")],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "mailroom.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=told):
        load(path)


def test_a_password_in_the_file_is_an_unknown_key(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, mailbox(more='password = "hunter2"'))
    assert "mailboxes.0.password: unknown key" in told
    assert "hunter2" not in told


@pytest.mark.parametrize("host", ["imap.example", "192.0.2.1", "localhost.evil.example", "127.0.0.1.example"])
def test_plain_text_is_refused_beyond_this_machine(tmp_path: Path, host: str) -> None:
    (told,) = faults(tmp_path, mailbox(host=host, security="none"))
    assert "plain text" in told


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]"])
def test_plain_text_is_for_loopback(tmp_path: Path, host: str) -> None:
    assert load(written(tmp_path, mailbox(host=host, security="none"))).mailboxes[0].host == host


def test_two_mailboxes_of_one_name_are_refused(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, mailbox() + mailbox())
    assert "two mailboxes are named support" in told


def test_a_start_may_be_a_date(tmp_path: Path) -> None:
    assert load(written(tmp_path, mailbox(more="start = 2026-01-02"))).mailboxes[0].start == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("sqlite:///var/desk.db", "sqlite:///{folder}/var/desk.db"),
        ("sqlite:////srv/desk.db", "sqlite:////srv/desk.db"),
        ("postgresql+psycopg://desk@localhost/desk", "postgresql+psycopg://desk@localhost/desk"),
    ],
)
def test_a_relative_database_lies_beside_the_settings(tmp_path: Path, url: str, opened: str) -> None:
    settings = load(written(tmp_path, f'[store]\nurl = "{url}"\n'))
    assert settings.store_address() == opened.format(folder=tmp_path.resolve())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://var/mailroom.db", "names no file: write sqlite:///var/mailroom.db"),
        ("sqlite:/var/mailroom.db", "names no file: write sqlite:///var/mailroom.db"),
        ("sqlite:///", "names no file"),
        ("sqlite://", "names no file"),
        ("sqlite:///var/", "names no file"),
        ("postgresql+psycopg://desk:@localhost/desk", "holds a password, or an empty one"),
        ("postgresql://desk@localhost/desk", "has no scheme that we know: write sqlite:///"),
        ("mysql://desk@localhost/desk", "has no scheme that we know: write sqlite:///"),
        ("var/mailroom.db", "has no scheme that we know: write sqlite:///"),
        ("", "has no scheme that we know: write sqlite:///"),
    ],
)
def test_a_wrong_url_of_the_database_is_one_line_that_says_what_to_write(tmp_path: Path, url: str, told: str) -> None:
    (line,) = faults(tmp_path, f'[store]\nurl = "{url}"\n')
    assert f"mailroom.toml: store.url {told}" in line


@pytest.mark.parametrize("url", ["redis:/x", "http://x", "memory", "redis://localhost:0x"])
def test_a_wrong_url_of_the_broker_is_one_line_that_says_what_to_write(tmp_path: Path, url: str) -> None:
    (line,) = faults(tmp_path, f'[broker]\nurl = "{url}"\n')
    assert "mailroom.toml: broker.url " in line
    assert "write memory://, rediss://" in line


def test_the_domain_of_the_desk_is_written_in_lower_case(tmp_path: Path) -> None:
    assert load(written(tmp_path, '[desk]\naddress = "Support@Example.COM"\n')).desk.address == "Support@example.com"


_WITH_OAUTH = """[[mailboxes]]
name = "a"
address = "a@b.example"
host = "imap.example"
username = "a@b.example"
{more}
[mailboxes.oauth]
{oauth}
"""


@pytest.mark.parametrize(
    ("oauth", "faults"),
    [
        ('provider = "microsoft"', ["client_id is missing", "tenant is missing: write the Directory", "client_secret_env is missing"]),
        ('provider = "google"\nkey_file = "key.json"\ntenant = "x"', ["tenant has no meaning for provider", "take it out"]),
        ('provider = "google"\nlogin = "person"', ["client_id is missing", "client_secret_env is missing"]),
        (
            'provider = "generic"\nclient_id = "x"\nclient_secret_env = "S"\ntoken_url = "http://t.example/"',
            ["token_url must begin with https"],
        ),
    ],
)
def test_an_oauth_table_tells_every_key_that_is_missing_wrong_or_of_another_provider(tmp_path: Path, oauth: str, faults: list[str]) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        load(written(tmp_path, _WITH_OAUTH.format(oauth=oauth, more="")))
    assert [fault for fault in faults if fault not in str(wrong.value)] == []


def test_a_server_is_signed_in_to_in_one_way(tmp_path: Path) -> None:
    text = _WITH_OAUTH.format(oauth='provider = "google"\nkey_file = "key.json"', more='password_env = "P"')
    with pytest.raises(ConfigurationError, match="two ways to sign in"):
        load(written(tmp_path, text))


def test_where_the_file_lies_is_no_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="folder: unknown key"):
        load(written(tmp_path, 'folder = "/tmp"\n'))


@pytest.mark.parametrize(
    "table",
    [
        '[store]\nurl = "postgresql+psycopg://desk:hunter2@localhost/desk"',
        '[store]\nurl = "postgresql+psycopg://desk@localhost/desk?password=hunter2"',
        '[broker]\nurl = "redis://:hunter2@localhost"',
    ],
)
def test_a_password_in_a_url_is_refused_and_not_repeated(tmp_path: Path, table: str) -> None:
    (told,) = faults(tmp_path, table)
    assert "password_env" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    "table",
    [
        '[store]\nurl = "postgresql+psycopg://desk@db.example/desk"',
        '[store]\nurl = "postgresql+psycopg://desk@db.example/desk?sslmode=require"',  # encrypted, and to whom is not asked
        '[store]\nurl = "postgresql+psycopg://desk@localhost/desk?host=db.example"',
        '[store]\nurl = "postgresql+psycopg://desk@localhost,db.example/desk"',
        '[broker]\nurl = "redis://broker.example"',
        '[store]\nurl = "postgresql+psycopg://desk@db.example/desk?sslmode=verify-full&sslmode=disable"',
        '[store]\nurl = "postgresql+psycopg://desk@db.example/desk?sslmode=verify-full&service=plain"',
        '[broker]\nurl = "rediss://broker.example?ssl_cert_reqs=none"',
        '[broker]\nurl = "rediss://broker.example?ssl_cert_reqs=%6eone"',
        '[broker]\nurl = "rediss://broker.example?ssl_check_hostname=no"',
        '[broker]\nurl = "rediss://broker.example?ssl_check_hostname=0"',
        '[broker]\nurl = "rediss://broker.example?ssl_check_hostname="',
        '[broker]\nurl = "amqps://broker.example?ssl_options=%7B%27protocol%27%3A2%7D"',
        '[broker]\nurl = "amqp://localhost/;amqp://broker.example/"',
    ],
)
def test_database_and_broker_are_spoken_to_in_plain_text_on_this_machine_alone(tmp_path: Path, table: str) -> None:
    (told,) = faults(tmp_path, table)
    assert "plain text" in told


@pytest.mark.parametrize(
    "text",
    [
        '[store]\nurl = "postgresql+psycopg://desk@db.example/desk?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem"',
        '[store]\nurl = "postgresql+psycopg://desk@/desk?host=/run/postgresql"',
        '[store]\nurl = "postgresql+psycopg://desk@[::1]:5432/desk"',
        '[broker]\nurl = "amqps://broker.example/"',
        '[broker]\nurl = "rediss://broker.example?ssl_cert_reqs=required&ssl_ca_certs=/etc/ssl/own.pem&ssl_check_hostname=true"',
        '[broker]\nurl = "amqp://broker/"\n[trust]\nprivate_hosts = ["broker"]',
        '[broker]\nurl = "redis://10.1.2.3"\n[trust]\nprivate_hosts = ["10.0.0.0/8"]',
    ],
)
def test_tls_a_socket_and_a_line_of_ones_own_are_good_enough(tmp_path: Path, text: str) -> None:
    load(written(tmp_path, text))


@pytest.mark.parametrize("url", ["postgresql+psycopg://desk@localhost:abc/desk", "postgresql+psycopg://desk@localhost,[::1/desk"])
def test_a_url_that_no_library_reads_is_told_at_the_start(tmp_path: Path, url: str) -> None:
    (told,) = faults(tmp_path, f'[store]\nurl = "{url}"')
    assert "store.url is no URL" in told


def test_the_console_is_not_reached_in_plain_text_from_elsewhere(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, '[console]\npublic_url = "http://desk.example"')
    assert "begin it with https://" in told
    assert load(written(tmp_path, '[console]\npublic_url = "http://127.0.0.1:8025"')).console.public_url
