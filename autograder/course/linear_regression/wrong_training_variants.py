"""The same wrong training loops in other styles: losses collected on the way, weights from zero.

Each of these is right, and changes replies, by which alone a loop would not be known.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.course.linear_regression.wrong_training import MEASURE, indented
from autograder.course.linear_regression.wrong_training import MISTAKES as USUAL
from autograder.course.mistake import KnownMistake, changed

_BACKWARD = "squared_loss(linreg(X, w, b), y).sum().backward()"
_ADDING = "(l := squared_loss(linreg(X, w, b), y).sum()).backward(); total += l.item()"
_LOOP = "        for X, y in "
_REPORT = "losses.append(total / len(features))"


def _on_the_way(mistake: KnownMistake) -> KnownMistake:
    code = changed(mistake.code, _BACKWARD, _ADDING)
    code = changed(code, _LOOP, f"        total = 0.0\n{_LOOP}")
    code = changed(code, indented(MEASURE), indented(_REPORT))
    return replace(mistake, id=f"{mistake.id}_early", code=code)


def _from_zero(mistake: KnownMistake) -> KnownMistake:
    drawn = "torch.normal(0, 0.01, (features.shape[1], 1), requires_grad=True)"
    code = changed(mistake.code, drawn, "torch.zeros((features.shape[1], 1), requires_grad=True)")
    return replace(mistake, id=f"{mistake.id}_from_zero", code=code)


def _by_rows(mistake: KnownMistake) -> KnownMistake:
    code = changed(mistake.code, "lr, batch_size)", "lr, len(X))")
    return replace(mistake, id=f"{mistake.id}_by_rows", code=code)


_BY_ROWS = tuple(_by_rows(each) for each in USUAL if each.id == "train_linreg.one_step_per_epoch")
_EARLY = tuple(
    _on_the_way(mistake)
    for mistake in (*USUAL, *_BY_ROWS)
    if all(part in mistake.code for part in (_BACKWARD, _LOOP, indented(MEASURE)))
)
_FREQUENT = (
    "divided_twice",
    "never_divided",
    "bias_frozen",
    "one_step",
    "one_epoch_more",
    "returns_in_the_loop",
)
MISTAKES: tuple[KnownMistake, ...] = (
    *_BY_ROWS,
    *_EARLY,
    *(
        _from_zero(mistake)
        for mistake in (*USUAL, *_BY_ROWS, *_EARLY)
        if mistake.id.startswith(tuple(f"train_linreg.{name}" for name in _FREQUENT))
    ),
)
