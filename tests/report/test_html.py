"""Feedback as HTML: everything is said, nothing a student wrote is markup, any theme will do."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from nbconvert.filters import clean_html

from autograder.course.catalog import NAMES, assignment
from autograder.outcome import CheckOutcome, ExerciseOutcome, Mistake, Status
from autograder.report.exercise import SIGNS, exercise_text
from autograder.report.html import COLOURS, RED, exercise_html

EVIL = '<script>alert("x")</script> & {{ 7 * 7 }} <img src=x onerror=y>'
BACKGROUNDS = {"JupyterLab light": "#ffffff", "JupyterLab dark": "#111111", "VS Code": "#1e1e1e"}


def outcome(*statuses: Status, message: str = "it is {n}", **fields: object) -> ExerciseOutcome:
    checks = tuple(
        CheckOutcome(
            f"c{n}",
            status,
            {Status.PASSED: 1.0, Status.INTERNAL: None}.get(status, 0.0),
            1.0,
            "" if status is Status.PASSED else message.format(n=n),
        )
        for n, status in enumerate(statuses)
    )
    return ExerciseOutcome("softmax", checks, **fields)  # type: ignore[arg-type]


class Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Collector:
    collector = Collector()
    collector.feed(html)
    collector.close()
    assert not collector.open, "an element was not closed"
    return collector


def words(text: str) -> list[str]:
    return text.split()


def test_a_row_has_sign_word_title_points_and_message() -> None:
    softmax = assignment("softmax_regression").exercise("softmax").checks
    checks = [CheckOutcome(each.name, Status.PASSED, 1.0, 1.0) for each in softmax]
    checks[1] = CheckOutcome(softmax[1].name, Status.FAILED, 0.0, 2.0, "inf came")
    text = parsed(exercise_html(ExerciseOutcome("softmax", tuple(checks)))).text
    for said in (
        f"softmax: {len(checks) - 1}/{len(checks) + 1} points",
        f"✓ passed: {softmax[0].title} (1/1)",
        f"✗ wrong: {softmax[1].title} (0/2)",
        "inf came",
    ):
        assert " ".join(words(said)) in " ".join(words(text))


@pytest.mark.parametrize("place", ["message", "printed", "mistake"])
def test_markup_from_a_student_is_text(place: str) -> None:
    failed = outcome(Status.FAILED, message=EVIL.replace("{", "{{").replace("}", "}}"))
    html = {
        "message": lambda: exercise_html(failed),
        "printed": lambda: exercise_html(outcome(Status.PASSED), EVIL),
        "mistake": lambda: exercise_html(
            outcome(Status.FAILED, mistakes=(Mistake("m", EVIL, EVIL),))
        ),
    }[place]()
    seen = parsed(html)
    assert {tag for tag, _attributes in seen.tags} <= {"div", "span", "strong", "pre"}
    assert EVIL in seen.text


def test_nothing_comes_from_outside_and_nothing_runs() -> None:
    seen = parsed(exercise_html(outcome(*Status), "printed"))
    assert {name for _tag, attributes in seen.tags for name in attributes} == {"class", "style"}
    styles = [attributes.get("style") or "" for _tag, attributes in seen.tags]
    assert not any("url" in style or "background" in style for style in styles)


def test_strict_sanitizing_leaves_all_its_text() -> None:
    html = exercise_html(outcome(*Status), "printed")
    cleaned = clean_html(html)
    assert words(parsed(cleaned).text) == words(parsed(html).text), "no element became text"
    assert "style" not in cleaned


@pytest.mark.parametrize("background", BACKGROUNDS.values(), ids=BACKGROUNDS)
def test_colours_can_be_read_on_light_and_dark(background: str) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for colour in (*COLOURS.values(), RED):
        low, high = sorted((luminance(colour), luminance(background)))
        assert (high + 0.05) / (low + 0.05) > 3.75  # WCAG asks 3 of large and 4.5 of small text


def test_every_status_has_a_sign_and_a_word_of_its_own() -> None:
    assert set(SIGNS) == set(Status)
    assert len({word for _sign, word in SIGNS.values()}) == len(Status)


def test_what_all_checks_say_is_said_once() -> None:
    missing = outcome(Status.MISSING, Status.MISSING, message="Not implemented yet.")
    assert exercise_html(missing).count("Not implemented yet.") == 1


def test_a_fault_of_ours_leaves_the_score_open() -> None:
    assert "?/2 points" in exercise_html(outcome(Status.PASSED, Status.INTERNAL))


def test_what_was_recognised_and_how_it_was_graded_is_told() -> None:
    named = outcome(
        Status.FAILED,
        mistakes=(Mistake("a", "It adds up.", "What is missing?"), Mistake("b", "<b>", "")),
        notes=("Graded with the course's accuracy, because yours do not work yet.",),
    )
    for text in (parsed(exercise_html(named)).text, exercise_text(named)):
        for said in ("It adds up.", "What is missing?", "<b>", "Graded with the course's accuracy"):
            assert said in text


def test_plain_text_says_the_same_as_html() -> None:
    mixed = outcome(Status.PASSED, Status.FAILED, Status.TIMEOUT, message="message {n}")
    html = parsed(exercise_html(mixed, "some output")).text
    for word in re.findall(r"\w+", exercise_text(mixed, "some output")):
        assert word in html.lower() or word in html


def test_every_exercise_of_the_course_has_its_titles() -> None:
    for name in NAMES:
        for exercise in assignment(name).exercises:
            checks = [CheckOutcome(c.name, Status.PASSED, 1.0, 1.0) for c in exercise.checks]
            text = exercise_text(ExerciseOutcome(exercise.name, tuple(checks)))
            assert all(check.title in text for check in exercise.checks)
