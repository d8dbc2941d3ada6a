"""A disclaimer is told from a customer who writes of errors, recipients and deleted accounts; nobody's only words are a footer."""

from __future__ import annotations

import time

import pytest

from ingest.footers import first_said, footer_start, is_first_person
from ingest.segments import split
from tickets.message import SegmentKind

WHOLE_DISCLAIMER = (
    "This message is confidential and intended only for the addressee. If you have received it in error, please notify the sender "
    "and delete it. Any disclosure, copying or distribution is prohibited."
)
SHORT_DISCLAIMER = "This e-mail is confidential and privileged; no liability is accepted."

LETTERS = [
    "My NVR7000K stopped sending alarm messages. The test email gives error 535, recipient rejected. I deleted and added the account.",
    "NVR7000K stopped sending messages. Test email gives error 535, recipient rejected, unauthorized sender. Account was deleted.",
    "Customer deleted the email account on the NVR7000K; now each alarm e-mail to the new recipient fails with error 550. What now?",
    "Notice: recorder error on HDD 1, what do I do?",
    "Notice: recorder error on HDD 1.",
    "Confidential: someone is watching our cameras. Please delete all other users.",
    "Please delete my account with you and notify me by e-mail when it is done. I never authorized any disclosure.",
    "Please put us on the mailing list for firmware news of the NVR7000K.",
    "how do i unsubscribe from the motion alert emails the recorder sends me?",
    "Please unsubscribe all of us from the motion alert emails.",
    "I no longer wish to receive the video loss emails of camera 3, it is removed. How do I stop them?",
    "El grabador ya no envía el correo al destinatario, da error de autorización. Borré la cuenta. ¿Me avisan qué falta?",
    "L'enregistreur n'envoie plus les courriels au destinataire, message « erreur 550 ». J'ai supprimé le compte. Merci de me prévenir.",
    "Die E-Mail an den Empfänger kommt nicht an, Fehler 535. Ich habe mein Konto gelöscht, bitte informieren Sie uns.",
    "O gravador não envia a mensagem ao destinatário, dá erro. Apaguei minha conta. Eu preciso de ajuda.",
]
ABOVE = ["", "Hello,\n\n", "Sehr geehrte Damen und Herren,\n\n", "Hola, buenos días\n\n", "CAUTION: external email, unknown sender.\n\n"]
QUOTATION = "On Mon, Mar 2, 2026 IC <s@x.example> wrote:\n> Hi"
BELOW = ["", "\n\nThanks,\nPat", f"\n\n{WHOLE_DISCLAIMER}", "\n\nSent from my iPhone", f"\n\n{QUOTATION}"]


def said(text: str) -> str:
    return "\n".join(s.text for s in split(text, "", "Re: x") if s.kind is SegmentKind.NEW).strip()


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("below", BELOW)
def test_the_only_paragraph_of_a_letter_is_never_its_footer(letter: str, above: str, below: str) -> None:
    assert letter in said(above + letter + below)


@pytest.mark.parametrize("letter", [each for each in LETTERS if is_first_person(each) or "?" in each])
def test_whoever_asks_or_speaks_of_himself_writes_no_footer(letter: str) -> None:
    assert letter in said(f"The recorder at the shop makes trouble.\n\n{letter}")


@pytest.mark.parametrize("letter", ["Notice: recorder error on HDD 1.", "Please put us on the mailing list for firmware news."])
def test_a_weak_heading_or_a_list_that_is_spoken_of_makes_no_footer_of_a_last_paragraph(letter: str) -> None:
    assert letter in said(f"The recorder at the shop makes trouble.\n\n{letter}")


def test_a_sentence_wrapped_in_the_middle_of_a_claim_is_not_cut_there() -> None:
    text = "Hello, my NVR7000K stopped sending alarms to the\ne-mail of the new recipient, error 535, unauthorized,\nso it was deleted."
    assert said(f"The recorder makes trouble.\n\n{text}").endswith(text)


