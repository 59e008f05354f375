"""What the terminal shows."""

from rich.console import Console

from autograder.outcome import CheckOutcome, ExerciseOutcome, Status, Verdict
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
