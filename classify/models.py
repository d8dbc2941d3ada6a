"""Models of devices as people write them: our catalogue's families, their generic twins, other makers', and what a label calls a model.

Families are prefixes, not lists: a catalogue is longer than any list and new models keep their prefix. "16-channel NVR" is no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classify.screens import GLUE, WORDS, Label, cells
from classify.sightings import Claims, Sighting
from tickets.facts import Model

_TAIL = r"[0-9A-Za-z]{1,14}(?:[-/][0-9A-Za-z]{1,10}){0,6}"
_OUR_FAMILIES = re.compile(
    rf"""(?<![0-9A-Za-z_-])(?:
        (?:IP|HD)(?:EG|EL|FX|MX|EX|LX)-{_TAIL}                 # IPEL-E80F-IRW3: network or coax, tier, body, megapixels, revision
      | (?:AVS|ICIP|HDVR|XDVR)-{_TAIL} | ICR-(?:\d{{3}}|PIR)[0-9A-Z]{{0,4}}(?:-[0-9A-Z]{{1,6}}){{0,3}}
      | (?:NVR|DVR|XVR)-?\d{{4}}[KX](?:-{_TAIL})?                  # NVR7000K, NVR-7032K
      | (?:NVR|DVR|XVR)-(?=[0-9A-Za-z-]{{0,20}}\d){_TAIL}            # NVR-FX16POE-1U4K1
      | DVR-LOCK-BOX(?:-[A-Z]{{2}})? | MNT-BOX(?:[ -][0-9A-Z]{{1,7}}(?![0-9A-Za-z]))?
    )s?(?![0-9A-Za-z])""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_FAMILIES = re.compile(
    r"""(?<![0-9A-Za-z_-])(?:
        (?:DHI?-)?(?:IPC|HAC|ITC|TPC|ASI|VTO|VTH|SD|PTZ|HCVR|XVR|NVR|DVR|EVS|PFM)-?(?=[0-9A-Z-]{0,8}\d)
          [0-9A-Z]{2,14}(?:[-/][0-9A-Z]{1,10}(?:\.\dMM)?){0,7}
      | DHI?-[A-Z]{2,5}[ ]\d{3,4}[0-9A-Z]{0,8}(?:[-/][0-9A-Z]{1,8}){0,4}
      | (?:IP\dM|AMDV|IPM)-?[A-Z]?\d[0-9A-Z]{1,9}(?:-[0-9A-Z]{1,6}){0,4} | NV\d{4}[0-9A-Z]{0,3}(?:-[0-9A-Z]{1,6}){0,2}
      | i?DS-\d[0-9A-Z]{4,14}(?:[-/][0-9A-Z]{1,8}){0,5} | CS-[0-9A-Z]{3,8}(?:-[0-9A-Z]{1,12}){0,3}
      | (?:LNK|LNR|LNB|LHV|LNE)\d{3,4}[0-9A-Z]{0,4} | [DN]\d{3}A\d[0-9A-Z]?(?:-[0-9A-Z]{1,2})? | (?:RLN|RLC|RLK)-?\d[0-9A-Z]{0,5}
    )(?![0-9A-Za-z]|[-/][0-9A-Z])""",
    re.VERBOSE,
)
_FAMILY_NAMES = re.compile(
    r"(?<![A-Za-z])(?:max[ -](?:series|ip)(?:[ ]\d{1,2}(?![\d.])(?:[ ](?:ch(?:annel)?|port)\b)?(?:[ ]d1)?(?:[ ]dvr)?)?"
    r"|orb series|max ip series|(?:nvr|icip|ipfx|ipel|ipeg|ipmx|hdeg|hdel)[ -]series)(?![A-Za-z])",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?<![0-9A-Za-z]){WORDS[Label.MODEL]}(?![A-Za-z]){GLUE}(?:is |n[º°o]\.? ?)?"
    r"(?P<model>[0-9A-Z][0-9A-Za-z]{1,14}(?:[-/][0-9A-Za-z.]{1,12}){0,7})",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S{0,60}\.(?:bin|zip|img|pak|dav|mp4|avi)\b|_V\d", re.IGNORECASE)


def find(text: str) -> tuple[Sighting[Model], ...]:
    """Every model that the text names, as written."""
    claims: Claims[Model] = Claims()
    for shape in (_OUR_FAMILIES, _OTHER_FAMILIES, _FAMILY_NAMES):
        claims.add(_of_shape(text, shape))
    claims.add(_labelled(text))
    claims.add(_listed(text))
    return tuple(claims)


def _of_shape(text: str, shape: re.Pattern[str]) -> Iterator[Sighting[Model]]:
    for match in shape.finditer(text):
        written = _without_plural(match.group())
        end = match.start() + len(written)
        if "XXX" not in written and not _FILE_NAME.match(text, end, end + 66):
            yield Sighting(match.start(), end, Model(value=written))


def _labelled(text: str) -> Iterator[Sighting[Model]]:
    for match in _LABELLED.finditer(text):
        written = match["model"]
        if any(c.isdigit() for c in written) and any(c.isalpha() for c in written) and len(written) >= 4:
            yield Sighting(match.start("model"), match.end("model"), Model(value=written))


def _listed(text: str) -> Iterator[Sighting[Model]]:
    for cell in cells(text) if "\n" in text else ():
        value = text[cell.start : cell.end]
        if cell.label is Label.MODEL and 3 < len(value) <= 40 and any(c.isdigit() for c in value):
            yield Sighting(cell.start, cell.end, Model(value=value))


def _without_plural(written: str) -> str:
    """`NVR7000Ks` is one model and a plural."""
    return written[:-1] if written[-1] == "s" and written[-2:-1].isupper() else written
