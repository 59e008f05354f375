"""Every lesson: its solution gets full marks, and junk never passes and never harms."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from autograder.course import fashion
from autograder.course.catalog import NAMES, assignment
from autograder.course.fashion_mnist import served
from autograder.data import SAMPLE, resolve
from autograder.data.sources import SAMPLE_FOLDER
from autograder.grading import Grader
from autograder.outcome import Status, Verdict


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_gets_full_marks(graded_in: Callable[..., Verdict], name: str) -> None:
    verdict = graded_in(name, "")
    assert [(c.name, c.message) for c in verdict.checks if c.status is not Status.PASSED] == []
    assert verdict.score == verdict.max_score


def test_the_solution_gets_full_marks_on_the_embedded_sample(
    graded_in: Callable[..., Verdict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path))
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))
    cached = (fashion.dataset, fashion.part, served.rows_by_image)
    for function in cached:
        function.cache_clear()
    try:
        dataset = resolve(allow_download=False)
        assert dataset.name == SAMPLE
        with Grader(dataset) as grader:
            verdict = graded_in("fashion_mnist", "", by=grader)
        assert verdict.score == verdict.max_score
    finally:
        for function in cached:
            function.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_at_least_five_right_styles(name: str) -> None:
    """They stand in the test of the module that has the exercise's checks."""
    exercises = set()
    for path in sorted((Path(__file__).parent / name).glob("test_*.py")):
        if path.stem == "test_unusual":  # of all the lesson's exercises, beside the usual ones
            continue
        part = import_module(f"autograder.course.{name}.{path.stem.removeprefix('test_')}")
        if not hasattr(part, "REGISTER"):  # it has no checks
            continue
        right = runpy.run_path(str(path))["RIGHT"]
        assert list(right) == list(part.REGISTER.checks)
        assert all(len(set(codes)) >= 5 for codes in right.values())
        exercises |= set(right)
    assert exercises == {exercise.name for exercise in assignment(name).exercises}


def _liar(**members: str) -> str:
    fields = ", ".join(f"'{name}': {value}" for name, value in members.items())
    return f"type('Liar', (), {{{fields}}})()"


