"""Models of devices as people write them: our catalogue's families, their generic twins, other makers', and what a label calls a model.

Families are prefixes, not lists: a catalogue is longer than any list and new models keep their prefix. "16-channel NVR" is no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from classify.labels import Label, is_called
from classify.screens import cells
from classify.sightings import Claims, Sighting, lowered, starts
from tickets.facts import Model

_HYPHEN = "[-\u2010\u2011\u2013]"  # editors put others in its place
#: "IPEL-E80F-IRW3/IPEL-B80F-IRW3" are two
_TAIL = rf"[0-9a-z]{{1,14}}(?:(?:{_HYPHEN}|/(?!(?:ip|hd)(?:eg|el|fx|mx)|icip|hdvr|nvr))[0-9a-z]{{1,10}}){{0,6}}"
# All of these are matched against the text in lower case, at the places where one of the prefixes begins.
_OUR_PREFIXES = (
    "ipe", "ipf", "ipm", "ipl", "hde", "hdf", "hdm", "hdl", "hdvr", "xdvr", "avs", "icip", "icr", "nvr", "dvr", "xvr", "mnt-",
)  # fmt: skip
_OURS = re.compile(
    rf"""(?:
        # IPEL-E80F-IRW3: network or coax, tier, body, megapixels, revision; blanks for its hyphens
        (?:ip|hd)(?:eg|el|fx|mx|ex|lx)(?:{_HYPHEN}|[ ](?=[a-z]{{1,2}}\d)){_TAIL}(?:[ ](?:lpr|(?:ir[wb]?|adw|diw)\d?))?
      | (?:avs|icip|hdvr|xdvr)(?:-|[ ](?=[a-z]{{0,2}}\d{{3}})){_TAIL} | icr[ -](?:\d{{3}}|pir)[0-9a-z]{{0,4}}(?:-[0-9a-z]{{1,6}}){{0,3}}
      | (?:nvr|dvr|xvr)[ -]?\d{{4}}[kx](?:-{_TAIL})?         # NVR7000K, NVR-7032K
      | (?:nvr|dvr|xvr)-(?=[0-9a-z-]{{0,20}}\d){_TAIL}   # NVR-FX16POE-1U4K1
      | dvr-lock-box(?:-[a-z]{{2}})? | mnt-box(?:[ -][0-9a-z]{{1,7}}(?![0-9a-z]))?
    )s?(?![0-9a-z])""",
    re.VERBOSE,
)
_OTHER_PREFIXES = (
    "ipc", "hac", "itc", "tpc", "asi", "vto", "vth", "sd", "ptz", "hcvr", "xvr", "nvr", "dvr", "evs", "pfm",
    "dh-", "dhi-", "ip1m", "ip2m", "ip3m", "ip4m", "ip5m", "ip8m", "amdv", "ipm-", "nv", "ds-", "ids-", "cs-",
    "lnk", "lnr", "lnb", "lhv", "lne", "rln", "rlc", "rlk",
)  # fmt: skip
_OTHER_MAKERS = re.compile(
    r"""(?:
        (?:dhi?-)?(?:ipc|hac|itc|tpc|asi|vto|vth|sd|ptz|hcvr|xvr|nvr|dvr|evs|pfm)-?(?=[0-9a-z-]{0,8}\d)
          [0-9a-z]{2,14}(?:[-/][0-9a-z]{1,10}(?:\.\dmm)?){0,7}
      | dhi?-[a-z]{2,5}[ ]\d{3,4}[0-9a-z]{0,8}(?:[-/][0-9a-z]{1,8}){0,4}
      | (?:ip\dm|amdv|ipm)-?[a-z]?\d[0-9a-z]{1,9}(?:-[0-9a-z]{1,6}){0,4} | nv\d{4}[0-9a-z]{0,3}(?:-[0-9a-z]{1,6}){0,2}
      | i?ds-\d[0-9a-z]{4,14}(?:[-/][0-9a-z]{1,8}){0,5} | cs-[0-9a-z]{3,8}(?:-[0-9a-z]{1,12}){0,3}
      | (?:lnk|lnr|lnb|lhv|lne)\d{3,4}[0-9a-z]{0,4} | (?:rln|rlc|rlk)-?\d[0-9a-z]{0,5}
    )(?![0-9a-z]|[-/][0-9a-z])""",
    re.VERBOSE,
)
_LOREX = re.compile(r"[DN](?<![0-9A-Za-z_-].)\d{3}A\d[0-9A-Z]?(?:-[0-9A-Z]{1,2})?(?![0-9A-Za-z])")
_SERIES = ("max", "orb series", "nvr", "icip", "ipfx", "ipel", "ipeg", "ipmx", "hdeg", "hdel")
_FAMILY_NAMES = re.compile(
    r"(?:max[ -](?:series|ip)(?:[ ]\d{1,2}(?![\d.])(?:[ ](?:ch(?:annel)?|port)\b)?(?:[ ]d1)?(?:[ ]dvr)?)?"
    r"|orb series|max ip series|(?:nvr|icip|ipfx|ipel|ipeg|ipmx|hdeg|hdel)[ -]series)(?![a-z])"
)
_WRITTEN = re.compile(
    r"[0-9A-Z](?<![0-9A-Za-z_/.-].)(?=[0-9A-Za-z/-]{0,12}\d)(?=[0-9/-]{0,12}[A-Za-z])[0-9A-Za-z]{1,14}(?:[-/][0-9A-Za-z]{1,12}){0,7}(?:\.\d[Mm]{2})?"
)
_FILE_NAME = re.compile(r"\S{0,60}\.(?:bin|zip|img|pak|dav|mp4|avi)\b|_[Vv]\d")


def find(text: str) -> tuple[Sighting[Model], ...]:
    """Every model that the text names, as written."""
    claims: Claims[Model] = Claims()
    small = lowered(text)
    for prefixes, shape in ((_OUR_PREFIXES, _OURS), (_OTHER_PREFIXES, _OTHER_MAKERS), (_SERIES, _FAMILY_NAMES)):
        claims.add(_of_shape(text, (found for at in starts(small, prefixes) if (found := shape.match(small, at)))))
    claims.add(_of_shape(text, _LOREX.finditer(text)))
    claims.add(_labelled(text))
    claims.add(_listed(text))
    return tuple(claims)


def _of_shape(text: str, matches: Iterable[re.Match[str]]) -> Iterator[Sighting[Model]]:
    for match in matches:
        start, written = match.start(), _without_plural(text[match.start() : match.end()])
        if "XXX" not in written and not _FILE_NAME.match(text, start + len(written), start + len(written) + 66):
            yield Sighting(start, start + len(written), Model(value=written))


def _labelled(text: str) -> Iterator[Sighting[Model]]:
    for match in _WRITTEN.finditer(text):
        written = match.group()
        if len(written) >= 4 and is_called(Label.MODEL, text, match.start()):
            yield Sighting(match.start(), match.end(), Model(value=written))


def _listed(text: str) -> Iterator[Sighting[Model]]:
    for cell in cells(text):
        value = text[cell.start : cell.end]
        if cell.label is Label.MODEL and len(value) <= 40 and _mixes(value):
            yield Sighting(cell.start, cell.end, Model(value=value))


def _mixes(written: str) -> bool:
    return len(written) >= 4 and any(c.isdigit() for c in written) and any(c.isalpha() for c in written)


def _without_plural(written: str) -> str:
    """`NVR7000Ks` is one model and a plural."""
    return written[:-1] if written[-1] == "s" and written[-2:-1].isupper() else written
