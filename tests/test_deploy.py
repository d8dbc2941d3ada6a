"""What `deploy/` hands out is true: every file parses, and names commands, settings, ports, users and files that exist.

Beside this, by hand: the units ran on a booted Debian 12, with SQLite and with PostgreSQL, Redis and Postfix; the image was built and its
processes ran on a read-only root; kubectl and compose rendered their files. No test does that.
"""

from __future__ import annotations

import configparser
import getpass
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from typer.testing import CliRunner

from mailroom.cli import app
from mailroom.commands.setup import init
from mailroom.glance.tables import MetricsTable
from mailroom.settings import Settings, load
from tests.test_readme import commands

DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("mailroom*.service"))
DESKS = [DEPLOY / "compose" / "mailroom.toml", DEPLOY / "kubernetes" / "mailroom.toml"]
PODS = [DEPLOY / "kubernetes" / f"{kind}.yaml" for kind in ("watch", "work", "schedule", "console", "retention", "backup")]
NO_MAIL = {"console", "retention", "backup"}  # they neither read nor send any: the database's password is all that they are given

PORT = urlsplit(f"//{MetricsTable().listen}").port


def unit(path: Path) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",), interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path, encoding="utf-8")
    return found


def is_a_command(words: list[str]) -> bool:
    return words[0] in commands() or " ".join(words[:2]) in commands()


def secrets_of(settings: Settings) -> set[str]:
    """The variables that hold its passwords."""
    tables = [settings.store, settings.broker, *settings.mailboxes, *settings.outgoing]
    return {table.password_env for table in tables if table.password_env}


def desk(path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in re.findall(r'_env = "([A-Z_]+)"', path.read_text(encoding="utf-8")):
        monkeypatch.setenv(name, "secret")
    return load(path)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_exists(path: Path) -> None:
    program, *words = shlex.split(unit(path)["Service"]["ExecStart"])
    if program.endswith("/bin/mailroom"):
        assert is_a_command(words)
    else:
        assert (DEPLOY / Path(program).name).stat().st_mode & 0o111
    assert path.with_suffix(".timer").exists() == (unit(path)["Service"]["Type"] == "oneshot")


def test_every_unit_stands_in_the_same_sandbox() -> None:
    sandbox = unit(DEPLOY / "systemd" / "mailroom-.service.d" / "sandbox.conf")["Service"]
    held = {"NoNewPrivileges": "true", "ProtectSystem": "strict", "PrivateTmp": "true", "CapabilityBoundingSet": "", "User": "mailroom"}
    assert {key: sandbox[key] for key in held} == held
    assert "landlock_restrict_self" in sandbox["SystemCallFilter"], "worker processes take rights from themselves"
    assert all(path.name == "mailroom.service" or path.name.startswith("mailroom-") for path in UNITS)
    assert (DEPLOY / "systemd" / "mailroom.service.d").resolve() == (DEPLOY / "systemd" / "mailroom-.service.d").resolve()


@pytest.mark.parametrize("path", DESKS, ids=lambda path: path.parent.name)
def test_the_settings_are_those_of_this_version_and_name_no_secret(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = desk(path, monkeypatch)
    assert settings.desk.answers == "off", "a new desk writes to nobody"
    assert settings.broker.url.startswith("amqp"), "several processes hear one doorbell"
    assert secrets_of(settings) == {"PGPASSWORD", "MAILROOM_BROKER_PASSWORD", "MAILROOM_SUPPORT_PASSWORD", "MAILROOM_SMTP_PASSWORD"}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
    return found


def duties() -> set[tuple[str, ...]]:
    """What systemd runs of a desk of several processes: ("watch",), …, ("retention", "run"), ("backup",)."""
    lines = [shlex.split(unit(path)["Service"]["ExecStart"]) for path in UNITS if path.name != "mailroom.service"]
    return {tuple(words) if program.endswith("/bin/mailroom") else (Path(program).name,) for program, *words in lines}


def duty(entrypoint: list[str] | None, words: list[str] | None) -> tuple[str, ...]:
    """The same of a container, whose own entrypoint is `mailroom` and whose `backup` is told where to."""
    return tuple(entrypoint[:1]) if entrypoint else tuple(words or ())


def ours() -> dict[str, Any]:
    return {name: service for name, service in compose()["services"].items() if service["image"] == "mailroom"}


def test_compose_runs_what_systemd_runs_in_boxes_without_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {duty(service.get("entrypoint"), service.get("command")) for service in ours().values()} == duties()
    for service in ours().values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["pull_policy"] == "never", "a registry's image of that name is somebody else's"
    assert compose()["networks"]["back"]["internal"]
    settings = desk(DEPLOY / "compose" / "mailroom.toml", monkeypatch)
    assert {urlsplit(settings.store.url).hostname, urlsplit(settings.broker.url).hostname} <= set(compose()["services"])


def test_compose_hands_each_service_its_own_passwords_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = desk(DEPLOY / "compose" / "mailroom.toml", monkeypatch)
    database, broker = f"${{{settings.store.password_env}:?}}", f"${{{settings.broker.password_env}:?}}"
    everything = {f"${{{name}:?}}" for name in secrets_of(settings)}
    few = {"postgres": {database}, "rabbitmq": {broker}, **{name: {database} for name in NO_MAIL}}
    for name, service in compose()["services"].items():
        assert {value for value in service["environment"].values() if "$" in value} == few.get(name, everything)
        assert "env_file" not in service, "a file of passwords is every password"


@pytest.mark.parametrize(
    "words", [("retention", "run"), ("db", "where"), ("db", "saved"), ("console", "--sign-in", "ana@icrealtime.example")], ids=" ".join
)
def test_who_has_nothing_to_do_with_mail_needs_no_password_of_it(words: tuple[str, ...], tmp_path: Path) -> None:
    init(tmp_path)
    settings = (DEPLOY / "compose" / "mailroom.toml").read_text(encoding="utf-8").replace('password_env = "PGPASSWORD"\n', "")
    (tmp_path / "mailroom.toml").write_text(re.sub('url = "postgresql.*"', 'url = "sqlite:///mailroom.db"', settings), encoding="utf-8")
    done = CliRunner().invoke(app(words[0]), [*words, "--config", str(tmp_path / "mailroom.toml")])
    assert done.exit_code == 0, done.output


def test_compose_shows_the_console_to_its_own_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = desk(DEPLOY / "compose" / "mailroom.toml", monkeypatch)
    port = urlsplit(f"//{settings.console.listen}").port
    published = {name: service["ports"] for name, service in compose()["services"].items() if "ports" in service}
    assert published == {"console": [f"127.0.0.1:{port}:{port}"]}
    (network,) = compose()["networks"]["front"]["ipam"]["config"]
    assert settings.console.proxies == (network["gateway"],)


def kustomization() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))
    return found


