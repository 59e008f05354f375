"""A plain file comes apart into its statements, and a syntax error costs only its own block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.worker.statements import statements


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a = 1; b = 2\nc = 3\n", [("a = 1; b = 2\n", 1), ("c = 3\n", 2)]),
        ('a = """\n"""; b = 2\nc = 3', [('a = """\n"""; b = 2\n', 1), ("c = 3\n", 3)]),
        (
            "if a: b; c = 1\nd = (1,\n2); e = 3",
            [("if a: b; c = 1\n", 1), ("d = (1,\n2); e = 3\n", 2)],
        ),
    ],
    ids=["one line", "second starts where the first ends", "mixed"],
)
def test_only_statements_that_share_a_line_stay_together(
    text: str, pieces: list[tuple[str, int]]
) -> None:
    assert statements(text) == pieces


BROKEN = {
    "unfinished signature": "def broken(:\n    return 1\n",
    "unclosed bracket": "def broken(x):\n    return (x + 1\n",
    "indentation": "def broken(x):\n    y = x\n      return y\n",
    "no body": "def broken(x):\n",
    "a word too much": "x = 1 broken\n",
    "tabs and blanks": "def broken(x):\n    if x:\n\treturn 1\n        return 2\n",
    "decorated": "@property\n@other(\ndef broken(x):\n    return 1\n",
    "open text": 'def broken(x):\n    """Never closed.\n    return 1\n',
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_syntax_error_costs_its_block_alone(broken: str) -> None:
    before = 'import torch\n\n\ndef before(x):\n    """Text\nat the margin: def x\n"""\n    return 1\n\n\n'
    after = "def after(x):\n    if x:\n        return 2\n    else:\n        return (\n3\n)\n"
    text = before + broken + "\n\n" + after
    pieces = statements(text)
    whole = {source for source, _line in pieces}
    assert before[len("import torch\n\n\n") :].rstrip("\n") + "\n" in whole
    assert after in whole
    lines = text.split("\n")
    for source, line in pieces:
        assert source.split("\n")[0] == lines[line - 1]


@given(st.text(alphabet="ab=()[]\"'#\\\n\t :@;,1", max_size=60))
def test_whatever_the_text_no_line_is_lost_or_run_twice(text: str) -> None:
    at = 0
    for source, line in statements(text):
        assert line - 1 >= at
        at = line - 1 + source.count("\n")
    assert at <= text.count("\n") + 1
