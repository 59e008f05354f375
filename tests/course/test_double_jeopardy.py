"""One broken function costs its own points and nobody else's, for every pair of exercises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.course.answers import helper_text
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import mistakes
from autograder.errors import CourseError
from autograder.outcome import Verdict

EXERCISES = [(name, exercise.name) for name in NAMES for exercise in assignment(name).exercises]


def broken(name: str, exercise: str, how: str) -> str:
    known = [mistake.code for mistake in mistakes(name) if mistake.exercise == exercise]
    return {
        "first mistake": known[0],
        "raises": f"def {exercise}(*arguments, **named):\n    raise RuntimeError('broken')",
        "missing": f"del {exercise}",
    }[how]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["first mistake", "raises", "missing"])
@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_a_broken_function_costs_no_other_exercise_a_point(
    graded_in: Callable[..., Verdict], name: str, exercise: str, how: str
) -> None:
    verdict = graded_in(name, broken(name, exercise, how), explain=True)
    lost = {each.name for each in verdict.exercises if each.score != each.max_score}
    assert lost == {exercise}


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_the_helpers_of_an_exercise_hold_nothing_but_what_it_builds_on(
    name: str, exercise: str
) -> None:
    chosen = assignment(name)
    builds_on, waiting = set(), list(chosen.exercise(exercise).uses)
    while waiting:
        helper = waiting.pop()
        builds_on.add(helper)
        waiting += chosen.exercise(helper).uses
    assert exercise not in builds_on, (
        "a circle: neither could ever be judged with the other's answer"
    )
    if builds_on:
        space: dict[str, object] = {}
        exec(helper_text(name, builds_on, exercise), space)  # noqa: S102
        others = {each.name for each in chosen.exercises} - builds_on
        assert builds_on <= space.keys()
        assert not others & space.keys()


def test_no_helpers_that_would_hold_the_answer() -> None:
    with pytest.raises(CourseError, match="its own answer"):
        helper_text("softmax_regression", ["train"], "train_epoch")


MEANS = """
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).mean()
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad.zero_()
def train_linreg(features, labels, lr, num_epochs, batch_size):
    w = torch.normal(0, 0.01, (features.shape[1], 1), requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    losses = []
    for _ in range(num_epochs):
        for X, y in data_iter(batch_size, features, labels):
            squared_loss(linreg(X, w, b), y).backward()
            sgd([w, b], lr, len(X))
        with torch.no_grad():
            losses.append(squared_loss(linreg(features, w, b), labels).item())
    return w, b, losses
"""
UNSHUFFLED = """
def data_iter(batch_size, features, labels):
    for s in range(0, len(features), batch_size):
        yield features[s:s + batch_size], labels[s:s + batch_size]
"""
FRACTION = """
def accuracy(y_hat, y):
    p = y_hat.argmax(1) if y_hat.ndim == 2 else y_hat
    return (p == y).float().mean().item()
"""
EVALUATED = """
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
"""
COUNTED = EVALUATED.replace("accuracy(net(X), y)", "accuracy(net(X), y) * len(y)")
UPDATED = (
    EVALUATED.replace(".add", ".update")
    + """
class Accumulator:
    def __init__(self, n): self.data = [0.0] * n
    def update(self, *a): self.data = [x + float(y) for x, y in zip(self.data, a)]
    def reset(self): self.data = [0.0] * len(self.data)
    def __getitem__(self, i): return self.data[i]
"""
)
SEVERAL = {
    "a fraction that one caller mends": ("softmax_regression", FRACTION + COUNTED, {"accuracy"}),
    "a name of one's own that one caller uses": (
        "softmax_regression", UPDATED, {"Accumulator"}),
    "a loss and a step of their own": (
        "linear_regression", MEANS, {"squared_loss", "sgd"}),
    "and a model without bias": (
        "linear_regression", MEANS + "def linreg(X, w, b): return X @ w",
        {"squared_loss", "sgd", "linreg"}),
    "and no shuffling": (
        "linear_regression", MEANS + UNSHUFFLED, {"squared_loss", "sgd", "data_iter"}),
    "an optimizer for a function": ("linear_regression", "sgd = torch.optim.SGD", {"sgd"}),
    "an optimizer of one's own": (
        "linear_regression", "class sgd(torch.optim.SGD): pass", {"sgd"}),
    "an operation for a function": (
        "softmax_regression_concise",
        "import functools\nlogsumexp = functools.partial(torch.logsumexp, dim=1)", {"logsumexp"}),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code", "at_fault"), SEVERAL.values(), ids=SEVERAL)
def test_several_broken_functions_cost_no_other_exercise_a_point(
    graded_in: Callable[..., Verdict], name: str, code: str, at_fault: set[str]
) -> None:
    verdict = graded_in(name, code, explain=True)
    lost = {each.name for each in verdict.exercises if each.score != each.max_score}
    assert lost == at_fault
