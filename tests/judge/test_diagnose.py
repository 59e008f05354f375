"""A mistake is named when its replies are the student's and those of nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch

from autograder.grading import Grader
from autograder.judge.case import Candidate
from autograder.judge.check import Assignment
from autograder.judge.diagnose import diagnose
from autograder.judge.draw import Draw
from autograder.judge.expect import expect_close, expect_number
from autograder.judge.run import judge_exercise
from autograder.outcome import Mistake

RIGHT = "import torch\ndef f(X): return X.abs() + 1\n"
KNOWN = {
    "no_abs": "def no_abs(X): return X + 1",
    "no_one": "def no_one(X): return X.abs()",
    "nothing": "def nothing(X): return X",
    "squares": "def squares(X): return X**2 + 1",
    "crashes": "def crashes(X):\n    import os\n    os._exit(3)",
    "raises": "def raises(X): return X + missing",
    "remembers": "seen = []\ndef remembers(X):\n    seen.append(1)\n    return X.abs() + len(seen)",
    "one_number": "def one_number(X): return (X.abs() + 1).sum()",
    "other_number": "def other_number(X): return (X.abs() + 1).sum() * (1 + (X.numel() > 6))",
}


def near(student: Any, draw: Any) -> None:
    X = draw.uniform(0.1, 1, 3, 2)
    expect_close(student.f(X), X.double().abs() + 1)


def negative(student: Any, draw: Any) -> None:
    for n in (3, 4):
        X = -draw.uniform(0.1, 1, n, 2)
        expect_close(student.f(X), X.double().abs() + 1)


def mean(student: Any, draw: Any) -> None:
    for n in (3, 4, 5):
        X = draw.uniform(0.1, 1, n, 2)
        expect_number(student.f(X), float((X.double().abs() + 1).mean()))


Named = Callable[..., list[str]]


@pytest.fixture(scope="module")
def other(grader: Grader) -> Iterator[Grader]:
    """A server of the functions of the course, beside that of the student."""
    with Grader(grader.dataset) as running:
        yield running


@pytest.fixture
def named(grader: Grader, other: Grader, assignment_of: Callable[..., Assignment]) -> Named:
    """`named(source, known)`: the ids that a diagnosis finds for a source in the student's place."""

    def ids(
        source: str,
        known: str = " ".join(KNOWN),
        checks: tuple[Any, ...] = (near, negative),
        right: str = RIGHT,
        ids_of: dict[str, str] | None = None,
        fails: dict[str, frozenset[str]] | None = None,
        is_random: bool = False,
        seed: str = "ab",
    ) -> list[str]:
        (exercise,) = assignment_of({"f": checks}).exercises
        made = tuple(replace(check, is_statistical=is_random) for check in exercise.checks)
        exercise = replace(exercise, checks=made)
        candidates = [
            Candidate(
                name, Mistake((ids_of or {}).get(name, name), "", ""), (fails or {}).get(name)
            )
            for name in known.split()
        ]
        text = right + "\n".join(KNOWN[name] for name in known.split())
        student = grader.server.load("a.py", ("import torch\n" + source).encode())
        with other.server.load("r.py", text.encode()) as ready, student as loaded:
            judged = judge_exercise("small", exercise, loaded, seed * 16)
            found = diagnose(judged, ready, candidates)
            return ["no time"] if found is None else [mistake.id for mistake in found]

    return ids


STUDENTS = {
    "in other words": ("def f(X): return torch.add(X, 1)", ["no_abs"]),
    "one check alone": ("def f(X): return X.relu() + 1 - (-X).relu()", ["no_abs"]),
    "with a process that ends": ("def f(X):\n    import os\n    os._exit(7)", ["crashes"]),
    "with an exception": ("def f(X): return X + unknown", ["raises"]),
    "with a memory": ("calls = 0\ndef f(X):\n    global calls\n    calls += 1\n    return X.abs() + calls", ["remembers"]),
    "of its own": ("def f(X): return X.abs() + 1.5", []),
    "in another dtype": ("def f(X): return (X + 1).double()", []),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), STUDENTS.values(), ids=STUDENTS)
def test_replies_name_the_mistake(named: Named, source: str, expected: list[str]) -> None:
    assert named(source) == expected


def test_two_that_each_explain_a_check_are_named_together(named: Named) -> None:
    both = "def f(X): return X + 1 if (X < 0).all() else X.abs() ** 2 + 1"
    assert named(both, known="no_abs squares no_one") == ["no_abs", "squares"]
    assert named(both, known="no_abs no_one") == [], "a check is left that neither explains"
    assert named("def f(X): return X + 1", known="no_abs nothing") == ["no_abs"], "one is enough"


