"""Taking the guard away from a demonstration changes where it stands and nothing of what it does."""

from __future__ import annotations

import ast
from pathlib import Path

import jupytext
import pytest

from autograder.authoring.guards import without_guard
from autograder.course.catalog import NAMES
from autograder.errors import CourseError

ROOT = Path(__file__).parents[2]
GUARD = 'if __name__ == "__main__":\n'


def statements_under_the_guard(source: str) -> str:
    (guard,) = ast.parse(source).body
    assert isinstance(guard, ast.If)
    return ast.dump(ast.Module(guard.body, []))


@pytest.mark.parametrize("name", NAMES)
def test_every_demonstration_of_the_course_means_the_same_without_it(name: str) -> None:
    lesson = jupytext.read(ROOT / "solutions" / f"{name}.py", fmt="py:percent")
    demos = [cell.source for cell in lesson.cells if "demo" in cell.metadata.get("tags", [])]
    assert demos
    for source in demos:
        bare = without_guard(source)
        assert "__main__" not in bare
        assert ast.dump(ast.parse(bare)) == statements_under_the_guard(source)
        assert not any(line.startswith(" ") for line in bare.split("\n")[:1])


@pytest.mark.parametrize(
    "body",
    [
        '    print("""one\n    two\n  three\n""")\n    x = 1',
        "    print('''\n    ''', '''\n        ''')",
        '    print(f"""\n    {1 + 1}\n    """)\n    y = 2',
        '    print(f"""{f"{3}"}\n    {[\n    4,\n    ]}\n    """)',
        "    x = 'one \\\n    two'",
        "    x = 1 + \\\n    2",
        "    x = (\n  1,\n2,\n    )",
        '    """A text\n    over lines."""',
        "    # only seen\n\n    if x:\n        y = '''\n        '''\n    # at the end",
        "\n    def f():\n        return 1",
        '    x = b"""\n    """, r"""\n    \\\\"""',
        "\tx = 1\n\tif x:\n\t\ty = 2",
    ],
    ids=range(12),
)
def test_strings_over_several_lines_keep_their_value(body: str) -> None:
    source = GUARD + body
    assert ast.dump(ast.parse(without_guard(source))) == statements_under_the_guard(source)


def test_comments_stay_and_move_along() -> None:
    source = f"# above\n{GUARD}    # first\n    x = 1  # beside\n\n    # last"
    assert without_guard(source) == "# above\n# first\nx = 1  # beside\n\n# last"


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "",
        f"x = 1\n{GUARD}    y = 2",
        f"{GUARD}    y = 2\nx = 1",
        f"{GUARD}    y = 2\nelse:\n    x = 1",
        'if __name__ != "__main__":\n    x = 1',
        GUARD.strip() + " x = 1",
    ],
    ids=[
        "none",
        "empty",
        "something before",
        "something after",
        "else",
        "another condition",
        "one line",
    ],
)
def test_a_demonstration_is_one_guarded_block_and_nothing_else(source: str) -> None:
    with pytest.raises(CourseError, match="__main__"):
        without_guard(source)
