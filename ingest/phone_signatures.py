"""The line that a phone or a mail program adds: "Sent from my iPhone", "Get Outlook for Android", in many languages.

A newcomer would cut at "Sent from": people write "Sent from my desk, it is much easier there". So the line must be short, and name a
device or a program, or be "Sent from my" and few words.
"""

from __future__ import annotations

import re

from ingest.wordings import fold

_LONGEST = 90
_MOST_WORDS = 9

_OPENERS = (
    "sent from", "sent via", "sent with", "sent using", "sent by", "sent on", "get outlook for",
    "enviado desde", "enviado de mi", "enviado con", "obtener outlook para", "obtenga outlook para",
    "enviado do meu", "enviado a partir d", "enviado pelo", "obter o outlook",
    "envoye de mon", "envoye depuis", "envoye a partir d", "envoye avec", "obtenez outlook", "telecharger outlook",
    "von meinem", "gesendet von", "gesendet mit", "outlook fur", "inviato da", "scarica outlook", "ottieni outlook",
    "verzonden vanaf", "verstuurd vanaf", "verzonden met", "outlook voor", "skickat fran", "skickades fran", "hamta outlook",
    "sendt fra",
    "hent outlook", "lahetetty", "hanki outlook", "wyslane z", "wyslano z", "pobierz outlook", "odeslano z", "odoslane z",
    "trimis de pe",
    "poslano s", "poslato sa", "отправлено с", "отправлено из", "надіслано з", "изпратено от", "εσταλη απο",
    "σταλθηκε απο", "发自", "發自", "从我的", "gui tu", "duoc gui tu", "dikirim dari",
    "נשלח מה", "أرسلت من", "ส่งจาก",
)  # fmt: skip
_ENDINGS = ("gonderildi", "から送信", "에서 보냄", "发送")
_DEVICE = re.compile(
    r"\b(?:i ?phone|i ?pad|i ?pod|i ?os|android|samsung|galaxy|blackberry|smartphone|phone|mobile|telefono|celular|movil|handy|tablet"
    r"|huawei|xiaomi|redmi|nokia|htc|motorola|moto|pixel|oneplus|verizon|t-mobile|at&t|windows|outlook|yahoo|gmail|aol|gmx|web\.de|hotmail"
    r"|proton ?mail|thunderbird|zimbra|mailspring|airmail|spark|mail for|app|device|smart ?watch|apple watch)"
    r"(?![a-z])"
)
_OWN = re.compile(r"sent (?:from|via|with) my(?: [\w&'’+-]{1,20}){1,5}\.?$")


def is_phone_signature(line: str) -> bool:
    """True for the whole line alone."""
    plain = line.strip(" \t*_>-|.")
    if not 6 <= len(plain) <= _LONGEST:
        return False
    said = fold(plain)
    if not (said.startswith(_OPENERS) or said.endswith(_ENDINGS)) or len(said.split()) > _MOST_WORDS:
        return False
    return bool(_DEVICE.search(said) or _OWN.match(said))
