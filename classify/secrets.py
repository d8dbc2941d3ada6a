"""Passwords, codes and credentials in a text, and mails that could unlock somebody's device.

Found so that they are masked wherever a text is shown; the raw mail keeps them. Masking a word too many is harmless, showing one is
not: but "the password is wrong" gives nothing away, and a letter that advises a change where none was sent would teach people to
ignore us. So a value after "is" must look like one, and a value after a colon must not be an everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classify.dates import DATE, iso
from classify.lookalikes import is_followed_by_a_time, speaks_of_a_clock
from classify.screens import Label, cells
from classify.sightings import Claims, Sighting
from tickets.facts import Facts, Secret
from tickets.message import Message

MASK = "••••"

PASSWORD, CODE, ADDRESS, P2P = "password", "code", "credentials in an address", "P2P code"

_WORD_PASSWORD = (
    r"(?:pass[ -]?(?:word|code|phrase|wd|wort)|passwd|passw|pwd|pw|contrase[nñ]a|contras|clave|senha|palavra-passe|mot de passe|mdp|"
    r"kennwort|password|parola|wachtwoord|passwort|psk|wpa[23]? key|(?:wi-?fi|network|security) key|loginpas|pass)"
)
_VALUE = r"""(?:["'“‘«`](?P<quoted>[^"'”’»`\n]{2,64})["'”’»`]|(?P<bare>[^\s"'“”«»<>()•]{2,64}))"""
_IS = r"(?:is|was|are|es|era|est|é|ist|war|lautet|(?:changed|set|reset|cambi\w{1,4}|chang\w{1,3}) (?:to|a|en|à))"
_OF = r"(?:[ ](?:for|of|del?|do|da|du|für|on|to)(?:[ ][\w.@'-]{1,20}){1,3}?)?"

_ADDRESS = re.compile(r"(?<![a-zA-Z])[a-zA-Z][a-zA-Z0-9+.-]{1,14}://(?P<secret>[^\s/@:<>\"']{1,64}:[^\s/@<>\"']{1,128})@")
_PARAMETER = re.compile(r"[?&;](?:password|passwd|pwd|pass|pw|loginpas|token|auth|key)=(?P<secret>[^\s&;#\"'<>]{2,128})", re.IGNORECASE)
_CURL = re.compile(r"(?:^|\s)(?:-u|--user)[ =]{1,2}['\"]?[^\s:'\"]{1,64}:(?P<secret>[^\s'\"]{1,64})", re.MULTILINE)
_HEADER = re.compile(r"Authorization:[ ]{0,4}(?:Basic|Bearer|Digest)[ ](?P<secret>[^\r\n]{4,400})", re.IGNORECASE)
_PASSWORD_SIGN = re.compile(
    rf"(?<![\w-]){_WORD_PASSWORD}s?(?![\w]){_OF}[\"'`*]{{0,2}}[ \t]{{0,8}}(?:[:=：#]|->|→|\|)[ \t]{{0,8}}{_VALUE}", re.IGNORECASE
)
_PASSWORD_IS = re.compile(
    rf"(?<![\w-]){_WORD_PASSWORD}(?![\w]){_OF}[ ]{{1,2}}(?:(?:\w{{1,12}}[ ]){{0,2}}?{_IS}[ ]{{1,2}}|(?=\S{{2,40}}\d)){_VALUE}", re.IGNORECASE
)
_PAIR = re.compile(
    rf"\b(?:user(?:name)?|login|usuario|usu[aá]rio|utilisateur|benutzer|credentials|creds)\b[ ]?(?:[/&+]|and|y|e|et|und)?[ ]?"
    rf"(?P<word>{_WORD_PASSWORD}\b)?[ ]{{0,2}}[:=]?[ ]{{0,2}}(?P<user>[\w.@-]{{1,40}})[ ]?[/:|][ ]?"
    r"(?(word)|(?=[^\s/,;:|]{0,40}\d))(?P<secret>[^\s/,;:|]{3,64})",
    re.IGNORECASE,
)
_ADMIN = re.compile(r"(?<![\w/])(?:admin|root|administrator|888888)[ ]?[/:][ ]?(?P<secret>(?=[^\s/,;]*\d)[^\s/,;]{3,64})", re.IGNORECASE)
_TRIED = re.compile(
    rf"(?<![\w-]){_WORD_PASSWORD}(?!\w)[^\n]{{0,160}}?\b(?:tried|try|prob[eéó]\w{{0,4}}|intent[eéó]\w{{0,4}}|essay[eé]\w{{0,3}}|versucht|tentei)\b"
    r"(?P<list>[^\n.]{4,100})",
    re.IGNORECASE,
)
_TRIED_ONE = re.compile(r"(?<![\w.])(?=[A-Za-z-]{0,20}\d)(?:[A-Za-z][A-Za-z-]{1,20}\d[^\s,;]{0,20}|\d{4,12}(?![\w.:/-]))")
_WORD_CODE = (
    r"(?:(?:re-?set|unlock|authori[sz]ation|auth|security|safety|verification|activation|recovery|access|gate|door|alarm|one.time|temporary|super)"
    r"[ ](?:pass)?code|(?:c[oó]digo|code) (?:de |d[’'])(?:seguridad|seguran[cç]a|s[eé]curit[eé]|autori[sz]a\w+|verifica\w+|v[eé]rification|"
    r"desbloqueo|d[eé]blocage|acceso|acc[eè]s|restablecimiento|r[eé]initialisation)|sicherheitscode|freischaltcode|best[aä]tigungscode|otp|pin)"
)
_CODE = re.compile(
    rf"(?<![\w-]){_WORD_CODE}(?!\w)[ ]{{0,2}}(?:number |nummer )?(?:(?:they|you|he|she|we)? ?(?:gave|sent)(?: me| us)?[ ])?"
    rf"(?:{_IS}[ ]|[:=#]|\n)?[ ]{{0,2}}[\"'“]?(?P<secret>(?=[A-Za-z-]{{0,8}}\d)[0-9A-Za-z-]{{3,32}})(?![\w])",
    re.IGNORECASE,
)
_QR = re.compile(r"(?<![A-Za-z])[\"']?(?:RC|SC|CODE|PW|PWD)[\"']?[ ]?[:=][ ]?[\"']?(?P<secret>[0-9A-Za-z]{4,32})(?=[\"']?[,;}\s])")

_EVERYDAY = frozenset(
    """a an the my our your his her its their this that these it not no now never always still also too very so and or but if in on at for to from with
    without as by of off into wrong right correct incorrect invalid valid ok okay fine good bad same different unknown known lost forgotten
    forgot missing required needed reset changed set blank empty none n/a na expired locked accepted rejected refused working default strong
    weak long short what when who which where why how yes please thanks attached below above here there same old new wrong. protected stored
    saved written secret hidden masked incorrecta correcta incorrecto correcto olvidada perdida la el los las un una no sí si que en mi su
    incorrect incorrecte perdu oublié oubliée le les des une falsch richtig vergessen verloren nicht das der die ein eine unbekannt errada
    esquecida perdida não recovery protection pattern policy manager field screen page dialog prompt box login user and/or only tried enough
    keeps again refused works worked does did is was has had will would can could should must asked gone out given being""".split()
)


def find(text: str) -> tuple[Secret, ...]:
    """The secrets of a text in their order; `text[start:end]` is the value alone, so that its label stays readable."""
    found: list[Secret] = []
    for sighting in sorted((*_values(text), *_of_columns(text)), key=lambda s: (s.start, -s.end)):
        if not found or sighting.start >= found[-1].end:
            found.append(Secret(start=sighting.start, end=sighting.end, kind=sighting.fact))
    return tuple(found)


def mask(text: str) -> str:
    """The text with every secret replaced by ••••."""
    masked, at = [], 0
    for secret in find(text):
        masked += [text[at : secret.start], MASK]
        at = secret.end
    return "".join(masked) + text[at:] if masked else text


def is_sensitive(message: Message, facts: Facts) -> bool:
    """Does the mail bring both a serial and the recorder's date? Together they yield an unlock code: a person verifies ownership.

    To be asked of mails about a forgotten login; a date beside a serial is the recorder's clock there, not a build date (domain.md 1).
    """
    builds = {firmware.build_date for firmware in facts.firmware}
    has_serial = any(not serial.masked for serial in facts.serials)
    return has_serial and any(_is_the_clock(message.new_text, match, builds) for match in _DATE.finditer(message.new_text))


_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ADDRESS, _ADDRESS), (ADDRESS, _PARAMETER), (ADDRESS, _CURL), (ADDRESS, _HEADER), (P2P, _QR), (CODE, _CODE),
    (PASSWORD, _PAIR), (PASSWORD, _ADMIN), (PASSWORD, _PASSWORD_SIGN), (PASSWORD, _PASSWORD_IS),
)  # fmt: skip
#: cheap words of which every secret's line holds one; lines without them are not read again
_HINT = re.compile(
    r"pass|pw|contras|clave|senha|mdp|kennwort|wachtwoord|psk|wpa|key|://|curl|authori|code|c[oó]digo|otp|pin|admin|root|888888|user|login|"
    r"usuario|usuário|utilisateur|benutzer|cred|token|\b[rs]c[\"']?[ ]?[:=]",
    re.IGNORECASE,
)
_DATE = re.compile(DATE)
_LONGEST_LINE = 20_000  # beyond it a line is data, and is read in pieces
_MOST_IN_A_LINE = 3_000  # more than fit into a piece
_PARTICIPLES = ("ing", "ed", "able", "ado", "ada", "ido", "ida", "é", "ée", "er")


