"""`check` in real kernels, run by nbclient and by `nbgrader validate`."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader
from autograder.notebook.check import CheckFailed, NotAnExercise, check
from autograder.outcome import Status

ROOT = Path(__file__).parents[2]

RIGHT = """
def softmax(X):
    E = torch.exp(X - X.amax(1, keepdim=True))
    return E / E.sum(1, keepdim=True)
"""
UNSTABLE = """
def softmax(X):
    E = torch.exp(X)
    return E / E.sum(1, keepdim=True)
"""
STUB = """
def softmax(X):
    '''Probabilities.'''
    raise NotImplementedError
"""


class Shown:
    """What a cell left in the notebook."""

    def __init__(self, outputs: list[Any]) -> None:
        self.outputs = outputs
        self.errors = [output for output in outputs if output.output_type == "error"]
        self.displays = [o.data for o in outputs if o.output_type == "display_data"]

    @property
    def text(self) -> str:
        (bundle,) = self.displays
        return str(bundle["text/plain"])

    @property
    def error(self) -> str:
        (error,) = self.errors
        return f"{error.ename}: {error.evalue}"


Run = Callable[[str], Shown]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs a cell in a kernel that all tests of this module share, as one long notebook."""
    client = NotebookClient(new_notebook(), timeout=120, allow_errors=True, coalesce_streams=True)

    def run_cell(source: str) -> Shown:
        client.nb.cells.append(new_code_cell(source))
        return Shown(client.execute_cell(client.nb.cells[-1], len(client.nb.cells) - 1).outputs)

    with client.setup_kernel():
        first = run_cell("import torch, random, numpy as np\nfrom autograder import check")
        assert not first.outputs
        yield run_cell


def test_a_right_function_is_shown_to_be_right(run: Run) -> None:
    shown = run(RIGHT + "check(softmax)")
    assert len(shown.outputs) == 1, "one display, no error, no value, nothing on stderr"
    assert "✗" not in shown.text
    assert set(shown.displays[0]) == {"text/plain", "text/html"}


def test_a_wrong_function_is_shown_and_raises_one_line(run: Run) -> None:
    shown = run(UNSTABLE + "check(softmax)")
    assert "✓" in shown.text
    assert "✗" in shown.text
    assert shown.error.startswith("CheckFailed: softmax: ")
    assert " ".join(shown.errors[0].traceback) == shown.error
    assert all(len(line) <= 80 for line in shown.errors[0].traceback)
    assert "\n" not in shown.error


def test_redefined_functions_are_checked_anew(run: Run) -> None:
    assert run(UNSTABLE + "check(softmax)").errors
    assert not run(RIGHT + "check(softmax)").errors


def test_an_untouched_stub_makes_no_noise(run: Run) -> None:
    shown = run(STUB + "check(softmax)")
    assert shown.error == "CheckFailed: softmax: Not implemented yet."
    assert shown.text.count("Not implemented yet.") == 1
    assert "Error" not in shown.text


def test_an_untouched_class_is_a_stub_too(run: Run) -> None:
    shown = run(
        "class Accumulator:\n    def __init__(self, n):\n        raise NotImplementedError\n"
        "    def add(self, *args):\n        raise NotImplementedError\n"
        "check(Accumulator)"
    )
    assert shown.error == "CheckFailed: Accumulator: Not implemented yet."


NET = "def net(X, W, b):\n    return softmax(X.flatten(1) @ W + b)\n"


def test_helpers_are_the_notebooks_own_as_they_are_now(run: Run) -> None:
    assert not run(RIGHT + NET + "check(net)").errors
    assert "NotImplementedError" in run(STUB + "check(net)").text
    assert not run(RIGHT + "check(net)").errors


def test_an_error_is_named_with_its_cell_and_line(run: Run) -> None:
    shown = run("def softmax(X):\n    return X / nonsense\ncheck(softmax)")
    assert "NameError" in shown.text
    assert "Cell In[" in shown.text
    assert "line 2: `return X / nonsense`" in shown.text
    assert "ipykernel" not in shown.text


