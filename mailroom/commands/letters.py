"""`templates`: the letters, from an edit to what is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mailroom import preview_page, previews, templates_check
from mailroom.commands.progress import bar
from mailroom.commands.shared import (
    DEFAULT_CONFIG,
    LARGEST,
    SO_FAR,
    USAGE,
    WRONG,
    AsJson,
    Config,
    desk_store,
    err,
    fail,
    me,
    near,
    number_in,
    out,
    refusals,
    show_json,
    show_table,
    write_file,
)
from mailroom.in_tray import InTray
from mailroom.preview_page import Case
from mailroom.previews import Specimen
from mailroom.probing import is_on
from mailroom.publishing import Publishing, Verdict, retire
from mailroom.settings import Settings
from mailroom.trial_letters import queue_test
from mailroom.versions import Book, restore
from mailroom.wiring import publishing_of
from responders.letters import Letters
from tickets.templates import Version

templates = typer.Typer(no_args_is_help=True, help="The letters.")

Name = Annotated[str, typer.Argument(help="a letter: acknowledgement, acknowledgement.rma, tips/rma, snippets/export, phrases")]
InLanguage = Annotated[str, typer.Option("--language", help="en, es, fr, pt; the desk's own without")]
OnSample = Annotated[str, typer.Option("--sample", help="how a sample's name begins; the first one without")]
OnTicket = Annotated[str, typer.Option("--ticket", help="the last letter of this kind to a real ticket, such as IC-1042")]
_IN_BROWSER = 6  # real letters beside as many samples


@dataclass(frozen=True)
class Shelf:
    """What these commands work with: the letters that serve, and the folder that their editors write in."""

    settings: Settings
    publishing: Publishing

    @property
    def folder(self) -> Path:
        return self.settings.path(self.settings.files.templates)

    @property
    def plus_addressing(self) -> bool:
        return is_on(self.settings.desk, self.publishing.store)

    def book(self, name: str, language: str) -> Book:
        return Book(publishing=self.publishing, folder=self.folder, language=language or self.settings.desk.language, stem=name)

    def specimens(self, letters: Letters, name: str, language: str, sample: str, ticket: str) -> list[Specimen]:
        """The cases asked for: a real ticket, or samples. Raises `NoSuchCase`."""
        if not ticket:
            return list(previews.on_samples(self.publishing, letters, name, language or self.settings.desk.language, sample))
        number = number_in(ticket, self.settings.desk.ticket_prefix)
        found = previews.on_tickets(self.publishing, name, number=number, limit=1)
        return previews.in_language(found, language) or fail(f"{ticket} got no letter {name}")


@contextmanager
def _shelf(config: Path) -> Iterator[Shelf]:
    with desk_store(config) as (settings, store):
        yield Shelf(settings, publishing_of(settings, store))


@templates.command()
def check(name: Annotated[str, typer.Argument(metavar="[NAME]")] = "", config: Config = DEFAULT_CONFIG) -> None:
    """Every edit and every letter against every sample: what is wrong, with line, column and a suggestion.

    With a NAME: where it stands in each language, and what it may show.
    """
    with _shelf(config) as shelf, bar() as progress:
        drafted, changed = previews.drafted(shelf.publishing, shelf.folder)
        policy, serving = shelf.publishing.policy(), shelf.publishing.letters()
        found = templates_check.check(serving, policy, progress=progress)
        findings = (*templates_check.check_edits(shelf.publishing, shelf.folder), *found)
    for finding in findings:
        err.print(str(finding), markup=False)
    for source in changed:
        out.print(
            f"{source.place} differs from what is sent: `mailroom templates diff {source.stem} --language {source.language}`", markup=False
        )
    if name:
        _explain(name, serving)
    if any(not finding.is_warning for finding in findings):
        raise typer.Exit(WRONG)
    out.print(f"All letters stand their samples, in {', '.join(drafted.languages)}.")


def _explain(name: str, letters: Letters) -> None:
    rows = [(variable.name, variable.kind, variable.meaning) for variable in templates_check.variables(name)]
    show_table(f"What {name} may show", ("name", "kind", "meaning"), rows, empty=f"No letter is named {name}.")
    stands = [(source.language, source.stem, source.place) for source in templates_check.standing(letters, name)]
    show_table("Where it stands; other languages get the desk's", ("language", "letter", "from"), stands, empty="It stands nowhere yet.")


@templates.command()
def preview(
    name: Name,
    sample: OnSample = "",
    language: InLanguage = "",
    ticket: OnTicket = "",
    live: Annotated[bool, typer.Option("--live", help="as it is sent today, whatever the folder holds")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="the whole message, byte for byte")] = False,
    browser: Annotated[
        bool, typer.Option("--browser", help="in a browser, edited and live side by side, on the last real tickets")
    ] = False,
    to: Annotated[Path | None, typer.Option("--to", help="write that page into a file")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """A letter as it would be sent: its edit where the folder holds one, on a sample or on a real ticket."""
    with _shelf(config) as shelf:
        drafted, _ = previews.drafted(shelf.publishing, shelf.folder)
        serving = shelf.publishing.letters()
        if browser or to:
            _page(shelf, name, language, (("live", serving), ("as edited", drafted)), to)
            return
        letters = serving if live else drafted
        specimen = shelf.specimens(letters, name, language, sample, ticket)[0]
        if raw:
            message = previews.in_bytes(shelf.publishing, letters, specimen, plus_addressing=shelf.plus_addressing)
            typer.echo(message, nl=False)
            return
        shown = previews.in_words(shelf.publishing, letters, specimen)
    out.print(f"Subject: {shown.subject}\n\n{shown.text}" if shown.subject else shown.text, markup=False)


def _page(shelf: Shelf, name: str, language: str, sides: tuple[tuple[str, Letters], ...], to: Path | None) -> None:
    """The last real letters and the first samples, each as it serves and as it was edited where that differs."""
    samples = shelf.specimens(sides[-1][1], name, language, "", "")[:_IN_BROWSER]
    real = previews.in_language(previews.on_tickets(shelf.publishing, name, limit=_IN_BROWSER), language)
    cases = [_case(shelf.publishing, specimen, sides) for specimen in (*real, *samples)]
    path = to or Path(tempfile.mkdtemp()) / "preview.html"
    write_file(path, lambda: preview_page.write(path, preview_page.page(name, cases)))
    out.print(f"{len(cases)} cases in {path}", markup=False)
    if to is None:
        typer.launch(str(path))


def _case(publishing: Publishing, specimen: Specimen, sides: tuple[tuple[str, Letters], ...]) -> Case:
    shown = {side: previews.in_words(publishing, letters, specimen) for side, letters in sides}
    different = {rendered.version: side for side, rendered in reversed(shown.items())}
    return Case(title=specimen.title, sides=tuple((side, rendered) for side, rendered in shown.items() if side in different.values()))


@templates.command("send-test")
def send_test(
    name: Name,
    to: Annotated[str, typer.Option("--to", help="your own address")],
    sample: OnSample = "",
    language: InLanguage = "",
    ticket: OnTicket = "",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Send a letter to yourself, as its preview shows it."""
    with _shelf(config) as shelf:
        letters, _ = previews.drafted(shelf.publishing, shelf.folder)
        specimen = shelf.specimens(letters, name, language, sample, ticket)[0]
        letter = queue_test(shelf.publishing, letters, specimen, to, plus_addressing=shelf.plus_addressing)
    out.print(f"Letter {letter} ({specimen.title}) leaves for {to} with the next pass.", markup=False)


