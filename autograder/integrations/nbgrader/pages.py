"""A student's HTML in nbgrader's pages, those of formgrader and of the feedback: markup stays, what acts goes.

nbgrader shows what is in a notebook as it is. A script in a markdown cell or an output would run in the browser of
whoever grades it, who may run code on the server.
"""

import re
from typing import Any

import bleach  # type: ignore[import-untyped]
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "details",
    "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
_ATTRIBUTES = {"alt", "title", "align", "colspan", "rowspan", "scope", "start", "width", "height", "open"}
_COLOURS = re.compile(
    r"\s*(?:(?:highlight|hl-[\w-]+|[a-z]{1,2}\d?)(?:\s+|$))*"
)  # of highlighted code, no other classes
_LINK = re.compile(r"(?:https?:|mailto:|#)", re.IGNORECASE)
_PICTURE = re.compile(r"https?:|data:image/(?:png|jpeg|gif);base64,", re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.IGNORECASE | re.DOTALL)  # pandas puts one before each table


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Stands in for nbconvert's filter of this name."""
    attachments: Any = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


def clean_html(html: object) -> str:
    """Stands in for nbconvert's filter of this name, which leaves no headings, pictures or whole tables."""
    text = html.decode(errors="replace") if isinstance(html, bytes) else str(html)
    return bleach.clean(
        _STYLE.sub("", text),
        tags=_TAGS,
        attributes=_harmless,
        protocols={"http", "https", "mailto", "data"},
    )


def _harmless(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return _COLOURS.fullmatch(value) is not None
    if name == "href":
        return tag == "a" and _LINK.match(value) is not None
    if name == "src":
        return tag == "img" and _PICTURE.match(value) is not None
    return name in _ATTRIBUTES
