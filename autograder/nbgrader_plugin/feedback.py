"""The page a student gets back: the verdict per exercise on top, then the notebook.

One file without script, without anything from elsewhere. It is made from the autograded notebook,
whose texts and outputs were made harmless when it was graded, and everything is escaped again here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ipython_pygments_lexers import IPython3Lexer
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbconvert.filters.ansi import ansi2html
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter

from autograder.messages import _
from autograder.nbgrader_plugin.limits import Allowance, for_code, for_html, for_markdown
from autograder.nbgrader_plugin.reading import NOTE
from autograder.nbgrader_plugin.text import clean_html, html_of, without_paths

_FORMATTER = HtmlFormatter(cssclass="code", style="friendly")


@dataclass(frozen=True)
class Part:
    """One graded cell, for the table on top."""

    anchor: str
    title: str
    score: float
    points: float
    waits: bool  # for a person to grade it

    @property
    def kind(self) -> str:
        """ "waits", "full", "some" or "none": how the page shows it."""
        if self.waits:
            return "waits"
        return "full" if self.score >= self.points else "some" if self.score > 0 else "none"

    @property
    def percent(self) -> int:
        return round(100 * self.score / self.points) if self.points else 0

    @property
    def words(self) -> str:
        if self.waits:
            return _("not graded yet (of {points:.4g})").format(points=self.points)
        return f"{self.score:.4g} / {self.points:.4g}"


class FeedbackExporter(Exporter):  # type: ignore[misc]
    """Turns an autograded notebook into the feedback page; nbgrader's GetGrades has run before."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return without_paths(feedback_page(nb, resources["nbgrader"])), resources


def feedback_page(nb: NotebookNode, grade: dict[str, Any]) -> str:
    """The page; `grade` has the notebook's name, its score, max_score and late_penalty."""
    markdown, code, html = for_markdown(), for_code(), for_html()
    text: str = _template().render(
        _=_,
        grade=grade,
        cells=nb.cells,
        css=_FORMATTER.get_style_defs(),
        markdown=lambda source: html_of(source, markdown),
        code=lambda source: _highlighted(source, code),
        clean=lambda content: Markup(clean_html(content, html)),  # noqa: S704  cleaned
    )
    return text


def _highlighted(source: str, allowance: Allowance) -> Markup:
    if not allowance.covers(source):
        return Markup('<div class="code"><pre>{}</pre></div>').format(source)
    return Markup(highlight(source, IPython3Lexer(), _FORMATTER))  # noqa: S704  it escapes


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("autograder", "nbgrader_plugin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "ansi": lambda text: Markup(ansi2html(text)),  # noqa: S704  it escapes
        "points": lambda value: f"{value or 0:.4g}",
        "part": _part,
        "marks": lambda cell: cell.metadata.get("nbgrader") or {},
        "is_note": lambda cell: NOTE in cell.metadata.get("tags", []),
    }
    return environment.get_template("feedback.html")


def _part(cell: NotebookNode) -> Part | None:
    """A cell that has points, else None."""
    marks = cell.metadata.get("nbgrader") or {}
    if not (marks.get("grade") or marks.get("task")):
        return None
    name = str(marks["grade_id"])
    title = name.removeprefix("check_")
    if cell.cell_type == "markdown":
        title = _("{name} (written answer)").format(name=name.replace("_", " "))
    score, points = float(marks.get("score") or 0), float(marks.get("points") or 0)
    return Part(name, title, score, points, bool(marks.get("waits")))
