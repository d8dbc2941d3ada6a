from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.features import wording
from classify.read import read
from classify.signs import MAX_EVIDENCE, Signs, emergency_of, signs_of
from tests.classify.wordings import letter
from tickets.message import Forwarded, Message, Segment, SegmentKind
from tickets.understanding import TopicLabel


def signs(
    text: str, topic: str = "troubleshooting.hardware", *, subject: str = "", also: tuple[str, ...] = (), confidence: float = 0.9
) -> Signs:
    return signs_in(letter(text, subject=subject), topic, also=also, confidence=confidence)


def signs_in(message: Message, topic: str = "troubleshooting.hardware", *, also: tuple[str, ...] = (), confidence: float = 0.9) -> Signs:
    return signs_of(message, wording(message), TopicLabel(label=topic, confidence=confidence, also=also))


def forward(text: str, *, above: str = "", subject: str = "Fwd: please help") -> Message:
    passed_on = Forwarded(sender=None, subject="please help", date=None, text=text)
    segments = (Segment(SegmentKind.NEW, above), Segment(SegmentKind.FORWARDED, text))
    return replace(letter(above, subject=subject), segments=segments, forwarded=passed_on)


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


@pytest.mark.parametrize("above", ["", "See below from our tenant."])
def test_what_a_forward_tells_is_urgent_with_its_own_line(above: str) -> None:
    mail = forward("Hello,\nThere is smoke coming out of the camera box!\n\nTim Ott", above=above)
    assert signs_in(mail).urgent == "There is smoke coming out of the camera box!"


def test_legal_process_that_is_passed_on_has_its_lane() -> None:
    mail = forward("Attached is a subpoena for all records of the cloud account.", above="What do I do?", subject="Fwd: x")
    assert signs_in(mail, "other", confidence=0.2).lane == "legal"


def test_an_answer_is_not_urgent_for_what_it_quotes() -> None:
    quotation = Segment(SegmentKind.QUOTED, "> There is smoke coming out of it.")
    answer = replace(letter("", subject="Re: recorder"), segments=(quotation,), in_reply_to=("1@desk.example",))
    assert signs_in(answer).urgent == ""
    assert signs_in(replace(letter("We replaced it."), segments=(Segment(SegmentKind.NEW, "We replaced it."), quotation))).urgent == ""


@pytest.mark.parametrize(
    ("line", "emergency"),
    [
        *(("It scorched the carpet under the desk.", "fire"), ("flames came out of the back", "fire"), ("It is smouldering", "fire")),
        *(("There is a burnt electrical odor in the rack", "fire"), ("There was a small electrical fire in the rack", "fire")),
        *(("The adapter exploded with a bang", "fire"), ("The battery of the camera is swollen", "fire")),
        *(("I got an electric shock from the case", "fire"), ("My tech got shocked by the housing", "fire")),
        *(("It is overheating, you cannot keep your hand on it", "fire"), ("Se incendió la fuente", "fire")),
        *(("Se quemó la fuente", "fire"), ("L'alimentation a pris feu", "fire"), ("Ça sent le brûlé", "fire")),
        ("Das Netzteil hat gebrannt", "fire"),
        *(("Es riecht verschmort am Rekorder", "fire"), ("Das Netzteil brennt", "fire"), ("A fonte pegou fogo", "fire")),
        *(("My tech fell off the ladder", "injury"), ("He is in the ER", "injury")),
        ("She was taken to the hospital by paramedics", "injury"),
        *(("There was a shooting in our parking lot", "injury"), ("A waitress was assaulted", "injury")),
        *(("A child went missing at our park", "break_in"), ("The clip must be in court tomorrow morning", "deadline")),
        *(("Thieves came in Sunday and took the recorder", "break_in"), ("Someone smashed our front window", "break_in")),
        *(("Vandals came last night", "break_in"), ("Entraron ladrones", "break_in"), ("Bei uns wurde eingebrochen", "break_in")),
        *(("All 32 cameras are down", "blind"), ("None of our cameras have a picture", "blind"), ("Our cameras are all black", "blind")),
        *(("Every one of our 14 cameras shows a black picture", "blind"), ("Entire camera system is down", "blind")),
        *(("Todas las cámaras dejaron de funcionar", "blind"), ("Ninguna de las cámaras tiene imagen", "blind")),
        *(("Toutes nos caméras sont noires", "blind"), ("Aucune caméra n'a d'image", "blind")),
        *(("Alle 12 Kameras sind schwarz", "blind"), ("Keine Kamera hat ein Bild", "blind")),
        *(("No video on any camera", "blind"), ("We have lost all cameras", "blind"), ("The 16 cameras are out", "blind")),
        *(("Plus aucune caméra", "blind"), ("No hay imagen en ninguna cámara", "blind"), ("Las 20 cámaras están caídas", "blind")),
        *(("Todas as câmeras estão sem imagem", "blind"), ("Nenhuma câmera tem imagem", "blind")),
        ("It does not start, smoke comes out", "fire"),
        ("No, smoke is coming out of it", "fire"),
    ],
)
def test_an_emergency_is_found_and_known_by_its_line(line: str, emergency: str) -> None:
    assert emergency_of(signs(line).urgent) == emergency