JUNK = {
    "none": "None",
    "int": "3",
    "huge": "10**400",
    "nan": "float('nan')",
    "infinite": "float('inf')",
    "complex number": "1j",
    "text": "'shirt'",
    "list": "[1.0, 2.0]",
    "nothing": "[]",
    "pair of junk": "(None, 'x')",
    "pair of pairs": "[(torch.zeros(2), None), (1, 2)]",
    "triples": "[(0.5, 0.5, 0.5)] * 3",
    "triple of junk": "(torch.zeros(2, 1), torch.zeros(1), {'a': 1})",
    "dict": "{'a': 1}",
    "scalar": "torch.tensor(0.5)",
    "empty": "torch.zeros(0)",
    "two empty rows": "torch.zeros(2, 0)",
    "table": "torch.zeros(3, 3)",
    "nan table": "torch.full((6, 4), float('nan'))",
    "column of nan": "torch.full((6, 1), float('nan'))",
    "complex": "torch.zeros(5, 1, dtype=torch.complex64)",
    "sparse": "torch.eye(3).to_sparse()",
    "meta": "torch.zeros(3, device='meta')",
    "bool": "torch.ones(5, 1, dtype=torch.bool)",
    "array": "__import__('numpy').ones((5, 4))",
    "objects": "__import__('numpy').array([None, 'x'], dtype=object)",
    "generator": "(i for i in range(3))",
    "generator of pairs": "((i, torch.zeros(i)) for i in range(3))",
    "function": "print",
    "class": "dict",
    "equal to all": _liar(__eq__="lambda self, other: True"),
    "float that lies": "type('L', (float,), {'__sub__': lambda s, o: 0.0,"
    " '__eq__': lambda s, o: True})(7)",
    "shape that lies": "type('L', (torch.Tensor,), {'shape': property(lambda s: (5, 1))})([1.0])",
}
OF_TRAINING = {
    "triple of nan": "(torch.full((2, 1), float('nan')), torch.zeros(1), [float('nan')] * 3)",
    "complex triple": "(torch.zeros(2, 1) + 0j, torch.zeros(1) + 0j, [1j, 1j, 1j])",
}
OF_PICTURES = {
    "pair of lists": "([], [])",
    "pair of numbers": "([(1, 2)] * 9, [(1, 2)] * 9)",
    "pair of pairs of pairs": "[[('a', 'b')] * 9] * 2",
    "pair of nan": "[[(torch.full((30, 1, 28, 28), float('nan')), torch.zeros(30).long())] * 9] * 2",
    "pair of complex": "[[(torch.zeros(1, dtype=torch.complex64), torch.eye(2).to_sparse())] * 9] * 2",
    "endless pair": "[__import__('itertools').count()] * 2",
    "two keys": "{0: 'a', 1: 'b'}",
    "ragged": "[[1], [2, 3], plt.figure()]",
    "text that lies": "[type('L', (str,), {'__eq__': lambda s, o: True})('x')] * 10",
    "figure and axes": "plt.subplots(2, 3)",
    "figure": "plt.figure()",
    "axes": "plt.subplots()[1]",
    "empty axes": "[plt.subplots()[1] for _ in range(6)]",
    "false axes": "[type('Ax', (), {'get_images': lambda self: [1]})()] * 6",
    "grid of axes": "plt.subplots(2, 3)[1]",
}
OF_TOTALS = {
    "getter": _liar(__getitem__="lambda s, i: None", add="print", reset="print"),
    "liar totals": _liar(__getitem__="lambda s, i: 5.0", add="print", reset="print"),
    "table totals": _liar(__getitem__="lambda s, i: torch.ones(2)", add="print", reset="print"),
}
OF_NETWORKS = {
    "module": "nn.Linear(3, 3)",
    "chain without layers": "nn.Sequential(nn.Flatten())",
    "shared parameters": "nn.Sequential(nn.Flatten(), *[nn.Linear(784, 10, bias=False)] * 2)",
    "lazy": "nn.Sequential(nn.Flatten(), nn.LazyLinear(10))",
    "sparse parameters": "nn.Sequential(nn.Flatten(), type('P', (nn.Module,), {'forward':"
    " lambda s, x: x.to_sparse()})())",
}
SPECIAL = {
    "linear_regression": OF_TRAINING,
    "linear_regression_concise": OF_TRAINING | OF_NETWORKS,
    "loss_functions": {},
    "fashion_mnist": OF_PICTURES,
    "softmax_regression": OF_TOTALS,
    "softmax_regression_concise": OF_NETWORKS,
}
# Of each kind of junk one, for which mistakes are looked for as well.
EXPLAINED = {"none", "nan table", "pair of pairs", "figure and axes", "equal to all", "module"}
# init_weights returns nothing that counts, and rightly leaves all but linear layers alone.
WITHOUT_RESULT = "init_weights"


@pytest.mark.parametrize(
    ("name", "junk", "explain"),
    [
        pytest.param(name, junk, title in EXPLAINED, id=f"{name}-{title}")
        for name in NAMES
        for title, junk in (JUNK | SPECIAL[name]).items()
    ],
)
def test_junk_never_passes_and_never_harms(
    graded_in: Callable[..., Verdict], name: str, junk: str, explain: bool
) -> None:
    exercises = {e.name for e in assignment(name).exercises} - {WITHOUT_RESULT}
    code = "".join(f"def {each}(*arguments):\n    return {junk}\n\n\n" for each in exercises)
    verdict = graded_in(name, code, explain=explain)
    spoilt = [check for e in verdict.exercises if e.name in exercises for check in e.checks]
    assert [c.name for c in spoilt if c.status in (Status.INTERNAL, Status.PASSED)] == []
