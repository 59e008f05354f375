"""Students' text and HTML made harmless, and a lesson's text made HTML.

Instructors look at notebooks in nbgrader's form grader, on their own server's address, and its
templates pass on what a text cell says. So what could act, load or lead astray never gets into a
graded notebook.
"""

from __future__ import annotations

import base64
import os
import re
import sys
import tempfile
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

import bleach
from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.nbgrader_plugin.limits import Allowance, for_html, for_markdown

TAGS = {"a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "span", "strong", "sub", "sup",
        "table", "tbody", "td", "th", "thead", "tr", "ul"}  # fmt: skip
LINK = re.compile(r"(?:https?://|mailto:|#)")
IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
ATTRIBUTES = {"id", "class", "href", "title", "align"}
_STRICT_ATTRIBUTE = re.compile(r'\s+([a-z]+)="([^"<>]*)"')
_STRICT_TAG = re.compile(
    r'</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:\s+[a-z]+="[^"<>]*")*)\s*/?>'
)
_CODE = re.compile(r"<pre>(?:[^<]|</?(?:code|span)[ >])*</pre>")  # which MathJax leaves alone
_ACTS = re.compile(  # what MathJax makes links of, gives any look, or loads code for; and diagrams
    r'\\(?:href|style|class|cssId|bbox|mmlToken|require)|class="[^"]*mermaid'
)
_TAG = re.compile(r"\\tag\{([^{}]*)\}")


def clean_html(html: str, allowance: Allowance | None = None) -> str:
    """Elements that merely look like something, without attributes: nothing acts or loads.

    Empty for more than the allowance, that for a single text if none is given.
    """
    if not (allowance or for_html()).covers(html):
        return ""
    return str(bleach.clean(html, tags=TAGS, attributes={}, strip=True))


def without_paths(text: str) -> str:
    """A text in which the folders of this machine's Python, user and grader are only `…`.

    Warnings of libraries name their file. This is for tidiness, not for secrecy.
    """
    return _folders().sub("…", text)


@cache
def _folders() -> re.Pattern[str]:
    roots = {sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]), str(Path.home())}
    roots |= {os.path.realpath(root) for root in roots}
    known = sorted((re.escape(root) for root in roots if root != "/"), key=len, reverse=True)
    work = re.escape(os.path.join(tempfile.gettempdir(), "autograder-")) + r"\w+"
    return re.compile(rf"(?<![\w.-])(?:{'|'.join([work, *known])})(?![\w.-])")


def clean_image(mime: str, content: str) -> str:
    """A picture's base64 text if it is one of that type, else nothing."""
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except ValueError:
        return ""
    return base64.b64encode(data).decode() if data.startswith(IMAGES[mime]) else ""


def safe_markdown(source: str, allowance: Allowance | None = None) -> str:
    """The text itself if it is harmless when rendered, else the same as a block of code.

    So is a text over the allowance, unseen; that for a single text if none is given.
    """
    is_short = (allowance or for_markdown()).covers(source)
    return source if is_short and _is_harmless(source) else verbatim(source)


def verbatim(source: str) -> str:
    """Markdown that shows a text as it was written."""
    fence = "`" * (3 + max((len(run) for run in re.findall(r"`+", source)), default=0))
    return f"{fence}\n{source}\n{fence}"


def _is_harmless(source: str) -> bool:
    """Whether nbconvert makes plain HTML of it: no script, no picture, links that are links.

    No parser is asked: it may read unfinished tags and comments in another way than a browser does.
    When all that is surely a harmless tag is taken away, no `<` may be left.
    """
    try:
        html = MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render(source)
    except Exception:  # noqa: BLE001  an attachment that is not there, or whatever else it runs into
        return False
    if "<" in _STRICT_TAG.sub(_unless_harmless, html):
        return False
    return not _ACTS.search(unescape(_CODE.sub("", html)))


def _unless_harmless(tag: re.Match[str]) -> str:
    """Nothing for a tag that does no harm, any other as it is."""
    attributes = _STRICT_ATTRIBUTE.findall(tag["attributes"])
    is_harmless = tag["name"].lower() in TAGS and all(
        name in ATTRIBUTES and (name != "href" or _is_link(unescape(value)))
        for name, value in attributes
    )
    return "" if is_harmless else tag[0]


def _is_link(address: str) -> bool:
    """Whether it leads elsewhere: on the form grader's own pages an instructor's click acts.

    Browsers leave out line ends and tabs, servers decode what is quoted.
    """
    plain = unquote(unquote(re.sub(r"[\t\r\n]", "", address))).lower()
    return bool(LINK.match(address)) and "formgrader" not in plain


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """Formulas as MathML, which browsers draw by themselves: no script from elsewhere is needed."""

    def block_math(self, body: str) -> str:
        return _mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return _mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return _mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")


def _mathml(latex: str, display: Any) -> str:
    number = escape("".join(f"({found})" for found in _TAG.findall(latex)))
    try:
        math = _markup(convert_to_element(_TAG.sub("", latex), display=display))
    except Exception:  # noqa: BLE001  any text may stand between dollar signs
        return str(escape(latex))
    return f'<span class="equation">{math}<span>{number}</span></span>' if number else math


def _markup(element: Element) -> str:
    """As text, escaped: latex2mathml's own `convert` turns what was escaped into HTML again.

    It writes symbols as references to characters; only these are turned back.
    """
    for each in element.iter():
        for name in ("href", "style", "class"):
            each.attrib.pop(name, None)
    return re.sub(r"&amp;(#x[0-9A-Fa-f]+;)", r"&\1", tostring(element, encoding="unicode"))


def html_of(source: str, allowance: Allowance | None = None) -> Markup:
    """A harmless Markdown text (`safe_markdown`) as HTML; any HTML in it is shown as text.

    A text over the allowance is shown as it was written.
    """
    plain = Markup("<pre>{}</pre>").format(source)
    if not (allowance or for_markdown()).covers(source):
        return plain
    renderer = _Renderer(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
    try:
        html = MarkdownWithMath(renderer=renderer).render(source)
    except Exception:  # noqa: BLE001  an attachment that is not there, in a grader's comment
        return plain
    return Markup(html)  # noqa: S704  escaped
