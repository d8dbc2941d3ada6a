"""What the sender wrote now, told from what he quotes, signs and forwards."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.segments import split
from tickets.message import SegmentKind

NEW, QUOTED, SIGNATURE, FOOTER, FORWARDED = SegmentKind


def said(text: str, subject: str = "Re: camera") -> str:
    """The new text, as `Message.new_text` gives it."""
    return "\n".join(s.text for s in split(text, "", subject) if s.kind is NEW).strip()


def kind_of(line: str, text: str, subject: str = "Re: camera") -> SegmentKind:
    return next(s.kind for s in split(text, "", subject) if line in s.text)


INTRODUCTIONS = {
    "en": "On Mon, Apr 2, 2012 at 6:26 PM, Ana Ruiz <ana@example.com> wrote:",
    "en without year": "On Nov 20, Support wrote:",
    "de": "Am 25.06.2015 um 10:55 schrieb Ana Ruiz:",
    "en by a webmail": "Quoting Ana Ruiz <ana@example.com>:",
    "cs with blanks": "Dne 23. 11. 26 v 9:00 Ana Ruiz napsal(a):",
    "he between direction marks": "\u202bבתאריך יום ב׳, 23 בנוב׳ 2026 ב-9:00 מאת Ana Ruiz <ana@example.com>:\u202c",
    "ar by Gmail": "في الاثنين، 23 نوفمبر 2026 في 9:00 ص تمت كتابة ما يلي بواسطة Ana Ruiz <ana@example.com>:",
    "fr": "Le 19 mars 2014 10:37, Ana Ruiz <ana@example.com> a écrit :",
    "es": "El mié, 18 nov 2026 a las 19:30, Ana Ruiz (<ana@example.com>) escribió:",
    "ca": "El 19/03/2014 11:34, Ana Ruiz <ana@example.com> ha escrit:",
    "pt": "Em seg., 3 de ago. de 2020 às 10:11, Ana Ruiz <ana@example.com> escreveu:",
    "it": "Il giorno lun 3 ago 2020 alle ore 10:11 Ana Ruiz <ana@example.com> ha scritto:",
    "nl": "Op 13-02-2014 3:18 schreef Ana Ruiz <ana@example.com>:",
    "sv": "Den 14 september, 2015 02:23:18, Ana Ruiz (ana@example.com) skrev:",
    "da": "Den 08/06/2015 kl. 21.21 skrev Ana Ruiz <ana@example.com>:",
    "no": "tir. 18. apr. 2017 kl. 13:09 skrev Ana Ruiz <ana@example.com>:",
    "fi": "ma 3. elok. 2020 klo 10.11 Ana Ruiz (ana@example.com) kirjoitti:",
    "pl": "W dniu 2017-01-09 11:59:39 użytkownik Ana Ruiz <ana@example.com> napisał:",
    "cs": "po 3. 8. 2020 v 10:11 odesílatel Ana Ruiz <ana@example.com> napsal:",
    "sk": "po 3. 8. 2020 o 10:11 Ana Ruiz <ana@example.com> napísal(a):",
    "hu": "Ana Ruiz <ana@example.com> ezt írta (időpont: 2020. aug. 3., H, 10:11):",
    "ro": "În lun., 3 aug. 2020 la 10:11, Ana Ruiz <ana@example.com> a scris:",
    "hr": "pon, 3. kol 2020. u 10:11 Ana Ruiz <ana@example.com> napisao je:",
    "sl": "V V pon., 3. avg. 2020 ob 10:11 je oseba Ana Ruiz <ana@example.com> napisala:",
    "bg": "На пн, 3.08.2020 г. в 10:11 Ana Ruiz <ana@example.com> написа:",
    "ru": "пн, 3 авг. 2020 г. в 10:11, Ana Ruiz <ana@example.com>:",
    "uk": "29 грудня 2017 р. о 19:09 <ana@example.com> написав:",
    "el": "Στις Δευ 3 Αυγ 2020 στις 10:11 Ana Ruiz <ana@example.com> έγραψε:",
    "tr": "Ana Ruiz <ana@example.com>, 3 Ağu 2020 Pzt, 10:11 tarihinde şunu yazdı:",
    "et": "Kuupäev 3. august 2020 10:11 kirjutas kasutaja Ana Ruiz <ana@example.com>:",
    "zh": "在 2016年11月8日，下午2:23，Ana Ruiz <ana@example.com> 写道：",
    "zh-tw": "Ana Ruiz <ana@example.com> 於 2020年8月3日 週一 上午10:11寫道：",
    "ja": "2016/11/08 14:26、Ana Ruiz <ana@example.com> のメッセージ:",
    "ko": "2016. 11. 8. 오후 12:39 Ana Ruiz <ana@example.com> 작성:",
    "vi": "Vào 14:24 8 tháng 6, 2017, Ana Ruiz <ana@example.com> đã viết:",
    "id": "Pada tanggal Sen, 3 Agt 2020 pukul 10.11 Ana Ruiz <ana@example.com> menulis:",
    "he": "בתאריך יום ב׳, 3 באוג׳ 2020 ב-10:11 מאת Ana Ruiz <ana@example.com>:",
    "ar": "في الاثنين، 3 أغسطس 2020 في 10:11 ص كتب Ana Ruiz <ana@example.com>:",
    "Gmail without a verb": "2014-03-20 8:48 GMT+01:00 Ana Ruiz <ana@example.com>:",
    "Yandex": '26.06.2014, 14:41, "Ana Ruiz" <ana@example.com>:',
    "Android": "---- Ana Ruiz wrote ----",
    "name first": "Ana Ruiz <ana@example.com> schrieb:",
    "Zimbra": "- Le 2021-04-09 23:25, Ana Ruiz a écrit :",
    "wrapped in the address": "On Oct 16, 2012 at 17:02, Ana Ruiz <\nana@example.com> wrote:",
    "wrapped over three lines": "On Nov 21, 2014,\nat 10:18,\nAna Ruiz <ana@example.com> wrote:",
    "wrapped before the verb": "On Dec 16, 2011, at 12:47 PM, Ana Ruiz\n<ana@example.com>\nwrote:",
}


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS.keys())
def test_an_introduction_begins_the_quotation_in_any_language(introduction: str) -> None:
    assert said(f"It works now.\n\n{introduction}\n\nPlease reboot it.") == "It works now."


HEADER_LABELS = {
    "en": ("From", "Sent", "To", "Subject"), "de": ("Von", "Gesendet", "An", "Betreff"), "fr": ("De ", "Envoyé ", "À ", "Objet "),
    "es": ("De", "Enviado el", "Para", "Asunto"), "pt": ("De", "Enviada em", "Para", "Assunto"), "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"), "sv": ("Från", "Skickat", "Till", "Ämne"), "da": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "pl": ("Od", "Wysłano", "Do", "Temat"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"), "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "ro": ("De la", "Trimis", "Către", "Subiect"), "hr": ("Od", "Poslano", "Za", "Predmet"), "bg": ("От", "Изпратено", "До", "Относно"),
    "ru": ("От", "Отправлено", "Кому", "Тема"), "uk": ("Від", "Надіслано", "Кому", "Тема"), "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"), "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"), "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "he": ("מאת", "נשלח", "אל", "נושא"), "ar": ("من", "تاريخ الإرسال", "إلى", "الموضوع"),
}  # fmt: skip


@pytest.mark.parametrize("labels", HEADER_LABELS.values(), ids=HEADER_LABELS.keys())
def test_a_header_block_begins_the_quotation_in_any_language(labels: tuple[str, ...]) -> None:
    values = ("Ana Ruiz <ana@example.com>", "3 March 2026 10:04", "support@example.org", "RE: camera")
    block = "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))
    text = f"It works now.\n\n{block}\n\nPlease reboot it."
    assert said(text) == "It works now."
    assert kind_of("Please reboot", text) is QUOTED
    assert kind_of("Please reboot", text, "FW: camera") is FORWARDED


@pytest.mark.parametrize(
    "marker",
    ["-----Original Message-----", "-----Ursprüngliche Nachricht-----", "-----Mensaje original-----", "-----Message d'origine-----",
     "-----Oprindelig meddelelse-----", "------------------ 原始邮件 ------------------", "-------- Исходное сообщение --------"],
)  # fmt: skip
def test_an_original_message_line_begins_the_quotation(marker: str) -> None:
    assert said(f"Yes.\n\n{marker}\nDid it help?") == "Yes."


def test_answers_between_quoted_lines_stay() -> None:
    text = "On Nov 20, Support wrote:\n> Which model?\n\nNVR7000K\n\n> Which firmware?\n\n4.001\n\nAna"
    assert said(text) == "NVR7000K\n\n4.001\n\nAna"


def test_an_answer_below_the_quotation_stays() -> None:
    assert said("On 04/19/2011 07:10 AM, Support wrote:\n\n> Which model?\n\nNVR7000K") == "NVR7000K"


def test_a_lone_marked_line_above_the_quotation_is_the_senders_citation() -> None:
    text = "You said:\n> reset it\nI did.\n\nOn Tue, Mar 3, 2026 at 9:12 AM Support <s@example.org> wrote:\n\n> reset it"
    assert said(text) == "You said:\n> reset it\nI did."


def test_a_mail_of_nothing_but_marked_lines_is_what_its_sender_says() -> None:
    assert said("> help\n> it beeps") == "> help\n> it beeps"


@pytest.mark.parametrize(
    "text",
    [
        "The tech looked at it and wrote:\n\nit is broken",
        "On Thursday, I get no picture.\n\nOn the NVR it is fine.",
        "Please export:\nDate: 10/28/2026\nFrom: 3:15 PM\nTo: 3:40 PM\n\nThanks",
        "Name: Arlo Dietz\nRecorder: NVR-EL16POE\nSubject: door\n\nWhat I do now: sit",
        "And here is a fix -- this is not a signature.\n\nbye",
        "Steps:\n- Reboot\n- Reset",
        "This is confidential, but my neighbor broke it.\n\nWhat now?",
        "Sent from my desk, it is much easier than on my phone.",
        "Please ship to:\n\nJohn Smith\nAcme LLC\n12 Main St, Reno, NV\n775-555-0101",
        "It fails.\n\nJohn Smith\nSerial 7E77893PAZBED9B\n775-555-0101",
        "Device Model\nNVR7000K\nSerial Number\n8D06F17PAJ0B44A\nSystem Version\n4.001.0000003.1.R\nBuild Date\n2022-03-30",
        "Visit us\n>>> >>>  http://www.example.com <<<\nnow",
    ],
)
def test_the_senders_own_words_are_never_cut_by_a_guess(text: str) -> None:
    assert said(text, "camera") == text


@pytest.mark.parametrize(
    "signature",
    ["-- \nrick", "--\nrick", "–\nVal Kim\nValtek LLC", "-Bo Lindqvist", "Cody Ransdell\nRed River LLC | Sherman, TX\nc 903.555.0118",
     "----------------\n\nJohn Doe\n\nt. 555-931-0702\n\nhttp://example.com/"],
)  # fmt: skip
def test_a_signature_is_told_from_the_letter(signature: str) -> None:
    text = f"It beeps.\n\n{signature}\n"
    assert said(text) == "It beeps."
    assert kind_of(signature.split("\n")[-1], text) is SIGNATURE


def test_the_closing_and_a_bare_name_are_the_senders_words() -> None:
    assert said("It beeps.\n\nThanks,\nAlex") == "It beeps.\n\nThanks,\nAlex"


@pytest.mark.parametrize(
    "line",
    ["Sent from my iPhone", "Sent from my Verizon, Samsung Galaxy smartphone", "Enviado desde mi Huawei", "Get Outlook for Android",
     "Von meinem iPhone gesendet", "Envoyé de mon iPad", "iPhoneから送信", "Отправлено с iPhone", "Sent from Mail for Windows 10",
     "Sent using https://www.zoho.com/mail/", "Sent via Superhuman ( https://sprh.mn/?vip=ana@example.com )", "Sent from Nine<http://x.example/>",
     "Sent from my BlackBerry 10 smartphone on the Verizon Wireless 4G LTE network."],
)  # fmt: skip
def test_a_phones_line_is_a_footer(line: str) -> None:
    assert said(f"It beeps.\n\n{line}") == "It beeps."
    assert kind_of(line, f"It beeps.\n\n{line}") is FOOTER


@pytest.mark.parametrize("line", ["Sent from the front desk", "Sent via the app on Monday https://x.example/y but nothing came back"])
def test_what_people_send_from_somewhere_is_no_phones_line(line: str) -> None:
    assert said(f"It beeps.\n\n{line}") == f"It beeps.\n\n{line}"


def test_an_original_message_without_dashes_belongs_to_the_quotation_below() -> None:
    """BlackBerry."""
    below = "From: IC Realtime Support\nSent: Monday, March 9, 2026 2:01 PM\nTo: Tom Riley\nSubject: export\n\nThe player is on the stick."
    assert said(f"Need it as AVI.\n  Original Message\n{below}") == "Need it as AVI."
    assert said("Where is the\nOriginal message\nthat I sent?") == "Where is the\nOriginal message\nthat I sent?"


COMMENT = """##- Please type your reply above this line -##

