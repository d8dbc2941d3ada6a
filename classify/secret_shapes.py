"""How passwords, codes and credentials are written: the shapes of secrets in six languages.

Every shape names its value in a group: `secret`; `quoted` (it may hold blanks), or `bare`, which may be an everyday word instead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PASSWORD, CODE, ADDRESS, P2P = "password", "code", "credentials in an address", "P2P code"


class Rule(NamedTuple):
    kind: str
    hints: tuple[str, ...]  # words in lower case of which a line must hold one before the shape is tried
    shape: re.Pattern[str]
    is_sure: bool = True  # False: the group "bare" may be an everyday word and needs a second look


_KEYWORD = (
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
    rf"(?<![\w-]){_KEYWORD}s?(?![\w]){_OF}[\"'`*]{{0,2}}[ \t]{{0,8}}(?:[:=：#]|->|→|\|)[ \t]{{0,8}}{_VALUE}", re.IGNORECASE
)
_PASSWORD_IS = re.compile(
    rf"(?<![\w-]){_KEYWORD}(?![\w])(?:{_OF}[ ]{{1,2}}(?:\w{{1,12}}[ ]){{0,2}}?{_IS}[ ]{{1,2}}|[ ]{{1,2}}(?=\S{{2,40}}\d)){_VALUE}",
    re.IGNORECASE,
)
_PASSWORD_SET = re.compile(
    rf"\b(?:change[ds]?|set|reset|made|cambi\w{{1,4}}|chang\w{{1,3}}|alter\w{{1,3}}|pus[eo])[ ]"
    rf"(?:(?:the|my|our|its|la|el|le|a|mi|notre)[ ])?(?:\w{{1,12}}[ ])?{_KEYWORD}[ ](?:to|a|en|à|por|para)[ ]{_VALUE}",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"\b(?:user(?:name)?|login|usuario|usu[aá]rio|utilisateur|benutzer|credentials|creds)\b[ ]?(?:[/&+]|and|y|e|et|und)?[ ]?"
    rf"(?P<word>{_KEYWORD}\b)?[ ]{{0,2}}[:=]?[ ]{{0,2}}(?P<user>[\w.@-]{{1,40}})[ ]?[/:|][ ]?"
    r"(?(word)|(?=[^\s/,;:|]{0,40}\d))(?P<secret>[^\s/,;:|]{3,64})",
    re.IGNORECASE,
)
_ADMIN = re.compile(
    r"(?<![\w/])(?:admin|root|administrator|888888)[ ]?[/:][ ]?(?P<secret>(?=[^\s/,;]{0,64}\d)[^\s/,;]{3,64})", re.IGNORECASE
)
TRIED = re.compile(
    rf"(?<![\w-]){_KEYWORD}(?!\w)[^\n]{{0,160}}?"
    r"\b(?:tried|try|prob[eéó]\w{0,4}|intent[eéó]\w{0,4}|essay[eé]\w{0,3}|versucht|tentei)"
    r"(?P<list>[^\n.]{4,100})",
    re.IGNORECASE,
)
TRIED_ONE = re.compile(r"(?<![\w.])(?=[A-Za-z-]{0,20}\d)(?:[A-Za-z][A-Za-z-]{1,20}\d[^\s,;]{0,20}|\d{4,12}(?![\w.:/-]))")
_WORD_CODE = (
    r"(?:(?:re-?set|unlock|authori[sz]ation|auth|security|safety|verification|activation|recovery|access|gate|door|one.time|temporary)"
    r"[ ](?:pass)?code|(?:c[oó]digo|code) (?:de |d[’'])(?:seguridad|seguran[cç]a|s[eé]curit[eé]|autori[sz]a\w+|verifica\w+|v[eé]rification|"
    r"desbloqueo|d[eé]blocage|acceso|acc[eè]s|restablecimiento|r[eé]initialisation)|sicherheitscode|freischaltcode|best[aä]tigungscode|otp|pin)"
)
_CODE = re.compile(
    rf"(?<![\w-]){_WORD_CODE}(?!\w)[ ]{{0,2}}(?:number |nummer )?(?:(?:they|you|he|she|we)? ?(?:gave|sent)(?: me| us)?[ ])?"
    rf"(?:{_IS}[ ]|[:=#]|\n)?[ ]{{0,2}}[\"'“]?(?P<secret>(?=[A-Za-z-]{{0,8}}\d)[0-9A-Za-z-]{{3,32}})(?![\w])",
    re.IGNORECASE,
)
_QR = re.compile(r"(?<![A-Za-z])[\"']?(?:RC|SC|CODE|PW|PWD)[\"']?[ ]?[:=][ ]?[\"']?(?P<secret>[0-9A-Za-z]{4,32})(?=[\"']?[,;}\s])")

PASSWORDS = ("pass", "pw", "contras", "clave", "senha", "palavra", "mdp", "kennwort", "parola", "wachtwoord", "psk", "key")
_CODES = ("code", "código", "codigo", "otp", "pin")
_USERS = ("user", "login", "usu", "utilisateur", "benutzer", "cred")
#: the surest first: later ones may not read what earlier ones took
RULES = (
    Rule(ADDRESS, ("://",), _ADDRESS),
    Rule(ADDRESS, ("=",), _PARAMETER),
    Rule(ADDRESS, ("-u ", "--user"), _CURL),
    Rule(ADDRESS, ("authorization",), _HEADER),
    Rule(P2P, ("rc", "sc", "pw", "code"), _QR),
    Rule(CODE, _CODES, _CODE),
    Rule(PASSWORD, _USERS, _PAIR),
    Rule(PASSWORD, ("admin", "root", "888888"), _ADMIN),
    Rule(PASSWORD, PASSWORDS, _PASSWORD_SIGN),
    Rule(PASSWORD, PASSWORDS, _PASSWORD_IS, is_sure=False),
    Rule(PASSWORD, PASSWORDS, _PASSWORD_SET, is_sure=False),
)

#: what stands behind "password" in talk about it, in the languages of our customers
EVERYDAY = frozenset(
    re.findall(
        r"\S+",
        """
    a an the my our your his her its their this that these it not no now never always still also too very so and or but if in on at
    for to from with without as by of off into wrong right correct incorrect invalid valid ok okay fine good bad same different
    unknown known lost forgotten forgot missing required needed reset changed set blank empty none n/a na expired locked accepted
    rejected refused working default strong weak long short what when who which where why how yes please thanks attached below above
    here there old new protected stored saved written secret hidden masked incorrecta correcta incorrecto correcto olvidada perdida
    la el los las un una sí si que en mi su incorrecte perdu oublié oubliée le les des une falsch richtig vergessen verloren nicht
    das der die ein eine unbekannt errada esquecida não recovery protection pattern policy manager field screen page dialog prompt
    box login user and/or only tried enough keeps again works worked does did is was has had will would can could should must asked
    gone out given being
    """,
    )
)
