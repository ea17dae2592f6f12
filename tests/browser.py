"""A page opened in a real browser: what it ran and asked for, and what a reader sees. And what students might write."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NO_CHROMIUM = "no chromium on the PATH: Debian's package `chromium`"

# Each would call ran(), or cover the page, or ask another machine.
PAYLOADS = {
    "script": "<script>ran()</script>",
    "end of a style": "</style></title><script>ran()</script>",
    "end of an attribute": "\"'><img src=x onerror=ran()>",
    "svg": "<svg onload=ran()><script>ran()</script></svg>",
    "link": '<a href="javascript:ran()" autofocus onfocus=ran()>x</a>',
    "markdown link": "[x](javascript:ran()) ![x](x.png\"onerror=\"ran())",
    "frame": "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
    "elsewhere": "<img src=https://example.org/x.png><link rel=stylesheet href=//example.org>",
    "refresh": '<meta http-equiv=refresh content="0;url=https://example.org"><base href=//example.org>',
    "overlay": '<div style="position:fixed;inset:0;z-index:9999" class="modal-backdrop">100 de 100</div>',
    "style": "<style>*{display:none}body{background:url(https://example.org/x)}</style>",
    "entities": "&lt;script&gt;ran()&lt;/script&gt; &#60;img src=x onerror=ran()&#62; &amp;lt;",
    "template": "{{7*7}}{% raise %}${7*7}<%= 7*7 %>#{7*7}{score.__class__}%s",
    "comment": "<!--><img src=x onerror=ran()>--><![CDATA[<script>ran()</script>]]>",
    "form": "<form action=https://example.org><button autofocus onfocus=ran()>100</button></form>",
    "details": "<details open ontoggle=ran()><math><mtext><style><img src=x onerror=ran()>",
}  # fmt: skip


class Seen(NamedTuple):
    ran: int
    asked: list[str]  # what it requested besides itself
    errors: list[str]
    elements: Counter[str]
    scripts: list[str]  # the attributes and links that would run something
    text: str
    html: str


Open = Callable[[str | Path], Seen]


@contextmanager
def browser(*, policy: bool = True) -> Iterator[Open]:
    """Opens pages, all of them shut off from the network; `policy`: as the pages' own Content-Security-Policy asks."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        context = chromium.new_context(bypass_csp=not policy, offline=True)
        context.add_init_script(
            "window.runs = 0; window.ran = () => { window.runs += 1 }; window.alert = ran"
        )

        def opened(place: str | Path) -> Seen:
            page = context.new_page()
            asked: list[str] = []
            errors: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: errors.append(message.text))
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("dialog", lambda dialog: (errors.append(dialog.message), dialog.dismiss()))
            url = place.absolute().as_uri() if isinstance(place, Path) else place
            page.goto(url)
            page.mouse.move(200, 200)
            page.keyboard.press("Tab")
            page.wait_for_timeout(100)
            seen = Seen(
                page.evaluate("window.runs"),
                [request for request in asked if request != url and not request.startswith("data:")],
                errors,
                Counter(page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)")),
                page.evaluate(
                    "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => a.name.startsWith('on')"
                    " || /^\\s*(javascript|vbscript|data:text)/i.test(a.value)).map(a => `${e.localName} ${a.name}=${a.value}`))"
                ),
                page.evaluate("document.body.textContent"),
                page.content(),
            )
            page.close()
            return seen

        yield opened
        chromium.close()
