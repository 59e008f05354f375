"""One broken piece of a submission costs what it defines and nothing else."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import pytest

from autograder.wire import Record
from autograder.worker.cells import read_cells
from autograder.worker.load import run_cells
from autograder.worker.shell import MODULE, new_shell


def load(text: str, name: str = "alice.py", **options: Any) -> tuple[Record, dict[str, Any]]:
    namespace = new_shell().user_ns
    return run_cells(read_cells(text.encode(), name), namespace, **options), namespace


BROKEN = {
    "raises": "1 / 0",
    "exits": "import sys; sys.exit(0)",
    "quits": "raise SystemExit",
    "interrupts": "raise KeyboardInterrupt",
    "generator exit": "raise GeneratorExit",
    "own exception": "class E(BaseException): pass\nraise E",
    "recursion": "def r(): r()\nr()",
    "undefined name": "nothing_of_this_name",
    "import of nothing": "import no_such_module_anywhere",
    "syntax error": "def (:",
    "unfinished": "x = (1,",
    "indentation": "  x = 1",
    "null character in a string escape": "x = compile('\\0', '', 'exec')",
    "assertion": "assert False, 'no'",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_cell_costs_only_itself(broken: str) -> None:
    text = (
        f"# %%\ndef before(): return 1\n# %%\n{broken}\nlost = int\n# %%\ndef after(): return 2\n"
    )
    report, namespace = load(text)
    assert {"before", "after"} <= set(report["names"])
    assert "lost" not in report["names"]
    assert (namespace["before"](), namespace["after"]()) == (1, 2)
    assert len(report["faults"]) == 1


def test_a_broken_statement_of_a_plain_file_costs_only_itself() -> None:
    report, _ = load("def f(): return 1\nraise ValueError('no')\ndef g(): return 2\n")
    assert report["names"] == ["f", "g"]
    assert [fault["message"] for fault in report["faults"]] == ["no"]


def test_faults_name_the_line_of_the_file() -> None:
    report, _ = load("# %%\nx = 1\n\n# %%\ny = 2\nz = (x +\n     nothing)\n")
    (fault,) = report["faults"]
    assert (fault["line"], fault["place"], fault["source"]) == (7, "alice.py", "nothing)")
    report, _ = load("x = 1\n\n\n@nothing\ndef f():\n    pass\n")
    assert report["faults"][0]["line"] == 4


def test_syntax_errors_name_the_line_of_the_file() -> None:
    report, _ = load("# %%\nx = 1\n# %%\ndef f(:\n    pass\n")
    (fault,) = report["faults"]
    assert (fault["type"], fault["line"], fault["source"]) == ("SyntaxError", 4, "def f(:")


def test_future_imports_hold_for_the_cells_that_follow() -> None:
    report, namespace = load(
        "from __future__ import annotations\ndef f(x: not_defined) -> Nothing: return x\n"
    )
    assert not report["faults"]
    assert namespace["f"](3) == 3


def test_our_own_future_imports_do_not_hold_for_submissions() -> None:
    _, namespace = load("def f(x: int): return x\n")
    assert namespace["f"].__annotations__ == {"x": int}


def test_dataclasses_decorators_and_long_statements_work() -> None:
    text = """
import dataclasses, functools, pickle, typing

@dataclasses.dataclass
class Point:
    x: "int"
    y: typing.ClassVar[int] = 3

@functools.cache
@functools.wraps(Point)
def f(
    a,
    b=1,
):
    return (a +
            b)

value = f(1); text = '''
# %d not a cell
'''
again = pickle.loads(pickle.dumps(Point(1)))
"""
    report, namespace = load(text)
    assert not report["faults"]
    assert namespace["value"] == 2
    assert namespace["again"] == namespace["Point"](1)
    assert namespace["__name__"] == MODULE
    assert sys.modules[MODULE].__dict__ is namespace


def test_the_main_part_of_a_script_does_not_run() -> None:
    report, _ = load("def f(): pass\nif __name__ == '__main__':\n    f(1, 2)\n")
    assert not report["faults"]


def test_cells_to_skip_are_left_out_and_the_others_announced() -> None:
    announced: list[int] = []
    report, _ = load("a = abs\nb = abs\nc = abs\n", skip=[1], announce=announced.append)
    assert announced == [0, 2]
    assert report["names"] == ["a", "c"]
    assert report["cells"] == 3


def test_names_are_the_callable_ones() -> None:
    report, _ = load("import math\nx = 1\nf = math.sin\nclass C: pass\nglobals()[3] = f\n")
    assert report["names"] == ["C", "f"]


# ---------------------------------------------------------------- stubs
@pytest.mark.parametrize(
    "later",
    ["def f(): return 1", "f = abs", "from math import sin as f", "del f", "f, g = abs, abs",
     "if True:\n    def f(): return 1", "for f in [abs]: pass", "globals()['f'] = abs",
     "class f: x = 1", "import functools\nf = functools.partial(abs, 1)"],
)  # fmt: skip
def test_a_name_taken_by_something_else_is_no_stub_any_more(later: str) -> None:
    report, _ = load(f"# %%\ndef f(): pass\n# %%\n{later}\n")
    assert report["stubs"] == []


@pytest.mark.parametrize(
    "later", ["g = f", "def g(): return f()", "f.x = 1", "1 / 0", "def f(: pass"]
)
def test_a_stub_that_keeps_its_name_is_one(later: str) -> None:
    report, _ = load(f"# %%\ndef f(): pass\n# %%\n{later}\n")
    assert report["stubs"] == ["f"]


TAKEN = {
    "f = 3": {"f": "int"},
    "f = f()": {"f": "NoneType"},
    "del f": {"f": ""},
    "g = f; del f": {"f": ""},
    "class f: pass": {},
    "f = lambda: 1": {},
    "import functools; f = functools.cache(f)": {"f": "_lru_cache_wrapper"},
    "import functools; f = functools.partial(f)": {},
    "if False:\n    f = 3": {},
    "f = 3\ndef f(): return 4": {},
}


@pytest.mark.parametrize(("later", "taken"), TAKEN.items(), ids=TAKEN)
def test_names_of_functions_that_came_to_mean_something_else(
    later: str, taken: dict[str, str]
) -> None:
    report, _ = load(f"def f(): return None\n{later}\n")
    assert report["taken"] == taken


def test_a_stub_that_was_never_reached_replaces_nothing() -> None:
    report, namespace = load("# %%\ndef f(): return 1\n# %%\n1 / 0\ndef f(): pass\n")
    assert report["stubs"] == []
    assert namespace["f"]() == 1


def test_a_stub_after_a_filled_one_counts() -> None:
    assert load("# %%\ndef f(): return 1\n# %%\ndef f(): pass\n")[0]["stubs"] == ["f"]


def test_what_a_notebook_finds_without_importing_it_is_there() -> None:
    text = """