@pytest.mark.parametrize(
    "line",
    [
        "My tripwire rule does not fire at night since the intruder schedule changed",
        "When the alarm panel is armed away the recorder should record.",
        "How do I wire the smoke detector relay to the alarm input?",
        "We are County Ambulance Service, the ambulance bay camera is offline.",
        "Intruder detection does not fire, how do I test it?",
        "All the cameras are installed and fine, only the monitor went blank.",
        "All cams record and show locally, the page says offline.",
        "All cameras work, one is offline.",
        "I want to see all cameras on one screen, the screen goes black after 5 minutes.",
        "What happens if all cameras go offline, do I get a mail?",
        "Can the camera detect smoke and fire?",
        "Quiero detectar humo y fuego",
        "Not all cameras are black.",
        "How do I take those channels out every hour?",
        "Comment régler le volume, il y a un vol de pigeons toute la nuit",
        "La app manda una alerta de robo cada noche",
        "Die LED brennt rot",
        "I want to be sure that it will not catch fire",
        "No smoke, no fire, no burning smell",
        "Es brennt nicht",
        "No cameras show in the list",
        "It won't hurt you to answer",
    ],
)
def test_words_of_danger_in_another_sense_are_none(line: str) -> None:
    assert (signs(line).urgent, signs(line).lane) == ("", "")


def test_a_name_beneath_the_letter_tells_nothing() -> None:
    assert signs("Camera 3 is black since Monday.\n\nJoe Flames\nSmoking Flames, Sparks NV\n555-0101").urgent == ""
    assert signs("Camera 3 is black.\n\nit is smoking").urgent == "it is smoking"


def test_a_subject_that_the_text_takes_back_is_none() -> None:
    assert signs("Not a theft or anything, I want to look at yesterday.", subject="theft").urgent == ""
    assert signs("It happened at noon.", subject="theft").urgent == "theft"


@pytest.mark.parametrize(("topic", "confidence"), [("other", 0.2), ("appointment", 0.95), ("integration.control", 1.0)])
def test_who_is_in_danger_is_urgent_whatever_else_is_asked(topic: str, confidence: float) -> None:
    assert signs("There is smoke coming from it. Can someone call me at 10?", topic, confidence=confidence).urgent


def test_only_a_sure_topic_makes_a_burglary_calm() -> None:
    assert signs("We had a break-in last night.", "sales.question", confidence=0.3).urgent