def generated() -> dict[str, list[str]]:
    return {made["name"]: made["files"] for made in kustomization()["configMapGenerator"]}


def test_the_manifests_mount_whatever_people_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the runbook makes `desk/`: `mailroom init`, and the settings of this folder over its own."""
    init(tmp_path / "desk")
    assert not [file for files in generated().values() for file in files if not (tmp_path / file).exists()]
    settings = desk(DEPLOY / "kubernetes" / "mailroom.toml", monkeypatch)
    edited = {"mailroom.toml", settings.files.policy, settings.files.staff, settings.files.dealers}
    assert {Path(file).name for file in generated()["desk"]} == edited
    for path in PODS:
        (container,) = pod(path)["containers"]
        mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert mounted["desk"] == "/desk"
        assert path.stem in ("retention", "backup") or mounted["letters-en"] == f"{settings.files.templates}/en"
        maps = {volume["configMap"]["name"] for volume in pod(path)["volumes"] if "configMap" in volume}
        assert maps <= generated().keys()


def test_kubernetes_runs_what_systemd_runs() -> None:
    containers = [container for path in PODS for container in pod(path)["containers"]]
    assert {duty(container.get("command"), container.get("args")) for container in containers} == duties()


def pod(path: Path) -> dict[str, Any]:
    found = next(each for each in yaml.safe_load_all(path.read_text(encoding="utf-8")) if each["kind"] in ("Deployment", "CronJob"))
    template = found["spec"].get("template") or found["spec"]["jobTemplate"]["spec"]["template"]
    spec: dict[str, Any] = template["spec"]
    return spec


@pytest.mark.parametrize("path", PODS, ids=lambda path: path.stem)
def test_a_pod_keeps_to_the_restricted_standard(path: Path) -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/ "Restricted"."""
    spec = pod(path)
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not container["securityContext"]["allowPrivilegeEscalation"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["securityContext"]["readOnlyRootFilesystem"]
    # By reference: no manifest holds a password.
    database = [{"name": "PGPASSWORD", "valueFrom": {"secretKeyRef": {"name": "mailroom", "key": "PGPASSWORD"}}}]
    assert container.get("env") == (database if path.stem in NO_MAIL else None)
    assert container.get("envFrom") == (None if path.stem in NO_MAIL else [{"secretRef": {"name": "mailroom"}}])
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}


