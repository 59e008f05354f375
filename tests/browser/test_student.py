"""A student in JupyterLab: opens the released lesson, fills a cell, checks it, validates."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.slow
NOTEBOOK = "softmax_regression.ipynb"

OVERFLOWS = """def softmax(X):
    E = torch.exp(X)
    return E / E.sum(1, keepdim=True)"""
RIGHT = OVERFLOWS.replace("exp(X)", "exp(X - X.amax(1, keepdim=True))")
A_FRACTION = """def accuracy(y_hat, y):
    return float((y_hat.argmax(1) == y).float().mean())"""


def test_a_student_checks_and_validates(
    visit: Callable[[Path], Page], course: Path, surprises: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "lessons"
    shutil.copytree(course / "release" / "softmax_regression", folder)
    page = visit(folder)
    page.goto(f"lab/tree/{NOTEBOOK}")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    run(cell(page, "from autograder import check"))
    run(cell(page, "from collections import Counter"))

    run(write(cell(page, "def softmax"), RIGHT))
    shown = run(cell(page, "check(softmax)"))
    expect(shown).to_contain_text("softmax: 3/3 points")
    expect(shown).not_to_contain_text("CheckFailed")
    page.screenshot(path=tmp_path / "1 right.png")

    run(write(cell(page, "def softmax"), OVERFLOWS))
    shown = run(cell(page, "check(softmax)"))
    expect(shown).to_contain_text("nan in 12 of 12 entries; expected finite numbers everywhere.")
    expect(shown).to_contain_text("keep an exponent of zero?")  # what to try
    expect(shown).to_contain_text("CheckFailed: softmax: 2 of 3 checks passed")
    expect(shown).not_to_contain_text("Traceback")
    page.screenshot(path=tmp_path / "2 wrong.png")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body[data-jp-theme-light=false]")).to_be_attached()
    expect(page.locator("#jupyterlab-splash")).not_to_be_attached()
    page.screenshot(path=tmp_path / "3 dark.png")

    write(cell(page, "def softmax"), RIGHT)
    write(cell(page, "def accuracy"), A_FRACTION)
    page.locator(".validate-button").click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("check(predict)")
    expect(dialog).to_contain_text("CheckFailed: predict: Not implemented yet.")
    expect(dialog).to_contain_text("CheckFailed: accuracy: 0 of")
    expect(dialog).not_to_contain_text("check(softmax)")
    dialog.get_by_text("CheckFailed: accuracy").scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "4 validate.png")
    dialog.get_by_role("button", name="Ok").click()

    page.goto(f"notebooks/{NOTEBOOK}")  # the same in Notebook 7, as saved
    shown = cell(page, "check(softmax)").locator(".jp-OutputArea")
    expect(shown).to_contain_text("softmax: 2/3 points")
    shown.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "5 notebook.png")
    assert not surprises


def cell(page: Page, text: str) -> Locator:
    """The code cell that begins with a text."""
    editor = page.locator(".jp-InputArea-editor", has_text=re.compile(rf"^\s*{re.escape(text)}"))
    return page.locator(".jp-CodeCell").filter(has=editor)


def write(cell: Locator, source: str) -> Locator:
    cell.locator(".cm-content").fill(source)
    return cell


def run(cell: Locator) -> Locator:
    """Run a cell; its outputs when it has ended."""
    prompt = cell.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").press("Shift+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
    return cell.locator(".jp-OutputArea")
