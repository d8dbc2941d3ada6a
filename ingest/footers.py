"""What programs and companies add to a letter: gateway banners on top, phone signatures, disclaimers, list and virus-scanner footers.

A newcomer would cut at "confidential" or "Sent from": customers write both ("this is confidential, but…", "sent from the gate camera").
A disclaimer must speak of the message and make several of the usual claims; a phone signature must be short and name a device or "my".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.wordings import fold

_LOOKED_AT = 600  # characters of a paragraph that tell what it is
_BANNER_PARAGRAPHS = 4
_LONGEST_PHONE_SIGNATURE = 90

_PHONE_OPENERS = (
    "sent from", "sent via", "sent with", "sent using", "sent by", "sent on", "get outlook for", "enviado desde", "enviado de mi", "enviado do meu",
    "enviado a partir d", "enviado con", "enviado pelo", "obtener outlook para", "obtenga outlook para", "obter o outlook", "envoye de mon", "envoye depuis",
    "envoye a partir d", "envoye avec", "obtenez outlook", "telecharger outlook", "von meinem", "gesendet von", "gesendet mit", "outlook fur",
    "inviato da", "scarica outlook", "ottieni outlook", "verzonden vanaf", "verstuurd vanaf", "verzonden met", "outlook voor", "skickat fran",
    "skickades fran", "hamta outlook", "sendt fra", "hent outlook", "lahetetty", "hanki outlook", "wyslane z", "wyslano z", "pobierz outlook",
    "odeslano z", "odoslane z", "trimis de pe", "poslano s", "poslato sa", "отправлено с", "отправлено из", "надіслано з", "изпратено от",
    "εσταλη απο", "σταλθηκε απο", "发自我的", "發自我的", "从我的", "發自", "发自", "gui tu", "duoc gui tu", "dikirim dari", "נשלח מה", "أرسلت من", "ส่งจาก",
)  # fmt: skip
_PHONE_ENDINGS = ("gonderildi", "から送信", "에서 보냄", "발송", "发送")
_DEVICE = re.compile(
    r"\b(?:i ?phone|i ?pad|i ?pod|i ?os|android|samsung|galaxy|blackberry|smartphone|phone|mobile|telefono|celular|movil|handy|tablet|huawei|xiaomi|redmi"
    r"|nokia|htc|motorola|moto|pixel|oneplus|verizon|t-mobile|at&t|windows|outlook|yahoo|gmail|aol|gmx|web\.de|hotmail|proton ?mail|protonmail"
    r"|thunderbird|zimbra|mailspring|airmail|spark|mail for|app|device|smart ?watch|apple watch)\b"
)
_MOST_PHONE_WORDS = 9
_OWN_DEVICE = re.compile(r"(?:sent from|sent via|sent with) my(?: [\w&'’+-]{1,20}){1,5}\.?$")

_BANNER = re.compile(
    r"[\W_]{0,8}(?:caution|warning|attention|external|externe?r?|externo|externa|notice|precaucion|advertencia|achtung|vorsicht|let op|attenzione|zjqcmqryfpfpt"
    r"|you don.?t often get e?-?mail from|some people who received this message|this (?:e-?mail|message) (?:is from|came from|originated|was sent from|has originated)"
    r"|be careful with this message|this is an external|\[ext)"
)
_BANNER_CLAIM = re.compile(
    r"extern|outside|originat|unknown sender|often get|suspicious|banner(?:start|end)|not from within|fuera de|hors de|ausserhalb|von ausserhalb|al di fuori|buiten"
)
_BANNER_GOES_ON = re.compile(r"click|links?\b|attachments?\b|sender|content is safe|recogni[sz]e|learn why|organi[sz]ation|enlaces|adjuntos|anhange|bannerend")

_MESSAGE = re.compile(
    r"e-?mail|message|communication|transmission|correo|mensaje|mensagem|nachricht|courriel|messaggio|bericht|wiadomo|meddelande|melding"
    r"|сообщени|письмо|邮件|郵件|メール"
)
_CLAIMS = tuple(
    re.compile(stem)
    for stem in (
        "confiden|vertraulich|riservat|vertrouwelijk|konfidentiell|fortrolig|poufn|конфиденц|机密|保密|機密", "privileg|proprietary|geschutzt|protegid",
        "intended|bestimmt|destinad|bestemd|avsedd", "recipient|addressee|destinat|empfanger|adressat|geadresseerde|mottagare|адресат|收件人",
        "disclos|divulg|offenleg|weitergabe", "disseminat|distribut|copying|reproduc|vervielfalt|difusion", "delete|destroy|loschen|vernicht|elimin|supprim|detrui|cancell|borr|apag|verwijder|удал|删除",
        "notify|inform us|informier|benachricht|avis|notifi|prevenir", "error|irrtum|errore|erreur|erro\\b|vergissing|ошибк", "unauthori|prohibit|unbefugt|prohib|interdit|vietat|verboden",
        "liab|haftung|responsab|virus", "views|opinions|meinung|opiniones",
    )
)  # fmt: skip
_CLAIMS_NEEDED = 3
_HEADED = re.compile(
    r"[\W_]{0,8}(?:confidentiality|confidential|disclaimer|notice|legal notice|privacy notice|important notice|public records|aviso|haftungsausschluss"
    r"|rechtlicher hinweis|clause de confidentialite|avertissement|avviso)\b[^:.\n]{0,60}[:.\n-]"
)
_FOOTER = re.compile(
    r"consider the environment|before you print|before printing|antes de imprimir|an die umwelt|avant d.imprimer|penser? a l.environnement|pensa all.ambiente"
    r"|unsubscribe|no longer wish to|to be removed from|abmelden|abbestellen|darse de baja|cancelar (?:la )?suscripci|se desabonner|se desinscrire"
    r"|you (?:are receiving|received|are getting) this (?:e-?mail|message|because)|mailing list\b|to stop receiving|manage your (?:subscription|preferences)"
    r"|virus-free|checked (?:for viruses|by avast|by avg)|scanned (?:for viruses|by)|libre de virus|virenfrei|sans virus"
    r"|reply to this e?-?mail directly|view it on github|do not edit below|please do not (?:reply to|remove) this"
)
_FOOTER_LONGEST = 500  # a longer paragraph is somebody's letter that speaks of mailing lists


def is_phone_signature(line: str) -> bool:
    """ "Sent from my iPhone" and its kin; not "Sent from my desk, it is much easier there"."""
    plain = line.strip(" \t*_>-|.")
    if not 6 <= len(plain) <= _LONGEST_PHONE_SIGNATURE:
        return False
    said = fold(plain)
    if not (said.startswith(_PHONE_OPENERS) or said.endswith(_PHONE_ENDINGS)) or len(said.split()) > _MOST_PHONE_WORDS:
        return False
    return bool(_DEVICE.search(said) or _OWN_DEVICE.match(said))


def banner_end(lines: Sequence[str], start: int, end: int) -> int:
    """The index after the gateway's banners on top of those lines; `start` where there are none."""
    at, found = start, start
    for _ in range(_BANNER_PARAGRAPHS):
        while at < end and not lines[at].strip():
            at += 1
        stop = _banner(lines, at, end)
        if stop == at:
            return found
        at = found = stop
    return found