@pytest.mark.parametrize("path", PODS[:3], ids=lambda path: path.stem)
def test_a_pod_is_asked_where_the_desk_answers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (container,) = pod(path)["containers"]
    assert [port["containerPort"] for port in container["ports"]] == [PORT]
    # A refused password is mended by no restart: /healthz is for people, and for whatever pages them.
    asked = {name: container[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert asked == {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
    assert desk(DEPLOY / "kubernetes" / "mailroom.toml", monkeypatch).metrics.listen == f"0.0.0.0:{PORT}"


def test_the_console_answers_where_its_service_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    listen = urlsplit(f"//{desk(DEPLOY / 'kubernetes' / 'mailroom.toml', monkeypatch).console.listen}")
    (container,) = pod(DEPLOY / "kubernetes" / "console.yaml")["containers"]
    assert container["ports"] == [{"name": "pages", "containerPort": listen.port}]
    allowed = yaml.safe_load_all((DEPLOY / "kubernetes" / "network.yaml").read_text(encoding="utf-8"))
    assert [policy["spec"]["ingress"][0]["ports"] for policy in allowed] == [[{"port": PORT}], [{"port": listen.port}]]


def test_every_manifest_is_listed() -> None:
    assert {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")} == {"kustomization.yaml", *kustomization()["resources"]}


def test_the_image_is_made_of_what_is_there() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (DEPLOY.parent / source).exists(), source
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert f"http://127.0.0.1:{PORT}/livez" in text, "a container that is not healthy is restarted, and no restart mends a password"
    assert re.search(r"^COPY deploy/backup /usr/local/bin/backup$", text, re.MULTILINE), "what `backup` is in a container"
    ignored = (DEPLOY.parent / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{path}" for path in re.findall(r"deploy/[a-z.]+", "".join(re.findall(r"^COPY .*$", text, re.MULTILINE)))} <= set(ignored)
    assert is_a_command(re.findall(r'^CMD \["(\w+)"\]$', text, re.MULTILINE))


def test_postfix_hands_every_mail_to_the_pipe_that_never_bounces() -> None:
    master = (DEPLOY / "postfix" / "master.cf").read_text(encoding="utf-8")
    (program,) = re.findall(r"argv=(\S+)", master)
    assert (DEPLOY / Path(program).name).stat().st_mode & 0o111
    # pipe(8): D would bounce a mail that already says it was delivered to us.
    assert "D" not in re.findall(r"flags=(\w+)", master)[0]
    transport = (DEPLOY / "postfix" / "transport").read_text(encoding="utf-8")
    assert transport.rstrip().endswith("mailroom:")
    assert "mailroom_destination_recipient_limit = 1" in (DEPLOY / "postfix" / "main.cf").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", ["backup", "mailroom", "mailroom-receive"])
def test_a_script_is_one_that_the_shell_reads(script: str) -> None:
    assert subprocess.run(["sh", "-n", str(DEPLOY / script)], capture_output=True).returncode == 0


def test_a_command_at_a_shell_has_the_desks_passwords_and_settings(tmp_path: Path) -> None:
    """As whoever is called at night types it: nothing exported before, and every word passed on as it is."""
    passwords, program = tmp_path / "mailroom.env", tmp_path / "program"
    passwords.write_text("MAILROOM_SUPPORT_PASSWORD='a b'\n")
    program.write_text("""#!/bin/sh\nprintf '%s\\n' "$MAILROOM_CONFIG" "$MAILROOM_SUPPORT_PASSWORD" "$@"\n""")
    program.chmod(0o700)
    places = {"MAILROOM_ENVIRONMENT": str(passwords), "MAILROOM_COMMAND": str(program), "MAILROOM_USER": getpass.getuser()}
    words = ["tickets", "note", "IC-1042", "she called  twice"]
    answer = subprocess.run([DEPLOY / "mailroom", *words], env={"PATH": os.defpath, **places}, capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines() == ["/var/lib/mailroom/mailroom.toml", "a b", *words]
