"""What the terminal shows."""

from dataclasses import replace

from rich.console import Console

from autograder.outcome import CheckOutcome, ExerciseOutcome, Mistake, Status, Verdict
from autograder.report.console import summary_view, verdict_view


def rendered(view: object) -> str:
    console = Console(width=100, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def verdict(*checks: CheckOutcome, name: str = "alice") -> Verdict:
    return Verdict("loss_functions", name, "0" * 64, "ab", "process", "fashion-mnist", {}, 0.5,
                   (ExerciseOutcome("l1_loss", checks),))  # fmt: skip


PASSED = CheckOutcome("values", Status.PASSED, 1.0, 1.0)
FAILED = CheckOutcome("gradient", Status.FAILED, 0.0, 2.0, "[bold]off[/bold] by 3")
BROKEN = CheckOutcome("gradient", Status.INTERNAL, None, 2.0, "a fault of the grader")


def test_failed_checks_are_shown_with_their_message_as_plain_text() -> None:
    said = rendered(verdict_view(verdict(PASSED, FAILED)))
    assert "1/3" in said
    assert "✓ ✗" in said
    assert "[bold]off[/bold] by 3" in said, "markup in a message is text"


def test_a_fault_of_ours_shows_no_score() -> None:
    said = rendered(verdict_view(verdict(PASSED, BROKEN)))
    assert "?/3" in said
    assert "a fault of the grader" in said


def test_one_cause_is_told_once() -> None:
    same = [CheckOutcome(name, Status.ERROR, 0.0, 1.0, "not JSON") for name in "ab"]
    assert rendered(verdict_view(verdict(*same))).count("not JSON") == 1


def test_the_summary_has_a_line_for_everyone() -> None:
    missing = CheckOutcome("values", Status.MISSING, 0.0, 1.0, "not implemented yet")
    said = rendered(summary_view([verdict(PASSED), verdict(missing, name="bob [x]")]))
    assert "alice" in said
    assert "bob [x]" in said
    assert "nothing implemented yet" in said


def test_what_was_recognised_is_shown_below_the_checks() -> None:
    failed = CheckOutcome("rows", Status.FAILED, 0.0, 1.0, "too many")
    exercise = ExerciseOutcome(
        "softmax", (failed,), mistakes=(Mistake("softmax.x", "It [adds] up.", "Why?"),),
        notes=("Graded with the course's net.",),
    )  # fmt: skip
    text = rendered(verdict_view(replace(verdict(failed), exercises=(exercise,))))
    assert text.index("too many") < text.index("It [adds] up. Why?")
    assert text.index("Why?") < text.index("Graded with the course's net.")


def test_a_note_is_shown_of_what_is_not_there_too() -> None:
    missing = CheckOutcome("rows", Status.MISSING, 0.0, 1.0, "not implemented yet")
    exercise = ExerciseOutcome("softmax", (missing,), notes=("The last definition counts.",))
    text = rendered(verdict_view(replace(verdict(missing), exercises=(exercise,))))
    assert text.index("not implemented yet") < text.index("The last definition counts.")
