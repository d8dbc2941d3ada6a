"""The look of every letter, in one place: inlined styles, the dark scheme, the 600 pixel column. Nothing is fetched from anywhere.

Outlook reads only inlined styles and tables; Apple Mail and Gmail's apps read the style block, which carries the dark scheme alone. The
classes are therefore repeated on the tags: `!important` in the block is the only thing that beats an inlined colour.
"""

from __future__ import annotations

from types import MappingProxyType

# The mark of tickets.tokens in a letter that is not composed yet; `compose` puts the letter's own token in its place.
UNSET_MARK = "mr.aaaaaaaaaaaaaaaa"

_FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

STYLES = MappingProxyType(
    {
        "p": "margin:0 0 16px",
        "h1": "margin:24px 0 8px;font-size:20px;line-height:1.3;font-weight:600",
        "h2": "margin:24px 0 8px;font-size:17px;line-height:1.3;font-weight:600",
        "h3": "margin:20px 0 6px;font-size:15px;line-height:1.3;font-weight:600",
        "ul": "margin:0 0 16px;padding:0 0 0 22px",
        "ol": "margin:0 0 16px;padding:0 0 0 24px",
        "li": "margin:0 0 6px",
        "blockquote": "margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #c9d3de",
        "a": "color:#0b5cad",
        "hr": "border:0;border-top:1px solid #dde3ea;margin:20px 0",
        "strong": "font-weight:600",
        "code": "font-family:Consolas,Menlo,monospace;font-size:14px",
    }
)
CLASSES = MappingProxyType({"a": "link", "hr": "rule", "blockquote": "rule"})

_DARK = (
    "@media (prefers-color-scheme:dark){.page{background:#15181c!important}"
    ".card{background:#1e2329!important;border-color:#333b45!important}"
    ".ink{color:#e6eaef!important}.quiet{color:#a3adb8!important}.link{color:#7ab8f5!important}"
    ".rule{border-color:#3b4550!important}.bar{background:#3d8fdd!important}"
    ".late{color:#ff9a8c!important}.track{background:#3b4550!important}"
    ".banner{background:#3a3215!important;color:#f2e3ae!important}}"
    "@media (max-width:480px){.card{padding:22px 18px!important}}"
)

SHELL = (
    "<!DOCTYPE html>\n"
    '<html lang="{language}" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    f"<title></title>\n<style>{_DARK.replace('{', '{{').replace('}', '}}')}</style></head>\n"
    '<body class="page" style="margin:0;padding:0;background:#eef1f4">\n'
    '<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#eef1f4">'
    '<tr><td align="center" style="padding:24px 12px">\n'
    '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px">'
    '<tr><td class="bar" style="height:4px;line-height:4px;font-size:0;background:#0b5cad">&nbsp;</td></tr>\n'
    '<tr><td class="card ink" style="padding:28px 32px;background:#ffffff;border:1px solid #dde3ea;border-top:0;'
    f"{_FONT};font-size:16px;line-height:1.5;color:#1d2530;text-align:left;word-break:break-word\">\n"
    f'<div class="{UNSET_MARK}" id="{UNSET_MARK}">\n{{content}}</div>\n'
    "</td></tr></table>\n</td></tr></table>\n</body></html>\n"
)

BANNER = (
    '<div class="banner" style="margin:0 0 20px;padding:12px 16px 1px;background:#fff6da;color:#4d3f0a;border-radius:4px">\n'
    "{content}</div>\n"
)


def page(content: str, language: str) -> str:
    """A whole HTML document around a letter's HTML."""
    return SHELL.format(content=content, language=language)