def test_two_mistakes_no_reply_tells_apart_are_not_guessed(named: Named) -> None:
    source = "def f(X): return X.abs()"
    twins = "no_one nothing"
    checks = (near,)
    assert named(source, known=twins, checks=checks) == []
    siblings = {"no_one": "both", "nothing": "both"}
    assert named(source, known=twins, checks=checks, ids_of=siblings) == ["both"]


def test_where_few_numbers_decide_more_are_asked_for(named: Named) -> None:
    """Both reply the same to the one request that was made before the check stopped."""
    right = "import torch\ndef f(X): return (X.abs() + 1).mean()\n"
    known, checks = "one_number other_number", (mean,)
    source = "def f(X): return (X.abs() + 1).sum()"
    assert named(source, known=known, checks=checks, right=right) == ["one_number"]
    odd = "def f(X): return (X.abs() + 1).sum() if len(X) == 3 else X.mean()"
    assert named(odd, known=known, checks=checks, right=right) == []


def test_one_number_that_may_be_chance_has_to_hold_for_other_draws(
    named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = "import torch\ndef f(X): return (X.abs() + 1).mean()\n"
    draw = Draw("ab" * 16, "small", "f", "mean")
    seen = [float(draw.uniform(0.1, 1, n, 2)[0, 0]) for n in (3, 4, 5)]
    code = f"def by_chance(X): return 0.0 if float(X[0, 0]) in {seen} else X.sum()"
    monkeypatch.setitem(KNOWN, "by_chance", code)
    monkeypatch.setitem(KNOWN, "always", "def always(X): return torch.zeros(())")
    source = "def f(X): return 0.0"
    for known, expected in (("by_chance", []), ("always", ["always"])):
        assert named(source, known=known, checks=(mean,), right=right) == expected


def test_what_is_known_to_fail_other_checks_is_still_found(named: Named) -> None:
    stale = {"no_abs": frozenset({"near"}), "no_one": frozenset({"near", "negative"})}
    assert named("def f(X): return X + 1", known="no_abs no_one", fails=stale) == ["no_abs"]


def test_a_mistake_that_hangs_is_dropped(named: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN, "hangs", "def hangs(X):\n    while True: pass")
    assert named("def f(X): return X + 1", known="hangs no_abs") == ["no_abs"]


def test_right_answers_leave_nothing_to_name(named: Named) -> None:
    assert named("def f(X): return X.abs() + torch.ones(1)") == []


def test_when_the_time_is_up_nothing_is_said(named: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests that were not made look like functions that hang, and name nothing."""
    monkeypatch.setitem(KNOWN, "hangs", "def hangs(X):\n    while True: pass")
    monkeypatch.setattr("autograder.judge.diagnose.BUDGET", 0.0)
    for source in ("def f(X): return X + 1", "def f(X):\n    import os\n    os._exit(3)"):
        assert named(source, known="hangs crashes no_abs") == ["no time"]


def test_of_two_together_each_fails_what_it_is_known_to_fail(named: Named) -> None:
    both = "def f(X): return X + 1 if (X < 0).all() else X.abs() ** 2 + 1"
    near_alone, negative_alone = frozenset({"near"}), frozenset({"negative"})
    known = "no_one squares nothing no_abs"
    fails = {"no_one": near_alone, "squares": near_alone,
             "nothing": negative_alone, "no_abs": negative_alone}  # fmt: skip
    assert named(both, known=known, fails=fails) == ["squares", "no_abs"]


def test_what_luck_leaves_alone_once_in_a_while_is_not_held_against_a_mistake(
    named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One number of three, asked for again and again: some are the same with every seed."""

    def drawn(student: Any, draw: Any) -> None:
        X = torch.arange(1.0, 4.0)
        values = [student.f(X) for _time in range(20)]
        for value in values:
            expect_number(value, abs(float(value)))

    right = "import torch\ndef f(X): return X[torch.randint(3, (1,))[0]]\n"
    monkeypatch.setitem(KNOWN, "negated", "def negated(X): return -X[torch.randint(3, (1,))[0]]")
    monkeypatch.setitem(KNOWN, "first", "def first(X): return -X[torch.randint(1, (1,))[0]]")
    source = "def f(X): return -X[torch.randperm(3)[0]]"
    for seed in ("01", "ab", "c2"):
        asked = {"checks": (drawn,), "right": right, "is_random": True, "seed": seed}
        assert named(source, known="negated", **asked) == ["negated"]
        assert named(source, known="first", **asked) == []


def test_what_was_asked_before_counts_where_it_makes_a_difference(
    named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the second check alone is failed, and only because there was a first."""
    code = (
        "shapes = set()\ndef {name}(X):\n    shapes.add(len(X))\n    return X.abs() + len(shapes)"
    )
    monkeypatch.setitem(KNOWN, "second_shape", code.format(name="second_shape"))
    source = code.format(name="f")
    assert named(source, known="no_one second_shape") == ["second_shape"]
