"""Every list of words and phrases of this package, read together: `ideas.toml`, `sender.toml`, `signs.toml` and the tables of `told.toml`.

They are asked for by the modules that judge by them; since one pass finds all of them, a second question about the same words costs
nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from classify.lexicon import Lexicon, Places

_HERE = Path(__file__).parent

Table = dict[str, str]  # a name → its carriers, separated by blanks


def places(list_name: str, said: Sequence[str]) -> Places:
    """Where a mail's words carry the names of a list: "ideas", "claims", "signs", or a table of `told.toml`."""
    return _lexicon().places(list_name, tuple(said))


@cache
def ideas() -> Table:
    return tomllib.loads(_text("ideas.toml"))


@cache
def signs() -> dict[str, Table]:
    """The tables of `signs.toml`: phrases, and plain words."""
    return tomllib.loads(_text("signs.toml"))


@cache
def listed(name: str) -> frozenset[str]:
    """The plain words of a list of `signs.toml`."""
    return frozenset(signs()["words"][name].split())


@cache
def _lexicon() -> Lexicon:
    return Lexicon({"ideas": ideas(), "claims": _claims(), "signs": signs()["signs"], **tomllib.loads(_text("told.toml"))})


def _claims() -> Table:
    tables = tomllib.loads(_text("sender.toml"))
    owned = {name: words.split() for name, words in tables["owned"].items()}
    owners = owned["owners"]
    claims: Table = tables["claims"]
    return claims | {
        "own_place": _owned(owners, owned["places"]),
        "own_kin": _owned(owners, owned["kin"]),
        "own_people": _owned(owners, owned["people"]),
        "own_client": _owned([*owners, *owned["any_clients"]], owned["clients"]),
    }


def _owned(owners: Iterable[str], things: Sequence[str]) -> str:
    return " ".join(f"{owner}_{thing}" for owner in owners for thing in things)


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
