"""Two other mail-to-ticket programs, each in an environment of its own, as their papers say to set them up; what one pass of each costs.

Each gets its best settings that still acknowledge: a kept SQLite in WAL where it can be had, no log, no HTTP server beside it. Both poll: a
pass is one run of their own command, and what their start-up costs is measured on an empty mailbox and taken off.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.dovecot import PASSWORD, Dovecot


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What one run of a command cost."""

    seconds: float
    cpu_seconds: float

    def without(self, start_up: Pass) -> Pass:
        return Pass(seconds=self.seconds - start_up.seconds, cpu_seconds=self.cpu_seconds - start_up.cpu_seconds)


@dataclass(frozen=True, kw_only=True)
class Peer:
    name: str
    user: str  # of its mailbox
    poll: Callable[[], Pass]
    tickets: Callable[[], int]


def django_helpdesk(folder: Path, environment: Path, imap: Dovecot, smtp_port: int) -> Peer:
    """django-helpdesk 2.6 on Django 5.2: `manage.py get_email`."""
    python = _environment(environment, "django-helpdesk==2.6.*", "Django==5.2.*")
    (folder / "urls.py").write_text(_URLS)  # its letters name their page
    (folder / "settings.py").write_text(_DJANGO.format(folder=folder, smtp_port=smtp_port))
    settings = {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(folder)}
    for arguments in (["migrate"], ["loaddata", "emailtemplate.json"]):
        _run([python, "-m", "django", *arguments, "-v", "0"], settings)
    _run([python, "-c", _QUEUE.format(port=imap.port, password=PASSWORD)], settings)
    return Peer(
        name="django-helpdesk",
        user="helpdesk",
        poll=lambda: _run([python, "-m", "django", "get_email", "--quiet"], settings),
        tickets=lambda: _count(folder / "db.sqlite3", "helpdesk_ticket"),
    )


def roundup(folder: Path, environment: Path, imap: Dovecot, smtp_port: int) -> Peer:
    """Roundup 2.6, its classic tracker: `roundup-mailgw`, which cannot be told a port."""
    python = _environment(environment, "roundup==2.6.*")
    tracker, admin = folder / "tracker", python.parent / "roundup-admin"
    _run([admin, "-i", tracker, "install", "classic", "sqlite", "mail_domain=icrealtime.example,mail_host=127.0.0.1,tracker_web=http://x/"])
    _amend(tracker / "config.ini", {"messages_to_author": "new", "convert_htmltotext": "dehtml", "port": str(smtp_port)}, after="[mail]")
    _amend(tracker / "config.ini", {"email": "support"}, after="[tracker]")
    schema = tracker / "schema.py"
    schema.write_text(schema.read_text() + _ANONYMOUS)
    _run([admin, "-i", tracker, "initialise", "secret"])
    source = [tracker, "imap", f"roundup:{PASSWORD}@127.0.0.1"]
    return Peer(
        name="Roundup",
        user="roundup",
        poll=lambda: _run([python, "-c", _MAILGW.format(port=imap.port), *source]),
        tickets=lambda: _count(tracker / "db" / "db", "_issue"),
    )


def _environment(folder: Path, *packages: str) -> Path:
    """A Python with these packages from PyPI."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "--quiet", "install", *packages], check=True)
    return python


def _run(command: Sequence[str | Path], settings: Mapping[str, str] | None = None) -> Pass:
    """Run to the end. Raises RuntimeError with its last words where it fails."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **(settings or {})})
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said[-2000:].decode(errors='replace')}")
    return Pass(seconds=time.monotonic() - began, cpu_seconds=used.ru_utime + used.ru_stime)


def _amend(path: Path, values: Mapping[str, str], *, after: str) -> None:
    """Set keys of an INI file from that section on; its comments stay."""
    head, section, rest = path.read_text().partition(f"\n{after}\n")
    for key, value in values.items():
        rest, count = re.subn(rf"(?m)^#?\s?{key} = .*$", f"{key} = {value}", rest, count=1)
        if not count:
            raise RuntimeError(f"{path} knows no {key}")
    path.write_text(head + section + rest)


def _count(database: Path, table: str) -> int:
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


_DJANGO = """
SECRET_KEY = "bench"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.humanize", "django.contrib.messages",
    "django.contrib.sessions", "django.contrib.sites", "rest_framework", "helpdesk",
]
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
ROOT_URLCONF = "urls"
MEDIA_ROOT = "{folder}/media"
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}}]
DATABASES = {{"default": {{
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "{folder}/db.sqlite3",
    "OPTIONS": {{"init_command": "PRAGMA journal_mode=WAL"}},
}}}}
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", {smtp_port}
SILENCED_SYSTEM_CHECKS = ["admin.E402", "admin.E404", "admin.E408", "admin.E409", "admin.E410"]  # pages, which nobody serves here
HELPDESK_TEAMS_MODEL, HELPDESK_TEAMS_MIGRATION_DEPENDENCIES, HELPDESK_KBITEM_TEAM_GETTER = "auth.User", [], lambda item: None
HELPDESK_VALID_EXTENSIONS = [".pdf", ".jpeg", ".png", ".zip", ".txt", ".html"]
"""
_URLS = """
from django.urls import include, path
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
"""
_QUEUE = """
import django; django.setup()
from helpdesk.models import Queue
Queue.objects.create(
    title="Support", slug="support", email_address="support@icrealtime.example", allow_email_submission=True, email_box_type="imap",
    email_box_host="127.0.0.1", email_box_port={port}, email_box_user="helpdesk", email_box_pass="{password}", email_box_interval=0,
    logging_type="none",
)
"""
_ANONYMOUS = """
db.security.addPermissionToRole("Anonymous", "Email Access")
db.security.addPermissionToRole("Anonymous", "Create", "user")
"""
_MAILGW = """
import imaplib
imaplib.IMAP4.__init__.__defaults__ = ("", {port}, None)
from roundup.scripts.roundup_mailgw import run
run()
"""
