"""No word of the course's helpers comes back from a process that got them; a student's own words do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.grading import Grader
from autograder.judge.check import Assignment
from autograder.judge.expect import expect_number, shown
from autograder.judge.explain import explained
from autograder.judge.run import judge_exercise
from autograder.judge.session import Helpers
from autograder.judge.veil import HIDDEN, Veil, class_names
from autograder.outcome import Mistake
from autograder.wire import Record

WORD = "rows_minus_their_maximum"
HELPERS = Helpers(("half",), f"def half(x):\n    {WORD} = x / 2\n    return {WORD}")
SPY = """
import torch
import autograder.worker.serve as serve
from autograder.wire import Record
adopt, answer, heard = serve.adopt, serve.answer, []
def listening(request, space):
    heard.append(request["source"].split()[2])
    return adopt(request, space)
serve.adopt = listening
def forged(kind, **fields):
    serve.answer = lambda *_: Record(kind, fields)
    raise KeyError
def half(x): return x / 3
def quarter(x):
    said = heard[0]
    {}
"""
WAYS = {
    "an exception's text": "raise ValueError(said)",
    "an exception's class": "raise type(said, (Exception,), {})",
    "a name": "raise NameError(f\"name '{said}' is not defined\")",
    "an attribute": "raise AttributeError(f\"'{said}' object has no attribute\")",
    "a text": "return said",
    "a type": "return type(said, (), {})()",
    "a name that is not there": "forged('absent', name=said)",
    "a reason": "forged('unsendable', reason=said)",
    "something forbidden": "forged('returned', used=Record('used', {'name': said, 'line': 3, 'place': said, 'source': said}))",
    "something named": "forged('returned', mentioned=Record('used', {'name': said, 'line': 3, 'place': said, 'source': said}))",
    "a place": "forged('raised', fault=Record('fault', {'type': 'E', 'message': '', 'place': said, 'line': 3, 'source': said}))",
    "a kind of record": "forged('returned', value=Record(said, {}))",
}  # fmt: skip
Told = Callable[..., str]


@pytest.fixture
def told(grader: Grader, assignment_of: Callable[..., Assignment]) -> Told:
    """All that is said about a submission's `quarter` when it has the course's `half`."""

    def quarters(student: Any, draw: Any) -> None:
        try:
            expect_number(student.quarter(6.0), 1.5)
        finally:  # what was forged is for the second call
            expect_number(student.quarter(6.0), 1.5)

    (exercise,) = assignment_of({"quarter": [quarters]}).exercises
    exercise = replace(exercise, uses=("half",), forbidden=("softmax",))

    def tell(source: str, **options: Any) -> str:
        with grader.server.load("ann.py", source.encode()) as submission:
            judged = judge_exercise("a", exercise, submission, "5e", helpers=HELPERS, **options)
        meanings = [explained(fault, judged.shown) for fault in judged.faults]
        mistakes: list[Mistake | None] = [*meanings, *judged.outcome.mistakes]
        said = [check.message for check in judged.outcome.checks]
        return "\n".join([*said, *(each.message for each in mistakes if each)])

    return tell


@pytest.mark.parametrize("way", WAYS)
def test_no_word_of_a_helper_comes_back(told: Told, way: str) -> None:
    said = told(SPY.replace("{}", WAYS[way], 1))
    assert said
    assert WORD not in said
    assert HIDDEN in said or way == "a kind of record"


def test_a_person_who_checks_own_work_is_told_everything(told: Told) -> None:
    assert WORD in told(SPY.replace("{}", "raise ValueError(said)", 1), reveal=True)


OWN = {
    "own words": ("raise ValueError('not what I thought: é')", "ValueError: not what I thought: é"),
    "own line": (
        "return torch.ones(2) @ torch.ones(3)",
        "RuntimeError: … (ann.py, line 4: `return",
    ),
    "own name": ("return torhc.ones(2)", "The name `torhc` means nothing"),
    "own class": ("return Mine()", "an object of type Mine"),
    "class of Python's": ("return (x for x in [1])", "an object of type generator"),
}


@pytest.mark.parametrize(("body", "words"), OWN.values(), ids=OWN)
def test_a_student_s_own_words_come_back(told: Told, body: str, words: str) -> None:
    assert words in told(f"import torch\nclass Mine: pass\ndef quarter(x):\n    {body}\n")


def test_names_of_parameters_stay_apart_and_keep_their_endings(
    assignment_of: Callable[..., Assignment],
) -> None:
    (exercise,) = assignment_of({"f": []}).exercises
    veil = Veil(lambda text: text == "hidden", exercise)
    names = ["0.weight", "1.10.bias", "hidden.bias", f"{WORD}.bias", "114.111.119.bias", "hidden"]
    shown_names = ["0.weight", "1.10.bias", "…2.bias", "…3.bias", "…4.bias", "…5"]
    assert list(veil(dict.fromkeys(names, 1))) == shown_names
    assert shown(veil(Record("opaque", {"type": WORD}))) == "an object of type …"


def test_what_was_done_to_the_arguments_is_seen(assignment_of: Callable[..., Assignment]) -> None:
    (exercise,) = assignment_of({"f": []}).exercises
    veil = Veil(lambda text: False, exercise)
    by_argument = {"0": [1.0], "12": [2.0]}
    seen = veil(Record("returned", {"after": by_argument, "traces": by_argument}))
    assert (seen["after"], seen["traces"]) == (by_argument, by_argument)
    assert list(veil({"114": 1})) == ["…0"]


def test_few_texts_are_sought_in_the_file_and_no_long_ones(
    assignment_of: Callable[..., Assignment],
) -> None:
    (exercise,) = assignment_of({"f": []}).exercises
    sought: list[str] = []
    veil = Veil(lambda text: not sought.append(text), exercise)  # type: ignore[func-returns-value]
    texts = [str(number) for number in range(10_000)]
    came = veil([*texts, *texts])
    assert came[:3] == ["0", "1", "2"]
    assert came[-1] == veil("x" * 601) == HIDDEN
    assert len(sought) < 300


def test_a_class_without_hash_or_name_in_this_process_does_no_harm() -> None:
    class Meta(type):
        __hash__ = None  # type: ignore[assignment]

        @property
        def __name__(cls) -> str:
            raise ValueError

    class Nameless(metaclass=Meta):
        pass

    class_names.cache_clear()
    assert {"Nameless", "Meta", "Tensor", "list"} <= class_names()
