"""Every letter as a picture: `python -m tests.bench.pictures FOLDER` needs Debian's chromium. For eyes, not for a test.

One sheet a language: each letter at 800 and 360 pixels, light and dark, and its text in 72 columns. No page is fetched from anywhere.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from responders.letters import Letters, Rendered
from responders.lexicon import LETTERS
from responders.samples import Sample, samples
from tickets.policy import Policy

_SHOWN = (
    "everything filled",
    "troubleshooting.video_loss, dealer",
    "maintenance.disk_alarm, end_customer",
    "facts in a picture",
    "a clock time",
)
_HEIGHT = 1500
_DARK = "@media (prefers-color-scheme:dark)"


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    letters, policy = Letters.load([]), Policy.load_default()
    for language in letters.languages:
        for name in (name for name in LETTERS if name in letters.stems(language)):
            page = folder / f"{name}-{language}.html"
            page.write_text(_sheet(f"{name}/{language}", list(_shown(letters, policy, name, language))), encoding="utf-8")
            _picture(page)
            page.unlink()
            sys.stdout.write(f"{page.with_suffix('.png')}\n")


def _shown(letters: Letters, policy: Policy, name: str, language: str) -> Iterator[tuple[str, Rendered]]:
    for sample in _chosen(name, policy):
        yield sample.name, letters.render(name, language=language, topic=sample.topic, audience=sample.audience, values=sample.values)


def _chosen(name: str, policy: Policy) -> list[Sample]:
    tried = [sample for sample in samples(name, policy) if sample.name.startswith(_SHOWN)]
    real = [sample for sample in tried if not sample.name.startswith("everything")]
    return (real or tried)[: 3 if name == "acknowledgement" else 1]


def _sheet(title: str, shown: list[tuple[str, Rendered]]) -> str:
    rows = "".join(
        f"<h2>{escape(title)} · {escape(sample)} · {escape(found.subject)}</h2><div>{_views(found)}</div>" for sample, found in shown
    )
    return f'<!DOCTYPE html><meta charset="utf-8"><style>div{{display:flex;gap:12px}}iframe{{border:1px solid #888}}</style>{rows}'


def _views(found: Rendered) -> str:
    dark = found.html.replace(_DARK, "@media all")
    frames = [(800, found.html), (360, found.html), (360, dark), (800, dark)]
    shown = "".join(f'<iframe width="{width}" height="{_HEIGHT}" srcdoc="{escape(html)}"></iframe>' for width, html in frames)
    return f'{shown}<pre style="width:72ch;background:#fff">{escape(found.text)}</pre>'


def _picture(page: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed")
    height = _HEIGHT * (3 if "acknowledgement" in page.name else 1) + 200
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
        subprocess.run(
            [*command, f"--window-size=3200,{height}", f"--screenshot={page.with_suffix('.png')}", page.as_uri()],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