@pytest.mark.parametrize(
    ("text", "lane"),
    [
        ("We have a search warrant for the cloud video of this device. Please provide the recordings.", "legal"),
        ("This office is investigating a homicide. Please send us the login history.", "legal"),
        ("This firm represents Riverbend. You are hereby directed to preserve all logs.", "legal"),
        ("My attorney will be contacting you.", "legal"),
        ("Por orden del juzgado n. 3 solicitamos los datos del titular.", "legal"),
        ("Nous vous requérons de nous communiquer les données de connexion.", "legal"),
        ("Im Rahmen eines Ermittlungsverfahrens bitten wir um Herausgabe der Bestandsdaten.", "legal"),
        ("Recebemos uma ordem judicial.", "legal"),
        ("I found hardcoded credentials in the firmware. I will publish in 90 days.", "vulnerability"),
        ("Your portal has an IDOR.", "vulnerability"),
        ("Encontramos una vulnerabilidad en su portal.", "vulnerability"),
        ("I will come to your office with my gun", "threat"),
        ("Fix it or you are all dead", "threat"),
        ("voy a ir a romperles la cara", "threat"),
        ("Ich bringe euch um", "threat"),
        ("Je demande la suppression de mes données personnelles conformément au RGPD.", "privacy"),
        ("Solicito a exclusão dos meus dados pessoais conforme a LGPD.", "privacy"),
        ("Under GDPR I want my account deleted.", "privacy"),
        ("Ich verlange die Löschung meiner Daten nach DSGVO.", "privacy"),
        ("Solicito borrar mis datos personales.", "privacy"),
        ("The man who installed it still watches our cameras.", "privacy"),
        ("My backdoor camera does not show in the app", ""),
        ("is my camera still under warrant, it died", ""),
        ("After the bomb cyclone camera 2 is black", ""),
        ("My bath bomb store has 4 cameras", ""),
        ("We want to exploit the features fully", ""),
        ("Does this firmware fix CVE-2021-33044?", ""),
        ("I need the video for a lawsuit with my neighbor", ""),
        ("Auskunft nach Art. 15 DSGVO über meine Daten", "privacy"),
        ("You will hear from my solicitor.", "legal"),
        ("I'm coming over there with a shotgun", "threat"),
        ("I'll shoot you the screenshots", ""),
        ("My client wants a proof of concept of the counting", ""),
        ("The records request button returns nothing", ""),
        ("Is your cloud GDPR compliant?", ""),
    ],
)
def test_a_lane_is_known_by_its_words_even_where_the_topic_is_a_guess(text: str, lane: str) -> None:
    assert signs(text, "question.general", confidence=0.2).lane == lane
    assert signs(text, "other", confidence=0.9).lane == lane


@pytest.mark.parametrize(
    "text",
    [
        "How do I split a long export? One more thing, my last assistant quit in May. She can still look at the cameras on her phone.",
        "Wie sichere ich ein Video? Außerdem ist unser früherer Hausmeister ausgeschieden. Kann er noch auf die Bilder schauen?",
        "¿Cómo exporto un clip? Despedimos al encargado en mayo. Creo que todavía puede ver las cámaras.",
    ],
)
def test_who_left_and_may_still_look_is_a_second_matter_of_the_mail(text: str) -> None:
    reading = read(letter(text))
    assert "privacy" in (reading.topic.label, *reading.topic.also)
    assert reading.lane == "privacy"


@pytest.mark.parametrize("text", ["I can still look at the cameras on the TV.", "My former installer was great. How do I export?"])
def test_who_still_looks_himself_or_is_only_gone_is_none(text: str) -> None:
    assert signs(text, "question.export").lane == ""


def test_a_guess_at_privacy_needs_a_word_that_bears_it_out() -> None:
    assert signs("Como posso dar acesso às câmaras a um segundo vigilante?", "privacy", confidence=0.27).lane == ""
    assert signs("Our camera picture is on a foreign website.", "privacy", confidence=0.27).lane == "privacy"


def test_a_guess_at_spam_hides_no_lane() -> None:
    assert signs("You are being served notice of a small claims case.", "spam", confidence=0.24).lane == "legal"