def test_what_an_exercise_asks_for_is_refused_with_the_cells_line(run: Run) -> None:
    shown = run("def softmax(X):\n    return X.softmax(1)\ncheck(softmax)")
    assert "softmax uses torch.softmax (Cell In[" in shown.text
    assert ", line 2: `return X.softmax(1)`): this exercise is about writing" in shown.text
    assert "0/" in shown.text
    shown = run(RIGHT + "torch.softmax(torch.eye(2), 1)\ncheck(softmax)")
    assert not shown.errors


def test_an_endless_loop_is_stopped(run: Run) -> None:
    shown = run(
        "def softmax(X):\n    while True:\n        try:\n            pass\n"
        "        except Exception:\n            pass\ncheck(softmax, seconds=0.1)"
    )
    assert "too slow" in shown.text
    assert run("1 + 1").outputs[0].data["text/plain"] == "2"


def test_a_kernel_interrupt_stops_the_check(run: Run) -> None:
    run(RIGHT)
    shown = run(
        "import signal\ncalls = []\n"
        "def logsumexp(X):\n    calls.append(1)\n    signal.raise_signal(signal.SIGINT)\n"
        "check(logsumexp)"
    )
    assert [error.ename for error in shown.errors] == ["KeyboardInterrupt"]
    assert not shown.displays
    assert run("len(calls)").outputs[0].data["text/plain"] == "1"


def test_prints_are_shown_in_the_report_only(run: Run) -> None:
    shown = run(
        RIGHT.replace("    E =", "    print('<b>', X.shape)\n    E =", 1) + "check(softmax)"
    )
    assert len(shown.outputs) == 1
    assert "      <b> torch.Size(" in shown.text
    assert "&lt;b&gt;" in shown.displays[0]["text/html"]
    assert run("print('still here')").outputs[0].text == "still here\n"


def test_the_kernels_random_numbers_go_on_as_if_nothing_was_checked(run: Run) -> None:
    numbers = "[random.random(), np.random.rand(), torch.rand(1).item()]"
    seeds = "random.seed(1); np.random.seed(1); torch.manual_seed(1);"
    expected = run(f"{seeds}\n{numbers}").outputs[0].data["text/plain"]
    run("def init_weights(m):\n    torch.manual_seed(3); random.seed(3); np.random.seed(3)")
    shown = run(
        f"{seeds}\ntry:\n    check(init_weights)\nexcept AssertionError:\n    print({numbers})"
    )
    assert shown.outputs[-1].text == f"{expected}\n"


def test_checks_use_one_thread_as_the_grader_and_give_the_others_back(run: Run) -> None:
    run("threads = torch.get_num_threads(); torch.set_num_threads(3)")
    shown = run(
        RIGHT.replace("    E =", "    print('threads', torch.get_num_threads())\n    E =", 1)
        + "check(softmax)\nprint(torch.get_num_threads())"
    )
    run("torch.set_num_threads(threads)")
    assert "threads 1\n" in shown.text
    assert shown.outputs[-1].text == "3\n"


LEFT_ON = {
    "precision": (
        "torch.set_default_dtype(torch.float64)",
        "torch.set_default_dtype(torch.float32)",
    ),
    "device": ("torch.set_default_device('meta')", "torch.set_default_device(None)"),
    "the usual device": ("torch.set_default_device('cpu')", "torch.set_default_device(None)"),
    "no gradients": ("torch.set_grad_enabled(False)", "torch.set_grad_enabled(True)"),
    "inference": (
        "mode = torch.inference_mode(); mode.__enter__()",
        "mode.__exit__(None, None, None)",
    ),
    "autocast": (
        "cast = torch.autocast('cpu', torch.bfloat16); cast.__enter__()",
        "cast.__exit__(None, None, None)",
    ),
    "determinism": (
        "torch.use_deterministic_algorithms(True)",
        "torch.use_deterministic_algorithms(False)",
    ),
    "anomalies": (
        "torch.autograd.set_detect_anomaly(True)",
        "torch.autograd.set_detect_anomaly(False)",
    ),
    "matrix products": (
        "torch.set_float32_matmul_precision('medium')",
        "torch.set_float32_matmul_precision('highest')",
    ),
    "warnings": (
        "import warnings; old = warnings.filters[:]; warnings.simplefilter('error')",
        "warnings.filters[:] = old",
    ),
    "numpy": ("old = np.seterr(all='raise')", "np.seterr(**old)"),
}
SETTINGS = """
print(torch.get_default_dtype(), torch.get_default_device(), torch.is_grad_enabled())
print(torch.is_inference_mode_enabled(), torch.is_autocast_enabled("cpu"))
print(torch.are_deterministic_algorithms_enabled(), torch.is_anomaly_enabled())
print(torch.get_float32_matmul_precision(), __import__("warnings").filters, np.geterr())
"""