You are a CC on this request (88213). Reply to this email to add a comment to the request.

----------------------------------------------

Nora Hahn, Mar 10, 2026, 9:14 AM EDT

The recorder is offline. What else can we try?

----------------------------------------------

Bob Lind, Mar 9, 2026, 4:10 PM EDT

I rebooted it.

--------------------------------
This email is a service from Alpine AV. Delivered by Zendesk
"""


def test_another_help_desks_newest_comment_is_what_is_said_now() -> None:
    assert said(COMMENT, "[Alpine AV] Re: offline") == "The recorder is offline. What else can we try?"
    assert kind_of("I rebooted it.", COMMENT) is QUOTED


@pytest.mark.parametrize(
    "line",
    ["-- REPLY above this line to respond --", "--- Please reply above this line ---", "Reply above this line."],
)
def test_below_a_help_desks_line_stand_its_words_where_nothing_stands_above(line: str) -> None:
    assert said(f"{line}\n\nThe recorder is offline.") == "The recorder is offline."
    assert said(f"It is on again.\n\n{line}\n\nThe recorder is offline.") == "It is on again."


def test_our_own_letter_in_a_help_desks_history_does_not_hide_its_newest_comment() -> None:
    text = f"{COMMENT}\n\nIC Realtime Support\n\nmr.4ly65274umu2smib\n"
    assert said(text, "[Alpine AV] Re: offline") == "The recorder is offline. What else can we try?"


def test_below_a_phones_line_stands_the_unmarked_quotation_of_a_reply_only() -> None:
    text = "Yes.\n\nSent from my iPhone\n\nDid it help?"
    assert said(text, "Re: camera") == "Yes."
    assert said(text, "camera") == "Yes.\n\nDid it help?"


@pytest.mark.parametrize(
    "footer",
    ["CONFIDENTIALITY NOTICE: If you are not the intended recipient, delete this message.",
     "This e-mail and any attachments are confidential and may be privileged. Notify the sender if received in error.",
     "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie den Absender.",
     "Antes de imprimir piense en el medio ambiente.",
     "Under Florida law, e-mail addresses are public records. If you do not want yours released, do not send electronic mail to us.",
     "__________ Información de NOD32 __________\n\nEste mensaje ha sido analizado con NOD32 antivirus system\nhttp://www.nod32.com",
     "_______________________________________________\ncamera-users mailing list\ncamera-users@lists.example.com"],
)  # fmt: skip
def test_a_disclaimer_or_list_footer_is_no_new_text(footer: str) -> None:
    assert said(f"It beeps.\n\n{footer}") == "It beeps."


def test_a_disclaimer_right_under_the_name_leaves_the_name() -> None:
    text = "It beeps.\n\nAna Ruiz\nThis e-mail is confidential. If you are not the intended recipient please delete it."
    assert said(text) == "It beeps.\n\nAna Ruiz"


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_gateways_banner_on_top_is_a_footer(between: str) -> None:
    text = f"CAUTION: This email originated from outside of Acme. Do not click links.{between}It beeps."
    assert said(text) == "It beeps."
    assert kind_of("CAUTION", text) is FOOTER


def test_below_our_own_mark_all_is_quoted() -> None:
    assert said("Yes it does.\n\nmr.abcdefghij234567\nWe have your mail.") == "Yes it does."


def test_the_html_part_tells_a_quotation_that_the_plain_part_does_not_mark() -> None:
    html = "<div>Yes, it does.</div><div class='yahoo_quoted'><div>Zot gemist 3 marz</div><div>Did it help you?</div></div>"
    text = "Yes, it does.\n\nZot gemist 3 marz\nDid it help you?"
    assert [s.kind for s in split(text, html, "Re: camera")] == [NEW, QUOTED]


def test_the_html_part_never_takes_an_interleaved_answer() -> None:
    html = "<blockquote>Which model is it?</blockquote><div>NVR7000K</div><blockquote>Which firmware?</blockquote><div>the newest one</div>"
    text = "Which model is it?\nNVR7000K\nWhich firmware?\nthe newest one"
    assert [s.kind for s in split(text, html, "Re: camera")] == [NEW]


def test_a_forward_is_no_new_text() -> None:
    text = "FYI\n\n---------- Forwarded message ---------\nFrom: Bo <bo@example.com>\nSubject: DVR\n\nit clicks"
    assert said(text, "Fwd: DVR") == "FYI"
    assert kind_of("it clicks", text, "Fwd: DVR") is FORWARDED


def test_a_header_block_under_a_reply_is_a_quotation_and_alone_on_top_a_forward() -> None:
    block = "From: Bo <bo@example.com>\nDate: Tue, 3 Mar 2026 10:04\nSubject: DVR\n\nit clicks"
    assert kind_of("it clicks", block, "Re: DVR") is QUOTED
    assert kind_of("it clicks", block, "DVR") is FORWARDED


LINES = [*INTRODUCTIONS.values(), "-- ", "> a", "", "text", "From: a@b.c", "Date: 1/1/2020", "Sent from my iPhone", "___"]


def test_a_name_that_wrote_on_a_day_is_an_introduction_where_a_quotation_follows() -> None:
    assert said("It is dark.\n\nAna Ruiz wrote on 11/23/2026 9:00 AM:\n> Is it?") == "It is dark."
    assert "motion" in said("The recorder wrote on 11/23/2026 9:00 AM:\nmotion on channel 4")


def test_the_armour_of_a_signed_text_is_nobodys_word() -> None:
    text = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

It is dark.
-- \nMaria
-----BEGIN PGP SIGNATURE-----

iQEzBAEB
-----END PGP SIGNATURE-----"""
    assert said(text) == "It is dark."
    assert said("-----BEGIN PGP SIGNED MESSAGE-----\nwithout an end") == "without an end"


@given(st.lists(st.sampled_from(LINES)))
def test_nothing_is_thrown_away(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "\n".join(s.text for s in split(text, "", "Re: x")) == text


@given(st.text(), st.text())
def test_any_text_gives_segments(text: str, subject: str) -> None:
    assert "\n".join(s.text for s in split(text, "", subject)) == text


HOSTILE = ["a", " ", ">", "> \n", "a:\n", "On 1/2/2020 10:10 aaa aaa:\n", "From: a\n\n", "Sent from my iPhone\n", "mr.", "(http"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    began = time.perf_counter()
    split(text, "", "Re: x")
    assert time.perf_counter() - began < 2
