"""The lists of forbidden operations know every form that this torch has of them."""

from __future__ import annotations

import re

import pytest
import torch

from autograder.course import forbidden
from autograder.course.catalog import NAMES, assignment
from autograder.worker.watch import CLASSES, HOMES, plain_name

# What the names of the forms have in common; kernels of backward passes compute no such thing.
FORMS = {
    "SOFTMAX": r"softmax|logsumexp|logcumsumexp|attention|softmin",
    "LOGADDEXP": r"logaddexp",
    "CROSS_ENTROPY": r"cross_entropy|^nll_loss",
    "LOSSES": r"_loss$|cross_entropy|kl_div",
    "ONE_HOT": r"one_hot",
    "OPTIMIZERS": r"^fused_(sgd|ada)",
}
# Named alike without being a loss or computing one.
OTHERS = {"use_cudnn_ctc_loss", "use_miopen_ctc_loss", "get_softmax_dim"}


def all_operations() -> set[str]:
    schemas = {schema.name for schema in torch._C._jit_get_all_schemas()}
    kernels = {name.removeprefix("aten::") for name in schemas if name.startswith("aten::")}
    homes = (torch, torch.Tensor, torch.special, torch.nn.functional, torch._C._nn)
    functions = {name for home in homes for name in dir(home) if callable(getattr(home, name))}

    def plain(name: str) -> str:
        named = lambda: None  # noqa: E731
        named.__name__ = name
        return plain_name(named)

    return {plain(name) for name in kernels | functions if "backward" not in name} - OTHERS


@pytest.mark.parametrize("which", FORMS)
def test_every_form_of_torch_is_listed(which: str) -> None:
    found = {name for name in all_operations() if re.search(FORMS[which], name)}
    assert found
    assert found - set(getattr(forbidden, which)) == set()


def test_exercises_name_only_what_can_be_heard() -> None:
    names = {name for each in NAMES for e in assignment(each).exercises for name in e.forbidden}
    modules = {name for name in names if "." in name}
    assert modules <= CLASSES.keys() == HOMES.keys()
    assert not any(name.startswith("_") or name.endswith("_") for name in names)
