"""The comment beside a score: every reason, one line each, as plain text."""

from __future__ import annotations

from autograder.nbgrader_plugin.reasons import reasons, regrade_reason
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status


def outcome(**checks: tuple[Status, str]) -> ExerciseOutcome:
    made = [
        CheckOutcome(name, status, float(status is Status.PASSED), 1.0, message)
        for name, (status, message) in checks.items()
    ]
    return ExerciseOutcome("softmax", tuple(made))


def test_full_marks_need_no_reason() -> None:
    assert reasons(outcome(a=(Status.PASSED, ""), b=(Status.PASSED, ""))) == ""


def test_each_check_that_was_not_passed_is_a_line_with_its_message() -> None:
    slow = (Status.TIMEOUT, "slow")
    text = reasons(outcome(a=(Status.PASSED, ""), b=(Status.FAILED, "7 came"), c=slow))
    assert text.splitlines() == [
        "softmax: 1/3 points", "✗ wrong: b (0/1): 7 came", "✗ too slow: c (0/1): slow",
    ]  # fmt: skip


def test_an_untouched_stub_is_one_sentence() -> None:
    missing = (Status.MISSING, "Not implemented yet.")
    assert reasons(outcome(a=missing, b=missing)) == "Not implemented yet."


def test_our_own_fault_asks_for_a_regrade() -> None:
    assert "regrade" in regrade_reason(ValueError("secret"))
    assert "secret" not in regrade_reason(ValueError("secret"))
