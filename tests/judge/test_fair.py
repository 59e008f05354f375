"""What builds on something broken is judged with the course's version of it, and the better counts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pytest

from autograder.grading import Grader
from autograder.judge.check import Assignment, Exercise
from autograder.judge.expect import expect_number
from autograder.judge.fair import run_assignment
from autograder.judge.record import Judged
from autograder.judge.session import Helpers
from autograder.outcome import ExerciseOutcome, Mistake

RIGHT = {"half": "def half(x): return x / 2", "quarter": "def quarter(x): return half(half(x))"}


def halves(student: Any, draw: Any) -> None:
    expect_number(student.half(6.0), 3.0)


def quarters(student: Any, draw: Any) -> None:
    expect_number(student.quarter(6.0), 1.5)


def eighths(student: Any, draw: Any) -> None:
    expect_number(student.eighth(8.0), 1.0)


class Arithmetic:
    """A course of three functions, each of which builds on the one before."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def helpers(self, exercise: Exercise, names: Collection[str]) -> Helpers | None:
        self.asked.append((exercise.name, tuple(names)))
        text = "\n".join(RIGHT.values() if "quarter" in names else [RIGHT["half"]])
        return Helpers(tuple(names), text)

    def mistakes(self, judged: Judged) -> tuple[Mistake, ...] | None:
        return None


class NoHelpers(Arithmetic):
    def helpers(self, exercise: Exercise, names: Collection[str]) -> None:
        return None


Run = Callable[..., dict[str, ExerciseOutcome]]


@pytest.fixture
def course() -> Arithmetic:
    return Arithmetic()


@pytest.fixture
def run(grader: Grader, course: Arithmetic, assignment_of: Callable[..., Assignment]) -> Run:
    plain = assignment_of({"half": [halves], "quarter": [quarters], "eighth": [eighths]})
    uses = {"half": (), "quarter": ("half",), "eighth": ("quarter",)}
    exercises = tuple(replace(each, uses=uses[each.name]) for each in plain.exercises)

    def outcomes(source: str, **options: Any) -> dict[str, ExerciseOutcome]:
        options = {"course": course} | options
        with grader.server.load("a.py", source.encode()) as submission:
            chosen = replace(plain, exercises=exercises)
            found = run_assignment(chosen, submission, "ab" * 16, **options)
        return {outcome.name: outcome for outcome in found}

    return outcomes


FIRST_HALF = ("It builds on half: first make that pass its own checks.",)
BUILT = "def quarter(x): return half(half(x))\ndef eighth(x): return half(quarter(x))\n"
BROKEN = {
    "wrong": "def half(x): return x / 3\n",
    "raises": "def half(x): raise ValueError\n",
    "missing": "",
    "no function": "half = 0.5\n",
    "a stub": "def half(x):\n    raise NotImplementedError\n",
    "never returns": "def half(x):\n    while True: x += 1\n",
    "calls what builds on it": "def half(x): return quarter(2 * x)\n",
    "ends the process": "import os\ndef half(x): os._exit(0)\n",
    "is shadowed later": "def half(x): return x / 2\nhalf = quarter_of = lambda x: x\n",
}


@pytest.mark.parametrize("helper", BROKEN.values(), ids=BROKEN)
def test_what_builds_on_a_broken_helper_keeps_its_points(run: Run, helper: str) -> None:
    outcomes = run(helper + BUILT)
    assert [outcome.score for outcome in outcomes.values()] == [0, 1, 1]
    assert outcomes["half"].graded_with == "own"
    for name in ("quarter", "eighth"):
        assert outcomes[name].graded_with == "reference"
        assert "Graded with the course's half" in outcomes[name].notes[0]


def test_whoever_defines_a_function_twice_is_told_which_one_counts(run: Run) -> None:
    outcomes = run(f"{RIGHT['half']}\n\ndef half(x): return x\n{BUILT}")
    said = "half is defined more than once in the file: the last definition counts (a.py, line 3)."
    assert outcomes["half"].notes[-1] == said
    assert all(said not in outcomes[name].notes for name in ("quarter", "eighth"))
    empty = run(f"{RIGHT['half']}\ndef half(x): raise NotImplementedError\n{BUILT}")
    assert "line 2" in empty["half"].notes[-1]
    alone = run(f"{RIGHT['half']}\ndef half(x): return x\n", course=None)
    assert "line 2" in alone["half"].notes[-1]