def _values(text: str) -> Iterator[Sighting[str]]:
    for start, line in _lines(text):
        if _HINT.search(line):
            claims: Claims[str] = Claims(most=_MOST_IN_A_LINE)
            for kind, shape in _RULES:  # the surest first: later ones may not read the same characters
                claims.add(value for match in shape.finditer(line) for value in _value(kind, shape, match, start))
            claims.add(_attempts(line, start))
            yield from claims


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        for piece in range(0, max(len(line), 1), _LONGEST_LINE):
            yield start + piece, line[piece : piece + _LONGEST_LINE]
        start += len(line) + 1


def _value(kind: str, shape: re.Pattern[str], match: re.Match[str], offset: int) -> Iterator[Sighting[str]]:
    group = next(name for name in ("secret", "quoted", "bare") if match.groupdict().get(name))
    value = match[group].rstrip(".,;:)]}") if group == "bare" else match[group]
    start = match.start(group)
    if group == "bare" and not _looks_secret(value, match, is_sure=shape is _PASSWORD_SIGN):
        return
    if value and MASK not in value:
        yield Sighting(offset + start, offset + start + len(value), kind)


def _looks_secret(value: str, match: re.Match[str], *, is_sure: bool) -> bool:
    """Is the word behind "password" one? After a sign every uncommon word is; after "is" it must have figures, or end the clause."""
    word = value.lower()
    if not value or word in _EVERYDAY or "://" in value or set(value) <= set("*•xX.-_?…"):
        return False
    has_figures = any(c.isdigit() or c in "!@#$%^&*_+=" for c in value) or (value[1:] != value[1:].lower() and value != value.upper())
    ends_the_clause = match.string[match.start("bare") + len(value) : match.start("bare") + len(value) + 1] in ("", ".", ",", ";", ")", "\r")
    return is_sure or has_figures or (ends_the_clause and not word.endswith(_PARTICIPLES))


def _attempts(line: str, offset: int) -> Iterator[Sighting[str]]:
    """What was tried as a password: often the right one of another account."""
    for match in _TRIED.finditer(line):
        for one in _TRIED_ONE.finditer(line, match.start("list"), match.end("list")):
            yield Sighting(offset + one.start(), offset + one.end(), PASSWORD)


def _of_columns(text: str) -> Iterator[Sighting[str]]:
    """Exports of device lists carry a column of passwords (domain.md 6)."""
    for cell in cells(text) if _HINT.search(text) else ():
        if cell.label is Label.PASSWORD:
            yield Sighting(cell.start, cell.end, PASSWORD)


def _is_the_clock(text: str, match: re.Match[str], builds: set[str | None]) -> bool:
    if iso(match.group()) in builds | {None}:
        return False
    before, after = text[max(0, match.start() - 70) : match.start()], text[match.end() : match.end() + 16]
    return speaks_of_a_clock(before) or is_followed_by_a_time(after)
