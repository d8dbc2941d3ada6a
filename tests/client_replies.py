"""Replies as mail clients write them: what each puts between the words of its user and the mail that he answers.

Shapes only, rebuilt from what these clients are known to send; every word and address in them is made up.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage, Message
from types import MappingProxyType

from tests.engineers import PROVEN, reply_address, text_of


@dataclass(frozen=True)
class Answered:
    """The mail of ours that is answered."""

    letter: Message

    @property
    def sender(self) -> str:
        return f"IC Realtime Support <{reply_address(self.letter)}>"

    @property
    def subject(self) -> str:
        return str(self.letter["Subject"])

    @property
    def text(self) -> str:
        return text_of(self.letter).rstrip("\n")

    @property
    def cited(self) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.text.split("\n"))

    @property
    def html(self) -> str:
        part = next(part for part in self.letter.walk() if part.get_content_type() == "text/html")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        whole = content.decode()
        return whole[whole.index("<table") : whole.index("</body>")]

    def block(self, labels: str = "From Sent To Subject") -> str:
        """The header block above an earlier mail."""
        names = labels.split()
        values = (self.sender, "Monday, November 23, 2026 10:04 AM", "Ana Reyes <ana@icrealtime.example>", self.subject)
        return "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))

    def html_block(self, labels: str = "From Sent To Subject") -> str:
        rows = (line.partition(": ") for line in self.block(labels).split("\n"))
        return "<br>\n".join(f"<b>{name}:</b> {html.escape(value)}" for name, _, value in rows)


def _paragraphs(words: str, tag: str = "div", attributes: str = "") -> str:
    return "\n".join(f"<{tag}{attributes}>{html.escape(line) or '<br>'}</{tag}>" for line in words.split("\n"))


def _outlook_desktop(words: str, to: Answered) -> str:
    return (
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=EN-US><div class=WordSection1>'
        f"{_paragraphs(words, 'p', ' class=MsoNormal')}<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'>"
        f"<p class=MsoNormal>{to.html_block()}<o:p></o:p></p></div></div>"
        f"<p class=MsoNormal><o:p>&nbsp;</o:p></p>{to.html}</div></body></html>"
    )


def _outlook_web(words: str, to: Answered) -> str:
    block = f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt">{to.html_block()}</font></div>'
    return (
        f'<html><body dir="ltr">{_paragraphs(words, "div", " class=elementToProof")}<div id="appendonsend"></div>'
        f'<hr style="display:inline-block;width:98%" tabindex="-1">{block}<div>{to.html}</div></body></html>'
    )


def _outlook_mobile(words: str, to: Answered) -> str:
    signature = '<div id="ms-outlook-mobile-signature"><div></div>Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>'
    return (
        f'<html><body><div dir="ltr">{_paragraphs(words)}</div>{signature}<hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr">{to.html_block()}</div>{to.html}</body></html>'
    )


def _gmail_web(words: str, to: Answered) -> str:
    return (
        f'<div dir="ltr">{_paragraphs(words)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"On Mon, Nov 23, 2026 at 10:04 AM {html.escape(to.sender)} wrote:<br></div>"
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;padding-left:1ex">{to.html}</blockquote></div>'
    )


def _apple_mac(words: str, to: Answered) -> str:
    return (
        f'<html><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">{_paragraphs(words)}<div><br><blockquote type="cite">'
        f'<div>On Nov 23, 2026, at 10:04\u202fAM, {html.escape(to.sender)} wrote:</div><br class="Apple-interchange-newline">'
        f"<div>{to.html}</div></blockquote></div><br></body></html>"
    )


def _thunderbird_html(words: str, to: Answered) -> str:
    return (
        f'<html><body><p>{html.escape(words).replace(chr(10), "<br>")}</p><div class="moz-cite-prefix">On 11/23/2026 10:04 AM, '
        f'IC Realtime Support wrote:<br></div><blockquote type="cite" cite="mid:x@y">{to.html}</blockquote></body></html>'
    )


def _yahoo(words: str, to: Answered) -> str:
    return (
        f'<html><body><div class="ydp1a2b3c4dyahoo-style-wrap"><div dir="ltr">{_paragraphs(words)}</div><div><br></div></div>'
        f'<div id="yahoo_quoted_4711" class="yahoo_quoted"><div><div>On Monday, November 23, 2026 at 10:04:00 AM EST, '
        f"{html.escape(to.sender)} wrote:</div><div><br></div>{to.html}</div></div></body></html>"
    )


def _proton(words: str, to: Answered) -> str:
    return (
        f'<div style="font-family: Arial, sans-serif; font-size: 14px;">{_paragraphs(words)}</div><div class="protonmail_quote">'
        f"On Monday, November 23rd, 2026 at 10:04 AM, {html.escape(to.sender)} wrote:<br>"
        f'<blockquote class="protonmail_quote" type="cite">{to.html}</blockquote><br></div>'
    )


def _zimbra(words: str, to: Answered) -> str:
    return (
        f'<html><body><div style="font-family: arial">{_paragraphs(words)}<div><br></div><hr id="zwchr" data-marker="__DIVIDER__">'
        f'<div data-marker="__HEADERS__"><blockquote style="border-left:2px solid #1010FF">{to.html_block()}<br></blockquote></div>'
        f'<div data-marker="__QUOTED_TEXT__"><blockquote style="border-left:2px solid #1010FF">{to.html}</blockquote></div>'
        "</div></body></html>"
    )


def _samsung(words: str, to: Answered) -> str:
    return (
        f'<html><body dir="auto">{_paragraphs(words)}<div dir="auto"><br></div><div id="composer_signature" dir="auto">'
        '<div style="font-size:12px;color:#575757" dir="auto">Sent from my Galaxy</div></div><div dir="auto"><br></div>'
        '<div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Original message --------</div>'
        f"<div>{to.html_block('From Date To Subject')}</div><div><br></div></div>{to.html}</body></html>"
    )


def _gmail_app(words: str, to: Answered) -> str:
    return f"{words}\n\nOn Mon, Nov 23, 2026, 10:04 AM {to.sender}\nwrote:\n\n{to.cited}\n"


def _iphone(words: str, to: Answered) -> str:
    return f"{words}\n\nSent from my iPhone\n\n> On Nov 23, 2026, at 10:04\u202fAM, {to.sender} wrote:\n> \n> \ufeff\n{to.cited}\n"


def _thunderbird(words: str, to: Answered) -> str:
    return f"{words}\n\nOn 11/23/2026 10:04 AM, IC Realtime Support wrote:\n{to.cited}\n"


def _k9(words: str, to: Answered) -> str:
    sent = "Sent from my Android device with K-9 Mail. Please excuse my brevity."
    return f"{words}\n-- \n{sent}\n\n-------- Original Message --------\n{to.block()}\n\n{to.text}\n"


def _notes(words: str, to: Answered) -> str:
    return f"{words}\n\n\n\n{to.block('From: Date: To: Subject:').replace(':: ', ':' + chr(9))}\n\n\n\n{to.text}\n"


def _exchange_plain(words: str, to: Answered) -> str:
    return f"{words}\n\n________________________________\n{to.block()}\n\n{to.text}\n"


def _outlook_plain(words: str, to: Answered) -> str:
    return f"{words}\n\n-----Original Message-----\n{to.block()}\n\n{to.text}\n"


def _outlook_spanish(words: str, to: Answered) -> str:
    block = to.html_block("De Enviado Para Asunto")
    return f'<html><body>{_paragraphs(words)}<hr style="width:98%"><div id="divRplyFwdMsg">{block}</div>{to.html}</body></html>'


def _below_the_quotation(words: str, to: Answered) -> str:
    return f"On 11/23/2026 10:04 AM, IC Realtime Support wrote:\n{to.cited}\n\n{words}\n"


HTML: Mapping[str, Callable[[str, Answered], str]] = MappingProxyType(
    {
        "Outlook on the desk": _outlook_desktop,
        "Outlook on the web": _outlook_web,
        "Outlook on a phone": _outlook_mobile,
        "Outlook in Spanish": _outlook_spanish,
        "Gmail on the web": _gmail_web,
        "Apple Mail on a Mac": _apple_mac,
        "Thunderbird in HTML": _thunderbird_html,
        "Yahoo": _yahoo,
        "Proton Mail": _proton,
        "Zimbra": _zimbra,
        "Samsung Email": _samsung,
    }
)
TEXT: Mapping[str, Callable[[str, Answered], str]] = MappingProxyType(
    {
        "Gmail on a phone": _gmail_app,
        "Apple Mail on a phone": _iphone,
        "Thunderbird": _thunderbird,
        "K-9 Mail": _k9,
        "Lotus Notes": _notes,
        "Exchange in plain text": _exchange_plain,
        "Outlook in plain text": _outlook_plain,
        "below the quotation": _below_the_quotation,
    }
)


def written_by(client: str, words: str, letter: Message, sender: str) -> bytes:
    """An authenticated reply to `letter`, as this client writes it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, reply_address(letter), f"RE: {letter['Subject']}"
    message["Message-ID"] = f"<{abs(hash(client))}@icrealtime.example>"
    message["In-Reply-To"] = message["References"] = str(letter["Message-ID"])
    message["Authentication-Results"] = PROVEN
    if client in HTML:
        message.set_content(HTML[client](words, Answered(letter)), subtype="html", cte="quoted-printable")
    else:
        message.set_content(TEXT[client](words, Answered(letter)), cte="quoted-printable")
    return message.as_bytes()
