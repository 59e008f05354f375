"""Names on the form grader's page of a submission."""

from __future__ import annotations

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_notebook
from nbgrader.server_extensions.formgrader.handlers import template_path
from traitlets.config import Config

from autograder.nbgrader_plugin import configure

EVIL = """"><img src="x" onerror="alert('x')">"""


def test_a_name_is_text_on_the_form_graders_page() -> None:
    config = Config()
    configure(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    names = dict.fromkeys(("first_name", "last_name", "student", "notebook_path"), EVIL)
    of_page = {"index": 0, "total": 1, "base_url": "", "notebook_id": "n", "assignment_id": "a"}
    page, _resources = HTMLExporter(config=config).from_notebook_node(
        new_notebook(), resources=names | of_page
    )
    assert "alert(" in page
    assert "<img" not in page
