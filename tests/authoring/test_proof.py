"""The proof holds for the course, and does not hold where it must not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.authoring.proof import SEED, mistake_fault, prove
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import mistakes
from autograder.grading import Grader

ROOT = Path(__file__).parents[2]
OF_THE_MISSION = ("synthetic_data", "data_iter", "sgd", "softmax", "cross_entropy", "accuracy",
                  "train_linreg", "train_epoch", "train")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_course_is_proved(name: str) -> None:
    failures = [step for step in prove(ROOT, [name]) if step.failure]
    assert failures == []


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_mistakes(name: str) -> None:
    known = [mistake.exercise for mistake in mistakes(name)]
    assert len({mistake.id for mistake in mistakes(name)}) == len(known)
    for exercise in assignment(name).exercises:
        assert known.count(exercise.name) >= (2 if exercise.name in OF_THE_MISSION else 1)
    assert set(known) <= {exercise.name for exercise in assignment(name).exercises}


def test_a_message_that_shows_a_drawn_value_breaks_it(grader: Grader) -> None:
    (known,) = (each for each in mistakes("softmax_regression") if each.id == "accuracy.misses")
    wrong = known.planted_in((ROOT / "solutions" / "softmax_regression.py").read_text()).encode()
    lesson, only = assignment("softmax_regression"), ["accuracy"]
    for reveal, failure in ((False, ""), (True, "shows a drawn value")):
        verdict = grader.grade(lesson, "a.py", wrong, only=only, seed=SEED, reveal=reveal)
        assert failure in mistake_fault(verdict, known.id)
        assert bool(failure) == bool(mistake_fault(verdict, known.id))


def test_a_wrong_solution_breaks_the_proof(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    path = tmp_path / "solutions" / "loss_functions.py"
    path.write_text(path.read_text() + "\n# %%\ndef l1_loss(y_hat, y):\n    return y_hat\n")
    failed = {step.subject for step in prove(tmp_path, ["loss_functions"]) if step.failure}
    assert "loss_functions: solution" in failed
    assert "loss_functions: stub" in failed, "the stub is not untouched any more"
