"""Natural mistakes in words of one's own: what they are told, and what they must not be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.course.linear_regression.wrong_training import training_loop
from autograder.outcome import Verdict

STEP = """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            {step}
            {clear}
"""
COUNTING = """
def evaluate_accuracy(net, data_iter):
    totals = Accumulator(2)
    for X, y in data_iter:
        totals.add(accuracy(net(X), y), {count})
    return totals[0] / totals[1]
"""
ORDERED = """
for X, y in ((features[rows], labels[rows]) for rows in {order}.split(batch_size)):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
losses.append(float(squared_loss(linreg(features, w, b), labels).mean()))
"""
SEEDED = "torch.randperm(len(features), generator=torch.Generator().manual_seed({seed}))"
REVERSED = "torch.arange(len(features)).flip(0)"
IN_PLACE, ANEW = "p -= lr * p.grad / batch_size", "p = p.data - lr * p.grad / batch_size"
NAMED = {
    "a new tensor": ("sgd", STEP.format(step=ANEW, clear="p.grad.zero_()"), "sgd.clears_a_new_tensor"),
    "not called zero": ("sgd", STEP.format(step=IN_PLACE, clear="p.grad.zero()"), "error.attribute"),
    "zero_grad of a tensor": (
        "sgd", STEP.format(step=IN_PLACE, clear="p.zero_grad()"), "sgd.zero_grad_of_a_tensor"),
    "a shape as count": ("evaluate_accuracy", COUNTING.format(count="y.shape"), "error.no_number"),
    "a method as operand": (
        "softmax", "def softmax(X): return (X - X.max).exp()", "error.method_not_called"),
    # Of four examples seed 0 makes the minibatches that the data's order makes.
    **{f"the seed {seed} in every epoch": (
        "train_linreg", training_loop(ORDERED.format(order=SEEDED.format(seed=seed))),
        "train_linreg.same_order_in_every_call") for seed in (0, 42)},
    "reversed in every epoch": (
        "train_linreg", training_loop(ORDERED.format(order=REVERSED)),
        "train_linreg.same_order_in_every_call"),
}  # fmt: skip


@pytest.mark.parametrize(("exercise", "code", "id_"), NAMED.values(), ids=NAMED)
def test_a_natural_mistake_is_called_what_it_is(
    graded_in: Callable[..., Verdict], exercise: str, code: str, id_: str
) -> None:
    lesson = "linear_regression" if exercise in ("sgd", "train_linreg") else "softmax_regression"
    (outcome,) = graded_in(lesson, code, exercise, explain=True).exercises
    assert [mistake.id for mistake in outcome.mistakes] == [id_]


@pytest.mark.parametrize("seed", ["7", "b", "1d"])
def test_hits_that_are_none_by_chance_name_nothing(
    graded_in: Callable[..., Verdict], seed: str
) -> None:
    """No row is right, as by chance with argmax over the examples in these draws."""
    code = "def accuracy(y_hat, y):\n    y_hat = y_hat.max(1)[0] if y_hat.ndim == 2 else y_hat\n"
    code += "    return float((y_hat == y).sum())"
    (outcome,) = graded_in(
        "softmax_regression", code, "accuracy", seed=seed.zfill(32), explain=True
    ).exercises
    assert outcome.mistakes == ()


def test_no_class_of_the_graders_own_is_spoken_of(graded_in: Callable[..., Verdict]) -> None:
    code = COUNTING.format(count="len(y)").replace("(net, data_iter)", "(data_iter, net)")
    (outcome,) = graded_in("softmax_regression", code, "evaluate_accuracy").exercises
    assert outcome.score == 0
    said = " ".join(check.message for check in outcome.checks)
    assert "'Module' object is not iterable" in said
    assert "Network" not in said
    assert "Probe" not in said