@pytest.mark.parametrize(("on", "off"), LEFT_ON.values(), ids=LEFT_ON)
def test_settings_of_the_notebook_do_not_mislead_the_judge_and_stay(
    run: Run, on: str, off: str
) -> None:
    # The second function fails for certain, so that the judge has to word what came.
    run(RIGHT + "def logsumexp(X):\n    return X.sum(1)\n")
    run(on)
    before = run(SETTINGS)
    right = run("try:\n    check(softmax)\nexcept AssertionError:\n    pass")
    wrong = run("try:\n    check(logsumexp)\nexcept AssertionError:\n    pass")
    after = run(SETTINGS)
    run(off)
    assert "✓" in right.text
    assert "expected" in wrong.text
    assert "fault of the grader" not in right.text + wrong.text
    assert after.outputs[0].text == before.outputs[0].text


SHOW_IMAGES = """
from matplotlib import pyplot as plt
{solution}
plt.figure(); plt.title("mine"); plt.plot([1, 2])
check(show_images)
"""


def test_pictures_of_checks_do_not_pop_up(run: Run) -> None:
    drawn = solution("fashion_mnist", "show_images").replace(
        "return axes", "plt.show(); return axes"
    )
    shown = run(SHOW_IMAGES.format(solution=drawn))
    assert "plt.show()" in drawn
    assert not shown.errors
    assert ["image/png" in data for data in shown.displays] == [False, True], "the notebook's own"
    assert run("plt.get_fignums()").outputs[0].data["text/plain"] == "[]"


def test_displays_of_a_training_loop_do_not_pop_up(run: Run) -> None:
    shown = run(
        "from autograder.toolkit import Animator\n"
        + RIGHT.replace("    E =", "    Animator().add(1, 2.0); display('x')\n    E =", 1)
        + "check(softmax)"
    )
    assert len(shown.outputs) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("check('softmx')", "There is no exercise 'softmx'. Did you mean 'softmax'?"),
        ("def sofmax(X): pass\ncheck(sofmax)", "Did you mean 'softmax'?"),
        ("check(softmax(torch.ones(2, 2)))", "a value of type Tensor, expected a function"),
        ("check('gaussian_nll')", "gaussian_nll is not defined here yet"),
        ("check([softmax])", "without brackets around them: check(softmax, net)"),
        ("net = torch.nn.Linear(2, 2)\ncheck(net)", "a value of type Linear, expected a function"),
        ("check('net')", "net is not defined here yet"),
        ("check(torch.nn.Linear)", "There is no exercise 'Linear'. Defined here: "),
        ("check(lambda X: X)", "There is no exercise '<lambda>'. Defined here: "),
    ],
)
def test_what_is_no_exercise_is_answered_in_one_line(run: Run, call: str, said: str) -> None:
    run(RIGHT)
    shown = run(call)
    assert shown.error.startswith("NotAnExercise: ")
    assert said in shown.error
    assert " ".join(shown.errors[0].traceback) == shown.error


@pytest.mark.parametrize("seconds", ["0", "-1", "'5'", "float('nan')", "[2]", "torch.ones(10**6)"])
def test_a_time_limit_is_a_number_above_zero(run: Run, seconds: str) -> None:
    run(RIGHT)
    shown = run(f"check(softmax, seconds={seconds})")
    assert shown.error.startswith("NotATimeLimit: check(): seconds is ")
    assert shown.error.endswith(
        ", expected a number above 0, at which each check is stopped. Try seconds=5, or leave it out."
    )
    assert len(shown.error) < 200
    assert not run("check(softmax, seconds=np.float32(9))").errors