@pytest.mark.parametrize(
    "again", ["@unknown\ndef half(x): return x / 2", "def half(x):\nreturn x / 2"]
)
def test_whoever_mends_a_function_in_vain_is_told_why(run: Run, again: str) -> None:
    outcomes = run(f"def half(x): return x\n# %%\n{again}\n# %%\n{BUILT}")
    note = outcomes["half"].notes[-1]
    assert note.startswith("The last definition of half could not be run, so an earlier one counts")
    assert "Error" in note
    assert "a.py, line" in note
    assert all(note not in outcomes[name].notes for name in ("quarter", "eighth"))
    right = run(f"{RIGHT['half']}\n# %%\n{again}\n# %%\n{BUILT}")
    assert right["half"].notes == (), "nothing is lost by it"


def test_of_a_function_defined_twice_nothing_is_said_if_it_is_right(run: Run) -> None:
    outcomes = run(f"def half(x): return x\n{RIGHT['half']}\n{BUILT}")
    assert [outcome.notes for outcome in outcomes.values()] == [(), (), ()]


def test_right_work_is_judged_once_with_its_own_helpers(run: Run, course: Arithmetic) -> None:
    outcomes = run(RIGHT["half"] + "\n" + BUILT)
    assert {outcome.graded_with for outcome in outcomes.values()} == {"own"}
    assert course.asked == []


def test_only_what_is_broken_by_itself_is_replaced(run: Run, course: Arithmetic) -> None:
    run(BROKEN["wrong"] + BUILT)
    assert course.asked == [("quarter", ("half",)), ("eighth", ("half",))]
    course.asked.clear()
    run(RIGHT["half"] + "\ndef quarter(x): return x\ndef eighth(x): return half(quarter(x))")
    assert course.asked == [("eighth", ("quarter",))], "what is wrong builds on nothing broken"


def test_what_is_wrong_by_itself_stays_wrong(run: Run) -> None:
    outcomes = run(BROKEN["wrong"] + "def quarter(x): return half(x)\ndef eighth(x): return x / 8")
    assert [outcome.score for outcome in outcomes.values()] == [0, 0, 1]
    assert outcomes["quarter"].graded_with == "own", "the course's helper earned no more"
    assert outcomes["quarter"].notes == FIRST_HALF


def test_a_name_for_something_else_needs_no_other_explanation(run: Run) -> None:
    outcomes = run(
        "def half(x): return x / 2\nclass Half:\n    def __call__(self): pass\nhalf = Half()"
    )
    assert "half means an object of type Half" in outcomes["half"].checks[0].message
    assert (outcomes["half"].mistakes, outcomes["half"].notes) == ((), ())


def test_helpers_that_are_not_graded_are_judged_quietly(run: Run, course: Arithmetic) -> None:
    told: list[str] = []
    outcomes = run(BROKEN["wrong"] + BUILT, only=["eighth"],
                   progress=lambda exercise, outcome: told.append(exercise.name))  # fmt: skip
    assert list(outcomes) == ["eighth"]
    assert outcomes["eighth"].score == 1
    assert told == ["eighth"]
    assert course.asked[-1] == ("eighth", ("half",))


def test_a_helper_that_no_one_grades_is_replaced_if_it_is_not_there(
    grader: Grader, course: Arithmetic, assignment_of: Callable[..., Assignment]
) -> None:
    (lone,) = assignment_of({"quarter": [quarters]}).exercises
    chosen = Assignment("small", "small", (replace(lone, uses=("half",)),))
    for source, names in (("", [("quarter", ("half",))]), (BROKEN["wrong"], [])):
        course.asked.clear()
        with grader.server.load("a.py", (source + BUILT).encode()) as submission:
            run_assignment(chosen, submission, "ab" * 16, course=course)
        assert course.asked == names


def test_without_helpers_one_is_told_what_to_mend_first(run: Run) -> None:
    outcomes = run(BROKEN["wrong"] + BUILT, course=NoHelpers())
    assert [outcome.score for outcome in outcomes.values()] == [0, 0, 0]
    assert outcomes["quarter"].notes == FIRST_HALF


def test_a_submission_that_keeps_helpers_out_keeps_its_own_result(run: Run) -> None:
    spoilt = "import autograder.worker.serve\nautograder.worker.serve.adopt = None\n"
    outcomes = run(spoilt + BROKEN["wrong"] + BUILT)
    assert [outcome.score for outcome in outcomes.values()] == [0, 0, 0]


def test_the_process_of_an_exercise_never_holds_its_answer(run: Run) -> None:
    """It looks through all it can reach for a function of the course by its own name."""
    spy = """
import gc, types
def half(x): return x / 3
def quarter(x):
    found = [f for f in gc.get_objects() if isinstance(f, types.FunctionType)
             and f.__code__.co_filename == "<course>"]
    assert "quarter" not in [f.__name__ for f in found]
    return half(half(x)) if found else 0
def eighth(x): return half(quarter(x))
"""
    outcomes = run(spy)
    assert outcomes["quarter"].graded_with == "reference"
    assert outcomes["quarter"].score == 1


