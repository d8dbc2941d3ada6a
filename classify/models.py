"""Models of devices as people write them: our catalogue's families, their generic twins, other makers', and what a label calls a model.

Families are prefixes, not lists: a catalogue is longer than any list and new models keep their prefix. "16-channel NVR" is no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classify.screens import Label, cells, is_called
from classify.sightings import Claims, Sighting, lowered
from tickets.facts import Model

_TAIL = r"[0-9a-z]{1,14}(?:[-/][0-9a-z]{1,10}){0,6}"
# Matched against the text in lower case: a search that ignores case cannot skip to the first letter.
_OURS = re.compile(
    rf"""(?:
        (?:ip|hd)(?:eg|el|fx|mx|ex|lx)-{_TAIL}                 # IPEL-E80F-IRW3: network or coax, tier, body, megapixels, revision
      | (?:avs|icip|hdvr|xdvr)-{_TAIL} | icr-(?:\d{{3}}|pir)[0-9a-z]{{0,4}}(?:-[0-9a-z]{{1,6}}){{0,3}}
      | (?:nvr|dvr|xvr)-?\d{{4}}[kx](?:-{_TAIL})?                  # NVR7000K, NVR-7032K
      | (?:nvr|dvr|xvr)-(?=[0-9a-z-]{{0,20}}\d){_TAIL}            # NVR-FX16POE-1U4K1
      | dvr-lock-box(?:-[a-z]{{2}})? | mnt-box(?:[ -][0-9a-z]{{1,7}}(?![0-9a-z]))?
    )s?(?![0-9a-z])""",
    re.VERBOSE,
)
_OTHER_MAKERS = re.compile(
    r"""(?:
        (?:dhi?-)?(?:ipc|hac|itc|tpc|asi|vto|vth|sd|ptz|hcvr|xvr|nvr|dvr|evs|pfm)-?(?=[0-9a-z-]{0,8}\d)
          [0-9a-z]{2,14}(?:[-/][0-9a-z]{1,10}(?:\.\dmm)?){0,7}
      | dhi?-[a-z]{2,5}[ ]\d{3,4}[0-9a-z]{0,8}(?:[-/][0-9a-z]{1,8}){0,4}
      | (?:ip\dm|amdv|ipm)-?[a-z]?\d[0-9a-z]{1,9}(?:-[0-9a-z]{1,6}){0,4} | nv\d{4}[0-9a-z]{0,3}(?:-[0-9a-z]{1,6}){0,2}
      | i?ds-\d[0-9a-z]{4,14}(?:[-/][0-9a-z]{1,8}){0,5} | cs-[0-9a-z]{3,8}(?:-[0-9a-z]{1,12}){0,3}
      | (?:lnk|lnr|lnb|lhv|lne)\d{3,4}[0-9a-z]{0,4} | [dn]\d{3}a\d[0-9a-z]?(?:-[0-9a-z]{1,2})? | (?:rln|rlc|rlk)-?\d[0-9a-z]{0,5}
    )(?![0-9a-z]|[-/][0-9a-z])""",
    re.VERBOSE,
)
_FAMILY_NAMES = re.compile(
    r"(?:max[ -](?:series|ip)(?:[ ]\d{1,2}(?![\d.])(?:[ ](?:ch(?:annel)?|port)\b)?(?:[ ]d1)?(?:[ ]dvr)?)?"
    r"|orb series|max ip series|(?:nvr|icip|ipfx|ipel|ipeg|ipmx|hdeg|hdel)[ -]series)(?![a-z])"
)
_WRITTEN = re.compile(r"[0-9A-Z](?<![0-9A-Za-z_/.-].)[0-9A-Za-z]{1,14}(?:[-/][0-9A-Za-z]{1,12}){0,7}(?:\.\d[Mm]{2})?")
_INSIDE = re.compile(r"[0-9A-Za-z_-]")
_FILE_NAME = re.compile(r"\S{0,60}\.(?:bin|zip|img|pak|dav|mp4|avi)\b|_[Vv]\d")


def find(text: str) -> tuple[Sighting[Model], ...]:
    """Every model that the text names, as written."""
    claims: Claims[Model] = Claims()
    small = lowered(text)
    for shape in (_OURS, _OTHER_MAKERS, _FAMILY_NAMES):
        claims.add(_of_shape(text, small, shape))
    claims.add(_labelled(text))
    claims.add(_listed(text))
    return tuple(claims)


def _of_shape(text: str, small: str, shape: re.Pattern[str]) -> Iterator[Sighting[Model]]:
    for match in shape.finditer(small):
        start, written = match.start(), _without_plural(text[match.start() : match.end()])
        is_part = _INSIDE.match(text[max(0, start - 1) : start])
        if not is_part and "XXX" not in written and not _FILE_NAME.match(text, start + len(written), start + len(written) + 66):
            yield Sighting(start, start + len(written), Model(value=written))


def _labelled(text: str) -> Iterator[Sighting[Model]]:
    for match in _WRITTEN.finditer(text):
        written = match.group()
        if _mixes(written) and is_called(Label.MODEL, text, match.start()):
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