def test_a_decorated_function_is_known_by_the_name_it_is_bound_to(run: Run) -> None:
    shown = run(
        RIGHT + "def timed(f):\n    def wrapper(*a):\n        return f(*a)\n    return wrapper\n"
        "softmax = timed(softmax)\ncheck(softmax)"
    )
    assert not shown.errors


def execute(source: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names that a text leaves behind which is run in this process, as a cell would be."""
    names = {"torch": torch, "check": check, "__name__": "cell"} if names is None else names
    exec(compile(source, "cell", "exec"), names)  # noqa: S102
    return names


def test_without_arguments_all_exercises_of_the_notebook_are_checked() -> None:
    with pytest.raises(CheckFailed) as failed:
        execute(UNSTABLE + NET.replace("+ b", "- b") + "check()")
    assert "softmax: 2 of 3 checks passed" in str(failed.value)
    assert "net: " in str(failed.value)
    execute(RIGHT + NET + "check()")
    execute(RIGHT + "net = torch.nn.Linear(2, 2)\ncheck()")
    with pytest.raises(NotAnExercise):
        execute("check()")


def test_the_function_given_is_judged_whatever_has_its_name() -> None:
    names = execute(RIGHT)
    right = names["softmax"]
    execute(UNSTABLE, names)
    check(right)
    assert names["softmax"] is not right, "the names stay as they are"
    with pytest.raises(CheckFailed):
        check(names["softmax"])


def test_a_class_need_not_belong_to_a_module() -> None:
    source = "class Accumulator:\n    def __init__(self, n):\n        self.n = n\n"
    with pytest.raises(CheckFailed) as failed:
        execute(source + "Accumulator.__module__ = 'nowhere'\ncheck(Accumulator)")
    assert str(failed.value).startswith("Accumulator: 0 of ")


def test_without_a_notebook_the_report_is_printed() -> None:
    code = f"import torch\nfrom autograder import check\n{RIGHT}\ncheck(softmax)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.startswith("softmax: ")
    assert done.stderr == ""


def test_checks_in_graded_notebooks_do_nothing(grader: Grader) -> None:
    """The judge runs them itself; one that failed would cost what comes after it in its cell."""
    body = textwrap.indent(RIGHT, "    ")
    source = (
        f"import torch\nfrom autograder import check\n{STUB}\nif check(softmax) is None:\n{body}"
    )
    course = assignment("softmax_regression")
    verdict = grader.grade(course, "alice.py", source.encode(), only=["softmax"])
    assert {each.status for each in verdict.checks} == {Status.PASSED}


def solution(name: str, exercise: str) -> str:
    """The source of one definition of a model solution."""
    text = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    found = [n for n in ast.parse(text).body if getattr(n, "name", "") == exercise]
    return ast.get_source_segment(text, found[0]) or ""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_solution_passes_in_one_process(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("solution")
    monkeypatch.setitem(sys.modules, "solution", module)
    text = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    execute(text, module.__dict__)
    for exercise in assignment(name).exercises:
        check(getattr(module, exercise.name))


def validated(folder: Path, definition: str) -> str:
    """What `nbgrader validate` says of a notebook with one check cell, which is worth points."""
    test = new_code_cell("check(softmax)")
    test.metadata["nbgrader"] = {
        "grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3,
        "grade_id": "check_softmax", "points": 3, "cell_type": "code",
    }  # fmt: skip
    cells = [new_code_cell("import torch\nfrom autograder import check"), new_code_cell(definition)]
    path = folder / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[*cells, test]), path)
    command = [sys.executable, "-m", "nbgrader", "validate", str(path)]
    done = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, timeout=300
    )
    return done.stdout


@pytest.mark.slow
def test_nbgrader_validate_tells_the_truth(tmp_path: Path) -> None:
    assert "Success!" in validated(tmp_path, RIGHT)
    said = validated(tmp_path, UNSTABLE)
    assert "VALIDATION FAILED" in said.upper() or "failed" in said
    assert "CheckFailed: softmax: " in said
    assert "keep an exponent of zero?" in said, "the end of what is said is cut off"
