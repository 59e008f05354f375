"""Nothing that acts, loads or leads astray is left in a text; what is harmless stays as it was."""

from __future__ import annotations

import base64
import re
import sys
import tempfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from autograder.nbgrader_plugin.text import (
    clean_html,
    clean_image,
    html_of,
    safe_markdown,
    without_paths,
)

HARMLESS = [
    "# A heading\n\nSome *text*, `code` and $x < y$.",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "[a page](https://pytorch.org) and <b>bold</b>",
    "```python\nprint('<script>')\n```",
    "$$\\mathrm{softmax}(o)_j = \\frac{\\exp o_j}{\\sum_k \\exp o_k} \\tag{1}$$",
    '# A "quoted" heading with $a < b$ & more',
    'a < b, <br/> <a href="https://pytorch.org" title="x">a page</a> and <https://pytorch.org>',
    "YOUR ANSWER HERE",
    "",
]
HARMFUL = {
    "script": "<script>alert(1)</script>",
    "script in a list": "- a\n- <script src='https://evil'></script>",
    "event": "<b onmouseover='alert(1)'>x</b>",
    "picture": "<img src=x onerror=alert(1)>",
    "picture from elsewhere": "![x](https://evil/x.png)",
    "javascript link": "[x](javascript:alert(1))",
    "javascript link in HTML": "<a href='javascript:alert(1)'>x</a>",
    "javascript link, disguised": "<a href='java&#x0A;script:alert(1)'>x</a>",
    "link to the form grader": "[x](http://localhost:8888/formgrader/gradebook/)",
    "link to the form grader, quoted": "[x](http://localhost:8888/f%6Frmgrader)",
    "link to the form grader, disguised": '<a href="http://localhost/form&#9;grader">x</a>',
    "data link": "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "form": "<form action='https://evil'><input></form>",
    "frame": "<iframe src='https://evil'></iframe>",
    "svg": "<svg onload=alert(1)></svg>",
    "style": "<style>body { display: none }</style>",
    "style attribute": "<p style='position: fixed; inset: 0'>x</p>",
    "unclosed": "<script>alert(1)",
    "attachment": "![x](attachment:x.png)",
    "a comment that ends at once": "<!--> <img src=x onerror=alert(1)> -->",
    "a comment with another end": "<!-- --!><img src=x onerror=alert(1)> -->",
    "a section that is none": "<![CDATA[ ><img src=x onerror=alert(1)> ]]>",
    "an instruction that is none": "<?x ><img src=x onerror=alert(1)>?>",
    "a comment in a block": "<pre><!--> <img src=x onerror=alert(1)> --></pre>",
    "a tag without an end": "<div><img src=x onerror='alert(1)' ",
    "a script without an end": "<script src=//evil/x.js ",
    "a frame without an end": "<iframe src=javascript:alert(1) ",
    "details without an end": "<details open ontoggle=alert(1) ",
    "an end tag without a name": "<div></ x><img src=x onerror=alert(1)>",
    "a tag in a tag": "<div <b>img src=x onerror=alert(1)>",
    "a link in a formula": "$\\href{javascript:alert(1)}{x}$",
    "a link in a formula, disguised": "\\(&#92;h&#114;ef{javascript:alert(1)}{x}\\)",
    "a diagram": "~~~mermaid\ngraph TD\n~~~",
    "a diagram in HTML": '<pre class="mermaid">graph TD</pre>',
    "code that is none in a browser": r"<div><pre></div>$\href{javascript:alert(1)}{x}$</pre>",
    "a style in a formula": "$\\style{position: fixed}{x}$",
}


@pytest.mark.parametrize("source", HARMLESS)
def test_a_harmless_text_stays_as_it_is(source: str) -> None:
    assert safe_markdown(source) == source


