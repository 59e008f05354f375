"""An instructor in the form grader: autograde, scores, a submission, its feedback; two students.

Ada's work is right. Mallory's has mistakes, and a script in every place that a student can write to.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = pytest.mark.slow
LESSON = "softmax_regression"


def attack(where: str) -> str:
    """HTML that runs scripts of all kinds, and calls elsewhere, in a page that lets it through."""
    return f"""<script>attacked('{where}, script')</script>
<img src="missing" onerror="attacked('{where}, image')">
<svg onload="attacked('{where}, svg')"></svg>
<a href="javascript:attacked('{where}, link')">press</a>
<iframe srcdoc="<script>parent.attacked('{where}, frame')</script>"></iframe>
<details open ontoggle="attacked('{where}, details')"></details>
<img src="https://elsewhere.example/seen.png">"""


NAME = """<img src="missing" onerror="attacked('a last name')">"""
OVERFLOWS = """def softmax(X):
    E = torch.exp(X)
    return E / E.sum(1, keepdim=True)"""

RAISES = f"""def predict(net, images):
    raise type({attack("a class name")!r}, (Exception,), {{}})({attack("a message")!r})"""

DISPLAYS = f"""
import sys
from IPython.display import HTML, Javascript, Markdown, SVG, display
display(HTML({attack("HTML")!r}), Markdown({attack("Markdown")!r}))
display(Javascript("attacked('Javascript')"))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><script>attacked("SVG")</script></svg>'))
print({attack("stdout")!r})
print("\\x1b[31m" + {attack("stderr")!r}, file=sys.stderr)
class Shown:
    def __repr__(self):
        return {attack("a repr")!r}
    def _repr_html_(self):
        return {attack("an HTML repr")!r}
Shown()
"""

# What browsers end, or take for an element, where a parser of well-formed HTML does not.
HALF_WRITTEN = [
    """<!--> <img src=x onerror="attacked('a comment')"> -->""",
    """<!-- --!><img src=x onerror="attacked('another comment')"> -->""",
    """<![CDATA[ ><img src=x onerror="attacked('CDATA')"> ]]>""",
    """<div><img src=x onerror="attacked('an unfinished tag')" """,
    """<details open ontoggle="attacked('unfinished details')" """,
    """<iframe src=javascript:parent.attacked('an_unfinished_frame') """,
    """$\\text{<meta\thttp-equiv='refresh'\tcontent='0;url=https://elsewhere.example/'>}$""",
    """$\\text{<img/src=x/onerror=attacked(1)>}$""",
]


def test_an_instructor_grades_in_the_form_grader(
    visit: Callable[[Path], Page], course: Path, surprises: list[str], tmp_path: Path
) -> None:
    hand_in(course, "ada", "Right", right(course))
    hand_in(course, "mallory", NAME, mallorys(course))
    page = visit(course)
    assert_attacks_would_be_seen(page, surprises)
    page.goto("lab")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    form = page.frame_locator("iframe[src*=formgrader]")
    form.get_by_role("row", name=LESSON).get_by_role("link", name="2").click()
    for student, score in (("ada", "26 / 30"), ("mallory", "23 / 30")):
        press(form, student, "autograde", "Successfully autograded")
        row = form.get_by_role("row", name=student)
        expect(row.locator(".score")).to_have_text(score)
        expect(row.locator(".status")).to_have_text("needs manual grading")
        press(form, student, "generate-feedback", "Successfully generated feedback")
    page.screenshot(path=tmp_path / "1 submissions.png")

    form.get_by_role("link", name="Manual Grading").click()
    form.get_by_role("link", name=LESSON).click()
    form.get_by_role("link", name=LESSON).last.click()
    expect(form.get_by_role("link", name="Submission #")).to_have_count(2)
    form.get_by_role("button", name="Show All Names").click()
    page.screenshot(path=tmp_path / "2 names.png")
    form.get_by_role("link", name="a last name").click()
    expect(form.locator("#check_softmax")).to_have_attribute("placeholder", "2")
    expect(form.locator("#check_predict")).to_have_attribute("placeholder", "0")
    form.locator("#check_softmax").scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "3 submission.png")
    form.locator("#why_row_max").scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "4 answer.png")
    press_links(form)
    assert not surprises

    for student, score in (("ada", "26 of 30"), ("mallory", "23 of 30")):
        page.goto(f"files/feedback/{student}/{LESSON}/{LESSON}.html", referer=page.url)
        expect(page.locator("body")).to_contain_text(f"Score: {score}")
        page.screenshot(path=tmp_path / f"5 feedback of {student}.png", full_page=True)
        press_links(page)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=tmp_path / "6 dark.png", full_page=True)
    assert not surprises


def press(form: FrameLocator, student: str, button: str, answer: str) -> None:
    """Press a student's button in the list of submissions, and wait for the answer."""
    form.get_by_role("row", name=student).locator(f".{button} a").click()
    answered = form.locator(".modal.in")
    expect(answered).to_contain_text(answer)
    answered.get_by_role("button", name="Close").last.click()
    expect(form.locator(".modal-backdrop")).not_to_be_attached()


def press_links(page: Page | FrameLocator) -> None:
    for link in page.get_by_text("press", exact=True).all():
        link.click()


def assert_attacks_would_be_seen(page: Page, surprises: list[str]) -> None:
    page.set_content(attack("a page"))
    with page.expect_console_message(lambda message: message.text == "script in a page, link"):
        page.get_by_text("press").click()
    kinds = ("script", "image", "svg", "link", "frame", "details")
    everything = {f"script in a page, {kind}" for kind in kinds}
    assert set(surprises) == everything | {"request of https://elsewhere.example/seen.png"}
    surprises.clear()


def right(course: Path) -> NotebookNode:
    """The released notebook with the source's solutions in it."""
    notebook = nbformat.read(course / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    solved = nbformat.read(course / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    for name, cell in solutions(solved).items():
        solutions(notebook)[name].source = cell.source
    return notebook


def solutions(notebook: NotebookNode) -> dict[str, Any]:
    marked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return {cell.metadata.nbgrader.grade_id: cell for cell in marked}


def mallorys(course: Path) -> NotebookNode:
    notebook = right(course)
    written = solutions(notebook)
    written["softmax"].source = OVERFLOWS
    written["predict"].source = RAISES
    written["why_row_max"].source = attack("an answer") + " [press](javascript:attacked('a link'))"
    written["why_row_max"].metadata["tags"] = [f'">{attack("a tag")}']
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="attacked(1)"/>'
    picture = new_markdown_cell("![seen](attachment:seen.svg)")
    picture["attachments"] = {"seen.svg": {"image/svg+xml": svg}}
    raw = new_raw_cell(attack("raw"), metadata={"raw_mimetype": "text/html", "format": "text/html"})
    text = new_markdown_cell(f"$x$ {attack('text')}\n\n$${attack('a formula')}$$")
    halves = [new_markdown_cell(half) for half in HALF_WRITTEN]
    notebook.cells += [new_code_cell(DISPLAYS), picture, raw, text, *halves]
    notebook.metadata["title"] = f"</title>{attack('a title')}"
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": attack("a kernel")}
    notebook.metadata["language_info"] = {"name": f'python">{attack("a language")}'}
    return notebook


def hand_in(course: Path, student: str, last_name: str, notebook: NotebookNode) -> None:
    folder = course / "submitted" / student / LESSON
    folder.mkdir(parents=True)
    folder.joinpath(f"{LESSON}.ipynb").write_text(json.dumps(notebook))
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.add_student(student, first_name="Student", last_name=last_name)