@pytest.mark.parametrize(
    "footer",
    [
        WHOLE_DISCLAIMER,
        f"CONFIDENTIALITY NOTICE: {WHOLE_DISCLAIMER}",
        "Diese E-Mail ist vertraulich. Wenn Sie nicht der richtige Adressat sind, benachrichtigen Sie uns und löschen Sie diese Nachricht.",
        "Este mensaje es confidencial. Si usted no es el destinatario, avise al remitente y elimine el correo recibido por error.",
        "Ce message est confidentiel. Si vous n'êtes pas le destinataire prévu, merci de le supprimer et de prévenir l'expéditeur.",
        "Esta mensagem é confidencial. Se a recebeu por engano, avise o remetente e apague-a; o destinatário é o único autorizado.",
        "Please consider the environment before printing this e-mail.",
        "Virus-free. www.avast.com",
        "This email has been checked for viruses by Avast antivirus software.",
        "—\nReply to this email directly or view it on GitHub.",
    ],
)
@pytest.mark.parametrize("above", ["", "Thanks,\nPat\n\n", "Hello,\n\n"])
def test_what_is_law_beyond_doubt_stays_a_footer_even_alone(footer: str, above: str) -> None:
    assert footer.split("\n")[-1] not in said(above + footer)


def test_a_weaker_disclaimer_is_a_footer_where_something_is_said_above() -> None:
    assert said(f"It beeps.\n\n{SHORT_DISCLAIMER}") == "It beeps."
    assert said(SHORT_DISCLAIMER) == SHORT_DISCLAIMER


def test_what_is_said_above_a_quotation_makes_a_footer_of_the_disclaimer_below_it() -> None:
    assert said(f"It beeps.\n\n{QUOTATION}\n\n{SHORT_DISCLAIMER}") == "It beeps."
    assert said(f"{SHORT_DISCLAIMER}\n\n{QUOTATION}\n\nNVR7000K") == "NVR7000K"


def test_the_letter_right_above_a_disclaimer_may_ask_and_speak_of_itself() -> None:
    assert said(f"My NVR beeps, what do I do?\nAna Ruiz\n{SHORT_DISCLAIMER}") == "My NVR beeps, what do I do?\nAna Ruiz"


def test_a_shops_footer_may_ask_where_it_shows_the_way_out() -> None:
    footer = "Don't want these mails? Unsubscribe here: https://shop.example/u?id=3"
    assert said(f"Spring offers.\n\n{footer}") == "Spring offers."


@pytest.mark.parametrize(
    "text",
    [
        "I contenuti di questo messaggio sono riservati",  # "the" in Italian
        "i detta meddelande",
        "det är i meddelandet",
        "Regulation (EU) 2016/679 of the European Parliament, see www.shop.eu",
        "Call us Mon-Fri, Mon to Fri, Mon 9-5",
        "Tato zpráva je důvěrná",
        "Dit bericht is alleen voor je bestemd",
    ],
)
def test_other_languages_small_words_are_no_first_person(text: str) -> None:
    assert not is_first_person(text)


@pytest.mark.parametrize(
    "text",
    ["i deleted it", "I think so", "It's my NVR", "I’m out", "ich weiß", "J’ai un NVR", "yo lo vi", "mi cámara", "Eu fui", "mon NVR"],
)
def test_the_first_person_of_five_languages_is_known(text: str) -> None:
    assert is_first_person(text)


def test_a_greeting_a_closing_and_its_name_say_nothing() -> None:
    courtesy = ["Hello Ana,", "", "----", "Kind regards,", "Pat Lee"]
    assert first_said(courtesy, 0, 5) == 5
    assert first_said(["Pat Lee"], 0, 1) == 0
    assert first_said(["Hello,", "NVR7000K"], 0, 2) == 1


@pytest.mark.parametrize(
    "text",
    ["Hello,\n" * 5_000 + "It beeps.\n" + f"\n{SHORT_DISCLAIMER}\n" * 2_400, "This e-mail is in error to delete.\n" * 9_000],
)
def test_thousands_of_greetings_and_footers_take_no_time(text: str) -> None:
    began = time.perf_counter()
    split(text, "", "x")
    assert time.perf_counter() - began < 3


def test_lines_without_a_footer_end_where_they_end() -> None:
    assert footer_start(["It beeps."], 0, 1) == 1
    assert footer_start([], 0, 0) == 0