@pytest.mark.parametrize("source", HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_text_is_shown_as_it_was_written(source: str) -> None:
    safe = safe_markdown(source)
    assert safe == f"```\n{source}\n```"
    assert safe_markdown(safe) == safe, "and nothing more happens to it"
    html = html_of(safe)
    for part in ("<script", "<img", "<a ", "<svg", "<form", "<iframe", "<style", "<p "):
        assert part not in html.replace("<pre", "")


def test_a_text_cannot_close_the_block_it_is_shown_in() -> None:
    source = "```\n<script>alert(1)</script>\n````\n<script>x</script>"
    assert safe_markdown(source).startswith("```````\n")
    assert "<script" not in html_of(safe_markdown(source))


@pytest.mark.parametrize("source", HARMFUL.values(), ids=HARMFUL)
def test_the_page_escapes_again_what_reaches_it_unchecked(source: str) -> None:
    html = str(html_of(source))
    assert "<script" not in html
    assert 'href="javascript' not in html.lower()
    assert not re.search(r"<[^>]*(onerror|style)=", html)


@pytest.mark.parametrize("source", HARMFUL.values(), ids=HARMFUL)
def test_cleaned_html_has_no_attributes_at_all(source: str) -> None:
    cleaned = clean_html(source)
    assert "=" not in "".join(part.split(">")[0] for part in cleaned.split("<")[1:])
    assert "<script" not in cleaned


def test_tables_survive_cleaning() -> None:
    table = "<table><tbody><tr><th>a</th></tr><tr><td>1</td></tr></tbody></table>"
    assert clean_html(f"<div class='x'>{table}</div>") == f"<div>{table}</div>"


def test_formulas_need_no_script() -> None:
    html = html_of("Since $a < b$:\n\n$$a^2 \\tag{3}$$\n\nand $\\notacommand{$")
    assert "<math" in html
    assert "(3)" in html
    assert "<script" not in html


FORMULAS = [
    r"\text{<img/src=x/onerror=alert(1)>}",
    "\\text{<meta\thttp-equiv='refresh'\tcontent='0;url=http://evil/'>}",
    r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
    r"\text{&amp;lt;form&amp;gt;}",
    r"\text{&#x3C;iframe&#x3E;}",
    r"\operatorname{<script>}",
    r"\href{javascript:alert(1)}{x}",
    r"\style{position: fixed}{x}",
    r"\class{alert}{x}",
    r"\textcolor{\"><script>}{x}",
    r"\begin{array}{\"><script>}x\end{array}",
]


@pytest.mark.parametrize("latex", FORMULAS)
@pytest.mark.parametrize("marks", ["$", "$$"])
def test_a_formula_is_nothing_but_mathematics(latex: str, marks: str) -> None:
    page = BeautifulSoup(html_of(f"{marks}{latex}{marks}"), "html.parser")
    for element in page.find_all():
        assert element.name in {"p", "math"} or element.name.startswith("m")
        assert element.name != "meta"
        assert not {"href", "style", "class"} & set(element.attrs)


def test_symbols_of_a_formula_are_drawn() -> None:
    page = BeautifulSoup(html_of(r"$a \leq \alpha < \text{x & y}$"), "html.parser")
    assert "".join(page.get_text().split()) == "a≤α<x&y"


class TestPictures:
    PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()

    def test_a_picture_stays(self) -> None:
        assert clean_image("image/png", self.PNG[:8] + "\n" + self.PNG[8:]) == self.PNG

    @pytest.mark.parametrize("content", ["", "no base64!", "PHNjcmlwdD4=", "é", PNG + '" onload="'])
    def test_what_is_no_picture_does_not(self, content: str) -> None:
        assert clean_image("image/png", content) == ""


def test_folders_of_this_machine_are_hidden() -> None:
    library = f"{sys.prefix}/lib/python3/site-packages/torch/nn/functional.py:3: UserWarning: no"
    assert without_paths(library).startswith("…/lib")
    for folder in (str(Path(__file__).parents[2]), tempfile.gettempdir() + "/autograder-x1_y2z3"):
        assert without_paths(f'File "{folder}/a.py", line 3') == 'File "…/a.py", line 3'
    for other in ("a/b and 3/4", f"see https://example.org{Path.home()}-x", "/"):
        assert without_paths(other) == other