def _banner(lines: Sequence[str], start: int, end: int) -> int:
    paragraph = _paragraph_end(lines, start, end)
    said = fold(" ".join(lines[start:paragraph])[:_LOOKED_AT])
    if not (_BANNER.match(said) and _BANNER_CLAIM.search(said)):
        return start
    at = start + 1
    while at < paragraph and _is_banner_line(fold(lines[at][:_LOOKED_AT])):
        at += 1
    return at


def _is_banner_line(said: str) -> bool:
    return bool(_BANNER_GOES_ON.search(said) or _BANNER_CLAIM.search(said)) or len(said) < 3


def footer_start(lines: Sequence[str], start: int, end: int) -> int:
    """The index of the first line of the footers at the end of those lines; `end` where there are none."""
    found = end
    while True:
        stop = _last_written(lines, start, found)
        begin = _paragraph_start(lines, start, stop)
        if begin >= stop:
            return found
        if is_footer(lines[begin:stop]):
            found = next((at for at in range(begin, stop) if _begins_footer(lines[at])), begin)
            if found > begin:
                return found
        elif is_phone_signature(lines[stop - 1]):
            found = stop - 1
        else:
            return _with_rule(lines, start, found, end)


def is_footer(paragraph: Sequence[str]) -> bool:
    said = fold("\n".join(paragraph)[: _LOOKED_AT * 3])
    claims = sum(1 for claim in _CLAIMS if claim.search(said))
    if claims and _HEADED.match(said):
        return True
    if claims >= _CLAIMS_NEEDED and _MESSAGE.search(said):
        return True
    return len(said) <= _FOOTER_LONGEST and bool(_FOOTER.search(said))


def _begins_footer(line: str) -> bool:
    """Without a blank line above, a disclaimer stands right under the sender's name."""
    said = fold(line[:_LOOKED_AT])
    if _HEADED.match(said) or _FOOTER.search(said) or not line.strip(" \t_-=*—–"):
        return True
    return bool(_MESSAGE.search(said)) and any(claim.search(said) for claim in _CLAIMS)


def _with_rule(lines: Sequence[str], start: int, found: int, end: int) -> int:
    """The rule above a footer belongs to it."""
    above = _last_written(lines, start, found)
    is_rule = found < end and above > start and not lines[above - 1].strip(" \t_-=*—–")
    return above - 1 if is_rule else found


def _last_written(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _paragraph_start(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and lines[end - 1].strip():
        end -= 1
    return end


def _paragraph_end(lines: Sequence[str], start: int, end: int) -> int:
    while start < end and lines[start].strip():
        start += 1
    return start
