"""The preview for a browser: one file that needs nothing else, each case with what is sent today beside what was edited.

Each letter stands in a frame of its own that runs no script and fetches nothing: it holds a customer's words.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from responders.letters import Rendered

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>
body{{font:15px/1.45 system-ui,sans-serif;margin:24px;color:CanvasText;background:Canvas}}
h2{{font-size:17px;margin:32px 0 8px}}
.case{{display:flex;flex-wrap:wrap;gap:20px}}
.side{{flex:1 1 380px;min-width:0}}
.side b{{display:block;margin:0 0 6px}}
iframe{{width:100%;height:640px;border:1px solid GrayText;resize:both}}
pre{{white-space:pre-wrap;border:1px solid GrayText;padding:12px;max-width:74ch;overflow-wrap:anywhere}}
</style></head><body>
<h1>{title}</h1>
<p>Drag the corner of a letter to see it at another width; it follows the light or dark scheme of this browser.</p>
{cases}
</body></html>
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case and its letters: what each is called, and what it looks like."""

    title: str
    sides: tuple[tuple[str, Rendered], ...]


def page(title: str, cases: Iterable[Case]) -> str:
    return _PAGE.format(title=escape(title), cases="\n".join(map(_case, cases)))


def write(path: Path, html: str) -> None:
    """For its owner's eyes: it holds customers' names and words."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(html)


def _case(case: Case) -> str:
    sides = "\n".join(_side(name, rendered) for name, rendered in case.sides)
    return f'<h2>{escape(case.title)}</h2>\n<div class="case">\n{sides}\n</div>'


def _side(name: str, rendered: Rendered) -> str:
    return (
        f'<div class="side"><b>{escape(name)} · {escape(rendered.subject)}</b>\n'
        f'<iframe sandbox="" srcdoc="{escape(rendered.html)}"></iframe>\n'
        f"<details><summary>Text</summary><pre>{escape(rendered.text)}</pre></details></div>"
    )