@templates.command()
def publish(config: Config = DEFAULT_CONFIG) -> None:
    """Take in every edit of the folder now; a running desk does so by itself within seconds."""
    with _shelf(config) as shelf, refusals(SO_FAR):
        verdicts = InTray(shelf.publishing, shelf.folder).take_in(at_once=True)
    if not verdicts:
        out.print("Nothing has changed; what the gate refused before is told by `mailroom templates check`.")
    _tell(verdicts)


@templates.command("restore")
def restore_(
    version: Annotated[int, typer.Argument(metavar="VERSION", max=LARGEST, help="its number, from `templates history`")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """The words of an earlier version serve again. The file in the folder stays as it is, and counts again when it is edited."""
    with _shelf(config) as shelf:
        verdict = restore(shelf.publishing, version, me())
    _tell([verdict])


@templates.command("retire")
def retire_(name: Name, language: InLanguage = "", config: Config = DEFAULT_CONFIG) -> None:
    """The shipped letter serves again."""
    with _shelf(config) as shelf:
        book = shelf.book(name, language)
        if not retire(shelf.publishing, book.language, name, f"retired by {me()}"):
            fail(f"the desk has no {name}/{book.language} of its own")
    out.print(f"{name}/{book.language} is the shipped one again.", markup=False)


@templates.command()
def history(name: Name, language: InLanguage = "", config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Every version of a letter, the newest first: who wrote it, when, and what became of it."""
    with _shelf(config) as shelf:
        rows = shelf.book(name, language).history()
        if not rows and not templates_check.standing(shelf.publishing.letters(), name):
            letters = shelf.publishing.letters()
            fail(f"no letter is named {name}{near(name, letters.stems(shelf.settings.desk.language))}", USAGE)
    if as_json:
        show_json([_as_json(row) for row in rows])
        return
    cells = [(row.id, row.state, f"{row.made_at:%Y-%m-%d %H:%M}", row.author, row.origin, row.because) for row in rows]
    show_table(name, ("version", "state", "at (UTC)", "author", "from", "because"), cells, empty="The desk has only the shipped one.")


@templates.command()
def diff(
    name: Name,
    old: Annotated[str, typer.Argument(metavar="[OLD]", help="shipped, live, file, or a version's number")] = "",
    new: Annotated[str, typer.Argument(metavar="[NEW]")] = "live",
    language: InLanguage = "",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """What changed between two versions. Without names: what the file would change, else what the last edit changed."""
    with _shelf(config) as shelf:
        book = shelf.book(name, language)
        pair = (old, new) if old else book.usual_pair()
        shown = book.diff(*pair)
    out.print(shown or f"{pair[0]} and {pair[1]} have the same words.", markup=False)


def _as_json(version: Version) -> dict[str, object]:
    return {
        "id": version.id,
        "letter": version.stem,
        "language": version.language,
        "state": version.state.value,
        "made_at": version.made_at.isoformat(),
        "author": version.author,
        "origin": version.origin,
        "because": version.because,
    }


def _tell(verdicts: list[Verdict]) -> None:
    """Each edit and what the gate said; exit 1 where one is refused."""
    for verdict in verdicts:
        letter = f"{verdict.edit.stem}/{verdict.edit.language}"
        if verdict.is_live:
            out.print(f"{letter} is LIVE, version {verdict.version}.", markup=False)
        for fault in verdict.faults:
            err.print(f"{verdict.edit.origin}: {fault}", markup=False)
    refused = [verdict for verdict in verdicts if not verdict.is_live]
    if refused:
        fail(f"{len(refused)} refused; what was sent before is sent still")