# %%
get_ipython().run_line_magic("matplotlib", "inline")
import math
def f(x):
    display(x)
    return math.exp(x)
"""
    report, namespace = load(text)
    assert report["faults"] == []
    assert namespace["f"](0) == 1


def test_of_a_demonstration_only_definitions_count() -> None:
    shown = "import math\nfrom math import tau\ndef helper(): return math.pi\nclass C: pass\nx = abs(1)\nraise SystemExit\n"
    report, namespace = load(f'# %% tags=["demo"]\n{shown}# %% tags=["demo"]\nnot python\n')
    assert not report["faults"]
    assert report["names"] == ["C", "helper"]
    assert "x" not in namespace


def test_of_a_demonstration_constants_count_too() -> None:
    """Functions may use them: where the cell was run they are there."""
    shown = "lr = 0.1\nname = other = 'x'\nsize = (-3, 2)\n"
    changed = "n = 0\nn += 1\nlosses = []\nlosses.append(3)\na, b = 1, 2\nmath.pi = 3\n"
    report, namespace = load(f'# %%\nimport math\n# %% tags=["demo"]\n{shown}{changed}')
    assert not report["faults"]
    assert [namespace[each] for each in ("lr", "name", "other", "size")] == [0.1, "x", "x", (-3, 2)]
    assert not {"n", "losses", "a"} & namespace.keys(), "rather none than another value"
    assert math.pi > 3.1


def test_a_cell_may_await() -> None:
    report, namespace = load(
        "# %%\nimport asyncio\nawait asyncio.sleep(0)\nx = 3\n# %%\ndef f(): return x\n"
    )
    assert not report["faults"]
    assert namespace["f"]() == 3


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("1 / 0\ndef f(): pass\nx = y = abs(1)\nz = 1\n", ["x", "y"]),
        ("from no_such_module import softmax, net as model\nz = []", ["softmax", "model", "z"]),
        ("(softmax, other), x = nothing\nfor i in nothing: pass", ["softmax", "other", "x", "i"]),
        ("def f(:\n    pass\nasync def g(): pass", ["f", "g"]),
        ("def f():\n    inner = 1\nf()[0]", []),
        ("1 / 0", []),
    ],
)  # fmt: skip
def test_a_fault_names_what_its_cell_would_have_defined(cell: str, names: list[str]) -> None:
    report, _ = load(f"# %%\nok = 1\n# %%\n{cell}\n")
    (fault,) = report["faults"]
    assert sorted(fault["names"]) == sorted(names)


def test_what_a_cell_defines_below_a_line_that_fails_is_defined() -> None:
    report, namespace = load(
        "# %%\nfrom no_such_module import torch as d2l\nimport math\nx = [1]\ndef f(): return math.pi\n"
        "y = nothing\nclass C: pass\n"
    )
    assert namespace["f"]() > 3
    assert report["names"] == ["C", "f"]
    assert "x" not in namespace
    (fault,) = report["faults"]
    assert sorted(fault["names"]) == ["d2l", "x", "y"]


def test_an_underscore_is_the_last_result_of_a_notebook() -> None:
    def value(*sources: str) -> Any:
        cells = [{"cell_type": "code", "source": source} for source in sources]
        report, namespace = load(json.dumps({"cells": cells}), "a.ipynb")
        assert not report["faults"]
        return namespace["x"]

    assert value("1 + 1", "None", "3; y = 4", "x = _") == 2
    assert value("1", "await __import__('asyncio').sleep(0, 7)", "x = _") == 7
    assert value("5", "for _ in range(3): pass", "8", "x = _") == 2, "as IPython has it"
    assert load("_ = 1\n2\nx = _\n")[1]["x"] == 1


@pytest.mark.parametrize(
    "line",
    [
        "from no_such_module import tqdm",
        "gpu = get_ipython().getoutput('nvidia-smi')\nprint(gpu[0])",
    ],
)
def test_the_constants_below_a_line_that_fails_are_there(line: str) -> None:
    rest = "EPS = 0.5\nlr = 0.2\nn = 0\nn += 1\nlosses = []\n"
    report, namespace = load(f"# %%\nlr = 0.1\n{line}\n{rest}")
    assert (namespace["EPS"], namespace["lr"]) == (0.5, 0.2)
    assert not {"n", "losses"} & namespace.keys(), "rather none than another value"
    (fault,) = report["faults"]
    assert {"EPS", "lr"}.isdisjoint(fault["names"])
