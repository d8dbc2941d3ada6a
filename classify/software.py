"""Apps and programs that a mail names, with their versions, and whose a version is: a device's or a program's.

A desktop client's version has the very shape of a device's firmware (2.003.0000004.0.R), so the nearest name or word before it decides.
Programs of others are facts only with a version; operating systems never are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from classify.labels import Label, is_called
from classify.lookalikes import is_version_of_another_kind
from classify.sightings import Claims, Sighting, lowered, starts
from tickets.facts import Software

# Both are matched against the text in lower case, at the places where one of the beginnings stands.
_OUR_BEGINNINGS = (
    "smart", "ic rss", "icrss", "ic view", "icview", "ic home", "ichome", "ic now", "icnow", "ip finder", "ipfinder",
    "config tool", "configtool", "dmss", "gdmss", "idmss", "netsdk", "dash",
)  # fmt: skip
_OTHER_BEGINNINGS = (
    "home assistant", "ha core", "node-red", "homebridge", "scrypted", "frigate", "blue iris", "savant", "da vinci", "davinci",
    "crestron home", "composer pro", "control4", "integration designer", "milestone", "vlc", "urllib3",
)  # fmt: skip
_OURS = re.compile(
    r"""(?:
        smart[ ]?ic[ ]?rss | ic[ ]?rss(?:[ ]?pro)? | ic[ ]?view(?:[ ]?pro)? | ic[ ]home(?:[ ]2\.0)? | ichome | ic[ ]?now(?:[ ]pro)?
      | ip[ ]?finder | config[ ]?tool | smart[ ]?pss(?:[ ](?:lite|plus))? | [gi]?dmss(?:[ ](?:plus|hd|lite))? | netsdk
      | dash(?=[ ](?:app|client|program|software|v?\d+\.\d)\b)
    )(?![\w@])""",
    re.VERBOSE,
)
_OTHERS = re.compile(
    r"""(?:
        home[ ]assistant | ha[ ]core | node-red | homebridge | scrypted | frigate | blue[ ]iris | savant(?:[ ]host)? | da[ ]?vinci
      | crestron[ ]home(?:[ ]os)? | composer[ ]pro | control4(?:[ ](?:os|x4))? | integration[ ]designer | milestone | vlc | urllib3
    )(?![\w@])""",
    re.VERBOSE,
)
_DASH = re.compile(r"D(?<![\w.@/-].)ash(?=[ ,.?)\n]|$)")  # with its capital: otherwise it is a word
_CLIENT_FILE = re.compile(r"(?:smart_?pss|config_?tool|smarticrss|icrss)[\w-]{0,40}_V$", re.IGNORECASE)

_VERSION = re.compile(
    r"(?<![\w.$€:/-])[vV]?(?P<version>\d{1,4}(?:\.\d{1,4}){1,3})"
    r"(?![\w%]|\.[\dxX*]|/\d|[ ]?(?:[TGMK]B|[GM]Hz|mm|fps|[VWA]|ft|am|pm|MP)\b)"
)
_WORD_VERSION = r"(?:version|versi[oó]n|vers[aã]o|ver\.?|v)"
_SAYS_VERSION = re.compile(
    rf"[\s(,:/-]{{0,3}}(?:(?:is |at |to |on |[aà] )?{_WORD_VERSION}[\s:]{{0,2}}(?:is |est |es |é )?)?", re.IGNORECASE
)
_LABEL_BEFORE = re.compile(
    rf"(?:{_WORD_VERSION}|updated?(?: it)? to|went to|actualiz\w{{1,6}} a)(?: do app| de la app| of the app)?(?: is| est| es| é)?"
    r"[\s:]{0,3}v?$",
    re.IGNORECASE,
)

_DEVICE_WORD = re.compile(
    r"(?<![A-Za-z])(?:firmware|fw|f/w|[nxd]vr\w*|recorders?|cam(?:era|eras|s)?|c[aâá]mar?as?|caméras?|grabador\w*|gravador\w*|enregistreurs?|"
    r"rekorder|kamera\w*|devices?|units?|system version|sys ver|dome|bullet|doorbell|ptz)(?![A-Za-z])",
    re.IGNORECASE,
)
_PROGRAM_WORD = re.compile(
    r"(?<![A-Za-z])(?:clients?|cliente|apps?|apk|programs?|programa|programme|logiciel|software|programm|tool|download\w*|installer|"
    r"instalador|aplica\w+|application)(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBERS_OF_CLIENTS = re.compile(r"[235]\.00\d\.\d")  # recorders are at 4.00x, cameras at 2.4 and up
# whose they are where nothing in the sentence tells, but such a client is named elsewhere in the mail
_DESKTOP = re.compile("icrss|pss|dash", re.IGNORECASE)
_CLIENTS = {"2": _DESKTOP, "3": _DESKTOP, "5": re.compile("config", re.IGNORECASE)}
_SENTENCE_END = re.compile(r"[.!?][ \n]|\n")
_FAR = 100  # characters of the same sentence within which a word before a version tells whose it is


def find(text: str) -> tuple[Sighting[Software], ...]:
    """Every program named, once a mention: with a version where one stands with it."""
    names = _names(text)
    if not names:
        return ()
    versions = _assigned(text, names)
    found: list[Sighting[Software]] = []
    for name in names:
        own = versions.get(name.start, [])
        if name.fact or own:
            written = text[name.start : name.end]
            found += [Sighting(name.start, name.end, Software(name=written, version=version)) for version in own]
            if not own:
                found.append(Sighting(name.start, name.end, Software(name=written)))
    return tuple(found)


def is_ours(name: str) -> bool:
    """Is it an app of ours or its generic twin, rather than a partner's program?"""
    return name == "Dash" or _OURS.fullmatch(name.lower()) is not None


