"""The line that a phone or a mail program adds: "Sent from my iPhone", "Get Outlook for Android", in many languages.

A newcomer would cut at "Sent from": people write "Sent from my desk, it is much easier there". So the line must be short, and name a
device or a program, or be "Sent from my" and few words. The address of the program is looked through: in "Sent using
https://www.zoho.com/mail/" nothing else names it.
"""

from __future__ import annotations

import re

from ingest.wordings import fold

_LONGEST = 90
_LONGEST_WITH_LINK = 500
_MOST_WORDS = 9
_MOST_WORDS_BEHIND = 2  # "secure email"

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
    r"|proton ?mail|thunderbird|zimbra|mailspring|airmail|spark|mail for|app|device|smart ?watch|apple watch|zoho|superhuman|fastmail"
    r"|tutanota|polymail|blue ?mail|shortwave|mailbird|postbox|k-?9 mail|fairemail|typeapp|mymail|mail\.ru|yandex|qq ?mail|naver|icloud)"
    r"(?![a-z])"
)
_LINK = re.compile(r"[(<\[]{0,2}\s{0,2}https?://(?:www\.)?([\w-]{1,40})[^\s()<>\]]{0,300}\s{0,2}[)>\]]{0,2}")
_CARRIER = re.compile(r"sent (?:from|via|with) my [\w ]{3,40}(?:\bon|over|powered by|with) (?:the )?[\w&'’+.\- ]{2,50}$")
#: programs whose names are words, too
_PROGRAM = re.compile(r"sent (?:from|via|with|using) (?:edison|newton|canary|front|missive|nine|hey|aqua|em client)(?: (?:mail|world))?$")
_OWN = re.compile(r"sent (?:from|via|with) my(?: [\w&'’+-]{1,20}){1,5}\.?$")


def is_phone_signature(line: str) -> bool:
    """True for the whole line alone."""
    read = line[:_LONGEST_WITH_LINK]
    link = _LINK.search(read)
    if link is None or len(read[link.end() :].split()) > _MOST_WORDS_BEHIND:
        return _is_one(read)
    return any(map(_is_one, (read, _LINK.sub("", read), _LINK.sub(r" \1", read))))


def _is_one(line: str) -> bool:
    plain = line.strip(" \t*_>-|.")
    if not 6 <= len(plain) <= _LONGEST:
        return False
    said = fold(plain)
    if not (said.startswith(_OPENERS) or said.endswith(_ENDINGS)):
        return False
    if len(said.split()) > _MOST_WORDS:
        return bool(_CARRIER.match(said) and _DEVICE.search(said))
    return bool(_DEVICE.search(said) or _OWN.match(said) or _PROGRAM.match(said))
