"""Common exceptions, really raised, are explained each in its own way; unusual ones are not."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
import torch

from autograder.judge.explain import explained
from autograder.wire import Record
from autograder.worker.faults import describe_fault

RAISED = {
    "leaf_in_place": "w = torch.ones(2, requires_grad=True); w -= 1",
    "changed_under_backward": "w = torch.ones(2, requires_grad=True); p = w.exp(); q = p * p; p += 1; q.sum().backward()",
    "backward_on_vector": "(torch.ones(3, requires_grad=True) * 2).backward()",
    "backward_twice": "l = (torch.ones(3, requires_grad=True) ** 2).sum(); l.backward(); l.backward()",
    "no_graph": "torch.ones(()).backward()",
    "numpy_of_graph": "torch.ones(2, requires_grad=True).numpy()",
    "none_in_line": "torch.ones(2) * None",
    "one_index": "[1, 2][torch.tensor([0, 1])]",
    "no_number": "float(X.shape)",
    "nothing_returned": "a, b = None",
    "zero_grad_of_tensor": "torch.ones(2).zero_grad()",
    "pair_as_tensor": "X - torch.max(X, dim=1)",
    "size_called": "X.shape(2, 3)",
    "index_dtype": "X[torch.tensor([0.0, 1.0])]",
    "index_out_of_range": "X[:, 7]",
    "dim_out_of_range": "X.sum(2)",
    "matmul_shapes": "X @ torch.ones(5, 2)",
    "sizes_must_match": "X - X.sum(1)",
    "reshape": "X.reshape(4, 4)",
    "ambiguous_truth": "if X > 0: pass",
    "not_one_number": "float(X)",
    "dtypes_differ": "X @ torch.ones(3, 2, dtype=torch.float64)",
    "mean_of_integers": "torch.tensor([1, 2]).mean()",
    "method_not_called": "3 / torch.ones(2).numel",
    "no_length": "len(x for x in [1])",
    "unbound_local": "for i in []: total = i\ntotal += 1",
    "name_unknown": "learning_rate * 2",
    "arguments": "softmax()",
    "unpack": "a, b = [1, 2, 3]",
    "attribute": "[1, 2].sum()",
}


def fault_of(code: str) -> Record:
    space: dict[str, Any] = {"torch": torch, "X": torch.ones(2, 3), "softmax": lambda X: X}
    body = textwrap.indent(code.replace("; ", "\n"), "    ")
    exec(f"def f():\n{body}", space)  # noqa: S102
    with pytest.raises(Exception) as caught:
        space["f"]()
    return describe_fault(caught.value)


MORE = [
    ("dtypes_differ", "X @ X.T.double()"),
    ("dtypes_differ", "torch.nn.functional.linear(X, X.double())"),
    ("index_dtype", "torch.nn.functional.cross_entropy(X, torch.zeros(2))"),
    ("index_dtype", "torch.nn.functional.nll_loss(X, torch.zeros(2))"),
]


@pytest.mark.parametrize(("name", "code"), [*RAISED.items(), *MORE])
def test_a_common_exception_is_explained(name: str, code: str) -> None:
    fault = fault_of(code)
    found = explained(fault)
    assert found is not None, fault
    assert found.id == f"error.{name}", fault
    assert found.message
    assert found.hint.endswith((".", "?"))


@pytest.mark.parametrize("code", ["raise ValueError('a bad day')", "1 / 0", "raise KeyError('x')", "torch.stack(X)", "torch.stack(x for x in X)"])  # fmt: skip
def test_an_unusual_one_is_not(code: str) -> None:
    assert explained(fault_of(code)) is None


LINES = {
    "p.grad.zero_()": "no_gradient_yet",
    "w -= lr * w.grad": "no_gradient_yet",
    "nn.init.zeros_(m.bias)": "none_in_line",
    "total.zero_()": "none_in_line",
    "": "none_in_line",
}


@pytest.mark.parametrize(("line", "name"), LINES.items(), ids=LINES)
def test_a_gradient_is_spoken_of_where_one_stands(line: str, name: str) -> None:
    fault = fault_of("None.zero_()")
    found = explained(Record("fault", fault.fields | {"line": 3, "source": line}))
    assert found is not None
    assert found.id == f"error.{name}"


def test_an_input_changed_in_place_is_no_update() -> None:
    found = explained(fault_of("w = torch.ones(2, requires_grad=True); w -= 1"))
    assert found is not None
    assert "or an input" in found.message
    assert "argument" in found.hint


def test_the_students_line_and_names_are_shown() -> None:
    fault = Record(
        "fault",
        {
            "type": "NameError",
            "message": "name 'lr' is not defined",
            "line": 7,
            "source": "w -= lr * w.grad",
        },
    )
    found = explained(fault)
    assert found is not None
    assert (
        found.message
        == "The name `lr` means nothing where the function runs. (line 7: `w -= lr * w.grad`)"
    )


def test_a_forged_fault_does_no_harm() -> None:
    for fault in (
        Record("fault"),
        Record("fault", {"type": 3, "message": torch.ones(2), "line": "x"}),
    ):
        assert explained(fault) is None