def belongs_to_a_program(text: str, start: int, version: str, programs: Sequence[Sighting[Software]]) -> bool:
    """Is a version of device shape at `text[start:]` a desktop client's? What stands nearest before it decides, then its numbers."""
    before = _SENTENCE_END.split(text[max(0, start - _FAR) : start])[-1]
    if _CLIENT_FILE.search(text[max(0, start - 60) : start]):
        return True
    last_program = max((p.end for p in programs if p.end <= start), default=-1)
    if last_program >= 0 and _SAYS_VERSION.fullmatch(text, last_program, start):
        return True
    if not _NUMBERS_OF_CLIENTS.match(version) or is_called(Label.FIRMWARE, text, start):
        return False
    program = max(last_program - (start - len(before)), _last(_PROGRAM_WORD, before))
    device = _last(_DEVICE_WORD, before)
    if program < 0 and device < 0:
        return any(_CLIENTS[version[0]].search(p.fact.name) for p in programs)
    return program >= device


def _last(words: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in words.finditer(text)), default=-1)


def _names(text: str) -> list[Sighting[bool]]:
    """Where programs are named; the fact tells whether one is ours (or its generic twin)."""
    claims: Claims[bool] = Claims()
    small = lowered(text)
    for beginnings, names, is_ours in ((_OUR_BEGINNINGS, _OURS, True), (_OTHER_BEGINNINGS, _OTHERS, False)):
        found = (match for at in starts(small, beginnings) if not _is_of_an_address(text, at) and (match := names.match(small, at)))
        claims.add(Sighting(match.start(), match.end(), is_ours) for match in found)
    claims.add(Sighting(match.start(), match.end(), True) for match in _DASH.finditer(text))
    return list(claims)


def _is_of_an_address(text: str, at: int) -> bool:
    return text[max(0, at - 1) : at] in tuple(".@/")


def _assigned(text: str, names: list[Sighting[bool]]) -> dict[int, list[str]]:
    """The versions of each name, keyed by where the name starts: first those that follow a name, then the lone ones."""
    owned: dict[int, list[str]] = {}
    lone = []
    for match in _VERSION.finditer(text):
        version, start = match["version"], match.start()
        name = next((name for name in reversed(names) if name.end <= start), None)
        if name and _is_told_of(name, text, version, start):
            owned.setdefault(name.start, []).append(version)
        elif _may_stand_alone(text, match):
            lone.append(version)
    owner = _only_app(text, names, owned) if lone else None
    for version in lone if owner else ():
        if owner and not any(version in versions for versions in owned.values()):
            owned.setdefault(owner.start, []).append(version)
    return owned


def _only_app(text: str, names: list[Sighting[bool]], owned: dict[int, list[str]]) -> Sighting[bool] | None:
    """The app of ours that lone versions can only mean: the one that has a version already, or the only one named."""
    ours = [name for name in names if name.fact]
    candidates = [name for name in ours if name.start in owned] or ours
    kinds = {text[name.start : name.end].lower().replace(" ", "") for name in candidates}
    return candidates[0] if len(kinds) == 1 else None


def _is_told_of(name: Sighting[bool], text: str, version: str, start: int) -> bool:
    """Does the version follow the name at once, or after a few words that say it is its version?"""
    if _SAYS_VERSION.fullmatch(text, name.end, start):
        return True
    between = text[name.end : start]
    return len(between) < 160 and "\n\n" not in between and version.count(".") == 2 and _LABEL_BEFORE.search(between) is not None


def _may_stand_alone(text: str, match: re.Match[str]) -> bool:
    """Three groups that are no phone number and no other thing's version ("2.5.1 ran for a month")."""
    groups = match["version"].split(".")
    before = text[max(0, match.start() - 48) : match.start()]
    return len(groups) == 3 and len(groups[0]) < 3 and len(groups[1]) < 3 and not is_version_of_another_kind(before)
