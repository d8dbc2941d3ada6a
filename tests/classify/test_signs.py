from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.features import wording
from classify.signs import MAX_EVIDENCE, Signs, signs_of
from tests.classify.wordings import letter
from tickets.understanding import TopicLabel


def signs(text: str, topic: str = "troubleshooting.hardware", *, subject: str = "", also: tuple[str, ...] = ()) -> Signs:
    message = letter(text, subject=subject)
    return signs_of(message, wording(message), TopicLabel(label=topic, confidence=0.9, also=also))


@pytest.mark.parametrize(
    "line",
    [
        "There is smoke coming out of it.",
        "It smells burnt and the top melted.",
        "Sale humo del grabador.",
        "Il y a de la fumée.",
        "Sai fumaça do aparelho.",
        "Aus dem Rekorder kommt Rauch.",
        "Someone broke in last night.",
        "Me robaron el sábado.",
        "A guest was injured by the door.",
    ],
)
def test_danger_is_urgent_and_its_own_line_is_the_evidence(line: str) -> None:
    assert signs(f"Good morning.\n{line}\nThe recorder is in the closet.").urgent == line


@pytest.mark.parametrize("line", ["It gets warm but there is no smoke.", "No hay humo.", "Nobody was injured, without any injury."])
def test_a_denied_danger_is_none(line: str) -> None:
    assert signs(line).urgent == ""


def test_an_evidence_deadline_is_urgent() -> None:
    assert signs("The police want the clip by Friday.", "question.export").urgent == "The police want the clip by Friday."


def test_a_blind_site_is_urgent() -> None:
    assert signs("All cameras are black and nothing records.", "troubleshooting.video_loss").urgent


def test_a_burglary_that_explains_a_purchase_is_not_urgent() -> None:
    assert signs("We had a break-in and want a quote for eight cameras.", "sales.design").urgent == ""


def test_evidence_is_short() -> None:
    assert 0 < len(signs("smoke " * 500).urgent) <= MAX_EVIDENCE


def test_privacy_has_its_lane_also_as_a_second_matter() -> None:
    assert signs("someone watches us", "privacy").lane == "privacy"
    assert signs("and someone watches us", "troubleshooting.login", also=("privacy",)).lane == "privacy"


@pytest.mark.parametrize(
    ("text", "lane"),
    [
        ("Attached is a subpoena for account records, please preserve all records.", "legal"),
        ("I am a security researcher and report an authentication bypass, CVE pending.", "vulnerability"),
        ("If this is not fixed I will come down there with a bomb.", "threat"),
        ("The camera is black.", ""),
    ],
)
def test_legal_process_reports_of_holes_and_threats_are_restricted(text: str, lane: str) -> None:
    assert signs(text, "other").lane == lane


def test_help_with_an_export_for_the_police_is_no_legal_process() -> None:
    assert signs("We got a subpoena, how do I export the clip to USB?", "question.export").lane == ""


@pytest.mark.parametrize(
    "text",
    [
        *("Thanks!", "Thank you, it works now.", "Thanks Maria", "That did it, you may close the ticket. Thank you all."),
        *("¡Gracias, ya funciona!", "Merci beaucoup, ça marche.", "Obrigado, funcionou!", "Vielen Dank!"),
        "Hi Ana,\nthanks again for the great support. Have a nice weekend!",
        "Vielen Dank für die schnelle Hilfe, es funktioniert jetzt wieder.\n\nMit freundlichen Grüßen",
    ],
)
def test_thanks_alone_is_thanks(text: str) -> None:
    assert signs(text, "other").is_thanks


@pytest.mark.parametrize(
    "text",
    [
        *("Thanks, but it still beeps.", "Thank you. How do I export a clip?", "The camera is black, thanks.", ""),
        *("7E77893PAZBED9B\nThanks", "Thanks. Firmware 4.001.0000003.0, build 2022-11-25.", "No dealer, 85201. Thank you", "Yes, thanks"),
        *("Thanks, it worked for about an hour.", "It did it again. Thank you", "Dead again, thanks", "Please help me, thanks"),
        *("Thanks, call me at 555-0123", "We are a dealer, Hill Corp. Thanks", "Thank you, see attached.", "Thanks. I will kill you."),
        *("Danke, jetzt ist Kamera 5 weg.", "Merci, la caméra 3 est noire", "Gracias, pero no"),
    ],
)
def test_thanks_with_a_matter_is_no_mere_thanks(text: str) -> None:
    assert not signs(text, "other").is_thanks


@pytest.mark.parametrize("text", ["", "see attached photo", "Hi", "foto adjunto"])
def test_a_mail_without_a_matter_says_no_problem(text: str) -> None:
    assert not signs(text, "other").says_a_problem


@pytest.mark.parametrize("text", ["it beeps", "camera offline since Monday", "no puedo entrar"])
def test_few_words_can_say_a_problem(text: str) -> None:
    assert signs(text, "other").says_a_problem


@pytest.mark.parametrize("text", ["I'm on site and the recorder won't boot.", "Estoy en sitio con el cliente.", "Je suis sur place."])
def test_who_stands_at_the_unit_is_on_site(text: str) -> None:
    assert signs(text).on_site


@pytest.mark.parametrize("text", ["I was on site yesterday.", "The recorder reboots."])
def test_who_has_left_is_not_on_site(text: str) -> None:
    assert not signs(text).on_site


@given(st.text(max_size=1500))
@settings(max_examples=50, deadline=None)
def test_any_text_has_signs(text: str) -> None:
    assert len(signs(text, subject=text).urgent) <= MAX_EVIDENCE
