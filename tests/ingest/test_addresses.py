from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ingest import addresses
from tickets.message import Address


def read(value: str) -> list[tuple[str, str]]:
    return [(found.address, found.name) for found in addresses.read([value.encode()])]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("maria@X.Example", [("maria@x.example", "")]),
        ("Maria Lopez <maria@x.example>", [("maria@x.example", "Maria Lopez")]),
        ('"Lopez, Maria" <maria@x.example>, bo@y.example', [("maria@x.example", "Lopez, Maria"), ("bo@y.example", "")]),
        ("Lopez, Maria <maria@x.example>", [("maria@x.example", "Lopez, Maria")]),
        ("Installers: a@x.example, b@x.example;, c@x.example", [("a@x.example", ""), ("b@x.example", ""), ("c@x.example", "")]),
        ("undisclosed-recipients:;", []),
        ("maria@x.example (Maria Lopez)", [("maria@x.example", "Maria Lopez")]),
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("pete@silly.test", "Pete")]),
        ("John <jdoe@machine(comment).  example>", [("jdoe@machine.example", "John")]),
        ("<@relay.example,@b.example:joe@x.example>", [("joe@x.example", "")]),
        ("=?utf-8?q?a=2C_b_=3Cc=3E?= <a@x.example>", [("a@x.example", "a, b <c>")]),
        ('"a@x.example" <a@x.example>', [("a@x.example", "")]),
        ("用户@例子.广告", [("用户@例子.广告", "")]),
        ("maria@x.example; bo@y.example", [("maria@x.example", ""), ("bo@y.example", "")]),
    ],
)
def test_what_the_law_allows_is_read(value: str, found: list[tuple[str, str]]) -> None:
    assert read(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("MAILER-DAEMON (Mail Delivery System)", ("mailer-daemon", "Mail Delivery System")),
        ("Bob <bob@x.example>      >", ("bob@x.example", "Bob")),
        ("Bob <'bob@x.example'>", ("bob@x.example", "Bob")),
        ('"unclosed <a@x.example>', ("a@x.example", "unclosed")),
        ("academy@x.example> <ilka@x.example>", ("ilka@x.example", "academy@x.example")),
        ("Bob Smith bob@x.example", ("bob@x.example", "Bob Smith")),
        ("secret past <power quadrant system@x.example>", ("powerquadrantsystem@x.example", "secret past")),
        ('"Two Words"@x.example>', ("TwoWords@x.example", "")),
        ("<mailto:bob@x.example>", ("bob@x.example", "")),
        ("Bob [mailto:bob@x.example]", ("bob@x.example", "")),
        ("bob@[192.0.2.7]", ("bob@[192.0.2.7]", "")),
        ("=?utf-8?B?SsO2cmcgPGpAeC5leGFtcGxlPg==?=", ("j@x.example", "Jörg")),
    ],
)
def test_a_sender_is_never_dropped_for_a_grammar(value: str, found: tuple[str, str]) -> None:
    assert read(value) == [found]


def test_an_encoded_name_cannot_name_another_address() -> None:
    found = addresses.read([b"=?utf-8?q?boss=40us=2Eexample=3E=2C?= <forger@y.example>"])
    assert [each.address for each in found] == ["forger@y.example"]


def test_each_mailbox_stands_once() -> None:
    assert addresses.read([b"a@x.example, a@x.example", b"a@x.example"]) == (Address("a@x.example"),)


@pytest.mark.parametrize("hostile", [b"(", b"<", b'"', b"a, ", b"a <", b"<a b@c> ", b"\\", b"@", b"a@:", b"<@a:"])
def test_hostile_fields_end(hostile: bytes) -> None:
    assert isinstance(addresses.read([hostile * 10_000]), tuple)


def test_a_grammar_that_another_process_has_half_written_is_not_read_and_none_is_written(tmp_path: Path) -> None:
    installed = Path(find_spec("flanker").origin or "").parent  # type: ignore[union-attr]
    shutil.copytree(installed, tmp_path / "flanker", ignore=shutil.ignore_patterns("*_parsetab.py", "__pycache__"))
    half = tmp_path / "flanker/addresslib/_parser/mailbox_parsetab.py"
    half.write_text("_tabversion = '3.10'\n_lr_productions = [\n", encoding="utf-8")
    code = """
import logging
logging.basicConfig()  # whatever it says of its grammar reaches no terminal
import flanker
from ingest import addresses
print(flanker.__file__, addresses.read([b"Bob <bob@x.example>"])[0].address)
"""
    search = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env={"PYTHONPATH": search}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == ([str(tmp_path / "flanker/__init__.py"), "bob@x.example"], "")
    assert list(half.parent.glob("*_parsetab.py")) == [half]
