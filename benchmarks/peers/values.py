"""Which wrong implementations return or leave behind wrong numbers.

The others are wrong in their gradients, in a dtype, or in what they do to their arguments: a test
of NumPy arrays cannot see that, so it is fair to count them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from peers import line
from peers.peer import Student, require

Numbers = list[Tensor] | None  # None: the call raised something
Arguments = list[tuple[Any, ...]]


def _normal(*shape: int, seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def _ids(n: int, q: int) -> Tensor:
    return torch.arange(n).flip(0) % q


def _of_tables(seed: int) -> dict[str, Arguments]:
    shapes = ((4, 3), (3, 3), (1, 5))
    tables = [_normal(*shape, seed=seed) for shape in shapes]
    probabilities = [*(X.softmax(1) for X in tables), torch.eye(4)[[3, 2, 1, 0]]]
    tables += [1e4 * _normal(3, 4, seed=seed), _normal(5, 2, seed=seed) - 1e4]
    alone = [(X,) for X in tables]
    with_ids = [(X, _ids(*X.shape)) for X in tables]
    likely = [(P, _ids(*P.shape)) for P in probabilities]
    return {
        **dict.fromkeys(("softmax", "log_softmax", "logsumexp"), alone),
        **dict.fromkeys(("cross_entropy_with_logits", "cross_entropy_gradient"), with_ids),
        "cross_entropy": likely,
        "accuracy": [*with_ids, *likely, *((_ids(n, 4), _ids(n, 3)) for n in (1, 7))],
        "one_hot": [((_ids(4, 3) + seed) % 3, q) for q in (3, 5)],
    }


def _of_lines(seed: int) -> dict[str, Arguments]:
    pairs = [
        (_normal(*shape, seed=seed), 2 * _normal(*shape, seed=seed + 10))
        for shape in ((4, 1), (1, 1), (5,), (2, 3))
    ]
    models = [
        (_normal(n, d, seed=seed), _normal(d, 1, seed=seed), _normal(1, seed=seed))
        for n, d in ((4, 3), (3, 3), (1, 2), (5, 1))
    ]
    full, few = _normal(8, 3, seed=seed), _normal(3, 5, seed=seed)
    whole = (
        3 * full
    ).round()  # a combination of all other columns, so that no order of them matters
    dependent = torch.column_stack([whole, whole.sum(1) + 2])
    return {
        "squared_loss": [*pairs[:2], *((y_hat, y.flatten()) for y_hat, y in pairs[:2])],
        **dict.fromkeys(("l1_loss", "l2_loss"), pairs),
        "linreg": models,
        "linreg_gradients": [(X, _normal(len(X), 1, seed=seed), w, b) for X, w, b in models],
        "least_squares": [
            (X, X.sum(1, keepdim=True) + _normal(len(X), 1, seed=seed) + 2)
            for X in (full, dependent, few)
        ],
    }


_ROUNDS = [of(seed) for of in (_of_tables, _of_lines) for seed in (1, 2)]  # of the same shapes


def _steps(student: Student) -> Iterator[list[Tensor]]:
    """What sgd leaves in parameters of several shapes, and in a single one."""
    for shapes in (((2, 1), (1,), (3, 2)), ((3,),)):
        params = [_normal(*shape, seed=1).requires_grad_() for shape in shapes]
        for n in (4, 7):
            line.step(student, params, [_normal(*shape, seed=n) for shape in shapes], 0.3, n)
        yield params


def _answers(exercise: str, student: Student) -> Iterator[Any]:
    if exercise == "sgd":
        yield from _steps(student)
    for known in _ROUNDS:
        for arguments in known.get(exercise, ()):
            copies = [a.clone() if isinstance(a, Tensor) else a for a in arguments]
            answer = getattr(student, exercise)(*copies)
            yield _fit(answer, arguments[0]) if exercise == "least_squares" else answer


def _fit(answer: Any, X: Tensor) -> Any:
    """Weights and bias, or, where many fit equally well, what they predict."""
    w, b = answer
    design = torch.column_stack([X, torch.ones(len(X))])
    return answer if torch.linalg.matrix_rank(design) == design.shape[1] else X @ w + b


def numbers(exercise: str, student: Student, reduction: str = "") -> Numbers:
    """What many calls give; of single losses their mean or sum, if a peer asks for no more."""
    reduced = getattr(torch, reduction or "clone")
    try:
        return [
            reduced(each) for answer in _answers(exercise, student) for each in _tensors(answer)
        ]
    except Exception:  # noqa: BLE001  whatever a wrong implementation raises
        return None


def _tensors(result: Any) -> Iterator[Tensor]:
    for each in result if isinstance(result, (tuple, list)) else [result]:
        yield torch.as_tensor(each).detach().double()


def require_equal(expected: Numbers, came: Numbers) -> None:
    """AssertionError unless numbers and shapes are the expected ones."""
    if expected is None or came is None:
        raise AssertionError("a call raised something")
    for right, found in zip(expected, came, strict=True):
        require(right.shape == found.shape, f"{tuple(found.shape)}")
        # Rounding in float32 of logits of 10,000 is 1e-3 of a probability.
        torch.testing.assert_close(found, right, rtol=3e-3, atol=3e-4)
