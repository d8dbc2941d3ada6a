"""What in an engineer's reply is a command, and what is for the customer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom.engineers.commands import Command, split
from mailroom.engineers.doing import DEEDS
from tickets.commands import BY_NAME, DAILY, KNOWN, help_lines


@pytest.mark.parametrize(
    ("reply", "commands", "text"),
    [
        ("#solve", ["#solve"], ""),
        ("#Snooze Fri\n\nHello Jo,\nplease wait.", ["#snooze Fri"], "Hello Jo,\nplease wait."),
        ("\n#mine\n\n#promise fri 10:00\nI will look.", ["#mine", "#promise fri 10:00"], "I will look."),
        ("#mine #promise fri\nI will look.", ["#mine", "#promise fri"], "I will look."),
        ("#assign “Ana Reyes”", ["#assign Ana Reyes"], ""),
        ("\uff03note\u00a0she is angry", ["#note"], ""),
        ("\u200b\n\u00a0\n\u200b#solve.\u00a0", ["#solve"], ""),
        ("#merge IC-1042", ["#merge IC-1042"], ""),
        ("- #solve", ["#solve"], ""),
        ("\u2022\u00a0#mine\n\u2022\u00a0#promise fri\nI will look.", ["#mine", "#promise fri"], "I will look."),
        ("1. #mine\n2. #promise fri\n\n1. Unplug it.", ["#mine", "#promise fri"], "1. Unplug it."),
        ("*#snooze* fri", ["#snooze fri"], ""),
        ("[#snooze fri]", ["#snooze fri"], ""),
        ("- **#assign Ana**", ["#assign Ana"], ""),
        ("- #1 unplug it\n- #2 plug it in", [], "- #1 unplug it\n- #2 plug it in"),
        ("## Steps\nUnplug it.", [], "## Steps\nUnplug it."),
        ("Hello,\nwe are #proud, see #hashtag.", [], "Hello,\nwe are #proud, see #hashtag."),
        ("See https://example.org/guide#help for it.", [], "See https://example.org/guide#help for it."),
        ("#1 unplug it\n#2 plug it in", [], "#1 unplug it\n#2 plug it in"),
        ("# Steps\nUnplug it.", [], "# Steps\nUnplug it."),
        ("Hello,\nit is fixed in V4.001 #3.", [], "Hello,\nit is fixed in V4.001 #3."),
    ],
)
def test_desk_rule_30_commands_stand_in_the_first_lines_and_the_rest_leaves(reply: str, commands: list[str], text: str) -> None:
    found = split(reply)
    assert ([str(command) for command in found.commands], found.text, found.unknown) == (commands, text, ())


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("#snoze fri\nHello", "did you mean #snooze?"),
        ("#snooze2d\nHello", "did you mean #snooze?"),
        ("# note she is angry", "did you mean #note?"),
        ("#xyzzy\nHello", "#xyzzy is no command"),
        ("- #nota she is angry\nHello", "did you mean #note?"),
        ("Hello,\n\n#solve", "#solve stands below your words"),
        ("Hello,\n- #note she is angry", "#note stands below your words"),
        ("Please reboot it. #note she is angry", "#note stands among your words"),
        ("Please reboot it.#Note: she is angry", "#note stands among your words"),
        ("Please reboot it (\uff03solve).", "#solve stands among your words"),
        ("Please reboot it -- _#called_ she is angry", "#called stands among your words"),
        ("Please reboot it. # note she is angry", "#note stands among your words"),
        ("@Carl: #note she is angry", "#note stands among your words"),
        ("See https://example.org/guide#note she is angry", "#note stands among your words"),
        ("#incident troubleshooting.login yes 2\nWe know it. #note they are angry", "#note stands among your words"),
        ("#mine\nHello,\n\uff03NOTE she is angry", "#note stands below your words"),
    ],
)
def test_what_is_nearly_a_command_is_named_so_that_nothing_is_sent(reply: str, said: str) -> None:
    assert any(said in sentence for sentence in split(reply).unknown)


@pytest.mark.parametrize("reply", ["#note\nShe is angry.\nCall her.", "#snooze fri\n#note She is angry.\nCall her.", "#called\nCall her."])
def test_desk_rule_30_words_under_a_note_or_a_call_go_to_nobody(reply: str) -> None:
    found = split(reply)
    assert found.text == ""
    assert found.commands[-1].argument.endswith("Call her.")


@pytest.mark.parametrize(
    "reply",
    [
        "- #note She is angry.",
        "* #note She is angry.",
        "\u2022\t#note She is angry.",
        "1. #note She is angry.",
        "a) #note She is angry.",
        "*#note* She is angry.",
        "*#note She is angry.*",
        "_#note_ She is angry.",
        "\u201c#note She is angry.\u201d",
        "\u00ab#note She is angry.\u00bb",
        "[#note] She is angry.",
        "(#note She is angry.)",
        "##note She is angry.",
        "## #note She is angry.",
        "\u266fnote She is angry.",
        "> #note She is angry.",
    ],
)
def test_a_note_in_the_dress_of_a_mail_program_is_a_note(reply: str) -> None:
    found = split(reply)
    assert (found.commands, found.text, found.unknown) == ((Command("note", "She is angry."),), "", ())


def test_a_note_may_name_commands_on_every_line() -> None:
    assert split("#note he asked\nwhat we mean by #solve").unknown == ()


def test_a_flood_of_commands_is_refused() -> None:
    assert "100000 commands" in split("#mine " * 100_000).unknown[0]


def test_a_note_may_hold_a_number_sign() -> None:
    assert split("#note see #solve of IC-7, and #12").commands == (Command("note", "see #solve of IC-7, and #12"),)


_PIECES = st.sampled_from(["#note", "\uff03solve", "- ", "*", "1. ", "\n", " ", "[", "]", "\u201c", "Hello"])
_TYPED = st.text(alphabet=st.sampled_from("#abns ote\n\u00a0\uff031.:\"'") | st.characters(), max_size=200)


@given(_TYPED | st.lists(_PIECES, max_size=12).map("".join))
def test_of_any_words_a_known_command_is_never_left_for_the_customer(reply: str) -> None:
    found = split(reply)
    if not found.unknown:
        assert not split(found.text).commands
        assert not any(f"#{name} " in f"{found.text} ".lower() for name in BY_NAME)
        assert all(command.name in BY_NAME for command in found.commands)


def test_every_command_is_done_somewhere_and_told_in_help() -> None:
    assert set(DEEDS) == set(BY_NAME)
    assert len(help_lines()) == len(BY_NAME)


def test_desk_rule_30_the_daily_commands_are_those_of_the_desk() -> None:
    daily = "note called ask snooze solve assign promise mine admit away incident quiet help"
    assert [known.name for known in DAILY] == daily.split()


def test_the_engineers_page_tells_every_command() -> None:
    page = (Path(__file__).parents[3] / "deploy" / "engineers.md").read_text(encoding="utf-8")
    told = [line for line in page.splitlines() if line.startswith("| `#")]
    assert told == [f"| `{known.shown}` | {known.does} |" for known in KNOWN]
