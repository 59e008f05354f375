"""Hostile texts cost a bounded amount of work, each of them and all of a notebook's together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import nbformat
import pytest

from autograder.nbgrader_plugin import feedback, text
from autograder.nbgrader_plugin.feedback import feedback_page
from autograder.nbgrader_plugin.limits import Allowance, for_code, for_html, for_markdown
from autograder.nbgrader_plugin.outputs import clean_texts
from autograder.nbgrader_plugin.text import clean_html, html_of, safe_markdown

HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "links": lambda n: "[a](" * (n // 4),
    "less than": lambda n: "<" * n,
    "tags": lambda n: "<b><p>" * (n // 6),
    "attributes": lambda n: "<a" + " a=b" * (n // 4),
    "comments": lambda n: "<!--" * (n // 4),
    "backticks": lambda n: " ".join("`" * length for length in range(1, int((2 * n) ** 0.5))),
    "stars": lambda n: "a**b" * (n // 4),
    "lists": lambda n: "".join(" " * 2 * depth + "- a\n" for depth in range(int(n**0.5))),
    "quotes": lambda n: ">" * n,
    "unclosed strings": lambda n: '"a\\' * (n // 3),
    "formulas": lambda n: "$a" * (n // 2),
    "environments": lambda n: "\\begin{a}" * (n // 9),
    "table": lambda n: "|a" * (n // 4) + "|\n" + "|-" * (n // 4) + "|\n",
}
GRADE = {"notebook": "a", "score": 0, "max_score": 0, "late_penalty": 0}


def cpu_seconds(work: Callable[[str], Any], texts: Iterable[str]) -> float:
    start = time.process_time()
    for each in texts:
        work(each)
    return time.process_time() - start


def test_an_allowance_counts_what_it_covers() -> None:
    allowance = Allowance(each=10, left=25, line=8)
    assert [allowance.covers(each) for each in ("x" * 11, "x" * 9, "x" * 8, "x\n" * 5)] == [
        False, False, True, True,
    ]  # fmt: skip
    assert allowance.left == 7
    assert not allowance.covers("x" * 8)
    assert allowance.covers("")


@pytest.mark.parametrize("work", [safe_markdown, html_of, clean_html])
def test_beyond_the_limit_twice_as_much_text_costs_no_more(work: Callable[[str], Any]) -> None:
    most = for_markdown().each
    work("warm up")
    longest_parsed = cpu_seconds(work, (make(most) for make in HOSTILE.values()))
    doubled = cpu_seconds(work, (make(2 * most + 100) for make in HOSTILE.values()))
    assert doubled < longest_parsed


class Counted:
    """Notes how many characters go to a parser, and passes them on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, at: int) -> None:
        self.sizes: list[int] = []
        real = getattr(owner, name)

        def parse(*args: Any, **kwargs: Any) -> Any:
            self.sizes.append(len(args[at]))
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, parse)

    def is_within(self, allowance: Allowance) -> bool:
        return max(self.sizes) <= allowance.each and sum(self.sizes) <= allowance.left


@pytest.mark.parametrize("size", [300, 4_000, 30_000])
def test_a_notebook_of_many_such_cells_is_no_more_work(
    size: int, cells: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few large cells or many small ones: what the parsers get in all has a limit."""
    monkeypatch.setattr(text, "_is_harmless", lambda source: True)
    markdown = Counted(monkeypatch, text.MarkdownWithMath, "render", 1)
    html = Counted(monkeypatch, text.bleach, "clean", 0)
    code = Counted(monkeypatch, feedback, "highlight", 0)
    hostile = "\n".join(["x *" * 100] * (size // 300))
    made = []
    for _each in range(1_000_000 // size):
        shown = cells.code(hostile)
        shown.outputs = [nbformat.v4.new_output("display_data", data={"text/html": hostile})]
        made += [shown, cells.text(hostile)]
    page = feedback_page(cells.notebook(*made), GRADE)
    assert page.count("x *") >= 2 * 300_000 // 3, "and all of it is shown"
    for counted, allowance in ((markdown, for_markdown()), (html, for_html()), (code, for_code())):
        assert not counted.sizes or counted.is_within(allowance)


def test_texts_are_rendered_once_up_to_the_limit_when_they_are_graded(
    cells: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = Counted(monkeypatch, text, "_is_harmless", 0)
    made = cells.notebook(*(cells.text("<b>" * 1_000) for _each in range(1_000)))
    clean_texts(made)
    assert tried.is_within(for_markdown())
    assert made.cells[-1].source.startswith("```\n<b>")


def test_long_code_is_shown_without_colours(cells: Any) -> None:
    short, long, wide = "x = '<'", "x = '<'\n" * 2_000, "x = '" + "<" * 2_000 + "'"
    page = feedback_page(cells.notebook(*map(cells.code, (short, long, wide))), GRADE)
    first, second, third = page.split('<div class="code">')[1:]
    assert "<span" in first
    assert '<span class="o">' not in second + third
    assert "x = &#39;&lt;&#39;" in second