def lifted_halves(student: Any, draw: Any) -> None:
    expect_number(student.average(4.0, 8.0), 7.0)


def totals(student: Any, draw: Any) -> None:
    expect_number(student.total(4.0, 8.0), 12.0)


def lifts(student: Any, draw: Any) -> None:
    expect_number(student.lift(4.0), 5.0)


class Averages(Arithmetic):
    """A course whose last function builds on three others."""

    texts = {  # noqa: RUF012
        "total": "def total(x, y): return x + y",
        "half": RIGHT["half"],
        "lift": "def lift(x): return x + 1",
    }

    def helpers(self, exercise: Exercise, names: Collection[str]) -> Helpers | None:
        self.asked.append((exercise.name, tuple(names)))
        return Helpers(tuple(names), "\n".join(self.texts[name] for name in names))


@pytest.fixture
def averages() -> Averages:
    return Averages()


@pytest.fixture
def average(
    grader: Grader, averages: Averages, assignment_of: Callable[..., Assignment]
) -> Callable[[str], ExerciseOutcome]:
    """The outcome of the function that builds on the others."""
    checks = {"total": [totals], "half": [halves], "lift": [lifts],
              "average": [lifted_halves, quietly]}  # fmt: skip
    plain = assignment_of(checks)
    *parts, last = plain.exercises
    chosen = replace(plain, exercises=(*parts, replace(last, uses=("total", "half", "lift"))))

    def outcome(source: str) -> ExerciseOutcome:
        with grader.server.load("a.py", source.encode()) as submission:
            return run_assignment(chosen, submission, "ab" * 16, course=averages)[-1]

    return outcome


def quietly(student: Any, draw: Any) -> None:
    student.average(4.0, 8.0)


Average = Callable[[str], ExerciseOutcome]
EVERY = ("total", "half", "lift")
MEAN = "def total(x, y): return (x + y) / 2\ndef half(x): return x\n"  # right together
WITHOUT_HALF = MEAN + "def average(x, y): return lift(total(x, y))\n"


def test_of_several_broken_ones_only_those_at_fault_are_replaced(
    average: Average, averages: Averages
) -> None:
    outcome = average(WITHOUT_HALF + "def lift(x): return x + 3")
    assert outcome.score == 2
    assert outcome.notes == ("Graded with the course's lift, because yours does not work yet.",)
    tries = [names for _name, names in averages.asked]
    assert tries == [EVERY, ("total",), ("half",), ("lift",)]


def test_at_last_all_that_it_builds_on_is_replaced(run: Run, course: Arithmetic) -> None:
    """One caller mends what half breaks: neither half suits both that caller and the next one."""
    mends = "def quarter(x): return half(half(x)) * 9 / 4\ndef eighth(x): return half(quarter(x))"
    outcomes = run(BROKEN["wrong"] + mends)
    assert [outcome.score for outcome in outcomes.values()] == [0, 1, 1]
    assert course.asked == [("eighth", ("half",)), ("eighth", ("quarter", "half"))]
    expected = "Graded with the course's quarter and half, because your half does not work yet."
    assert outcomes["eighth"].notes == (expected,)


@pytest.mark.parametrize("lift", ["raise NotImplementedError", "os._exit(0)"])
def test_what_nothing_can_build_on_is_always_replaced(
    average: Average, averages: Averages, lift: str
) -> None:
    assert average(f"{WITHOUT_HALF}import os\ndef lift(x): {lift}").score == 2
    assert [names for _name, names in averages.asked] == [EVERY, ("lift",)]


def test_nothing_is_tried_again_that_says_the_same(average: Average, averages: Averages) -> None:
    source = "def total(x, y): return x\ndef half(x): return x\ndef lift(x): return x\n"
    assert average(source + "def average(x, y): return 0.5 + unknown").score == 0
    assert [names for _name, names in averages.asked] == [EVERY]


def test_no_exception_is_explained_that_comes_of_the_courses_helpers(average: Average) -> None:
    source = """
class Sum:
    def __init__(self, total): self.total = total
def total(x, y): return Sum(x + y)
def half(x): return x / 2
def lift(x): return x + 1
def average(x, y): return half(total(x, y).total)
"""
    outcome = average(source)
    assert outcome.score == 1
    assert outcome.mistakes == ()
    assert outcome.notes == ("It builds on total: first make that pass its own checks.",)
