"""Scores add up, a fault of ours taints them, and a verdict file gives back what was written."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from autograder.outcome import (
    CheckOutcome,
    ExerciseOutcome,
    Mistake,
    Status,
    Verdict,
    from_json,
    to_json,
    total,
)

POINTS = st.integers(1, 8).map(lambda quarters: quarters / 4)


@st.composite
def checks(draw: st.DrawFn) -> CheckOutcome:
    status, most = draw(st.sampled_from(Status)), draw(POINTS)
    points = None if status is Status.INTERNAL else most if status is Status.PASSED else 0.0
    seconds = draw(st.integers(0, 10**6)) / 1e4
    return CheckOutcome(
        draw(st.text(max_size=9)), status, points, most, draw(st.text(max_size=9)), seconds
    )


VERDICTS = st.builds(
    Verdict,
    *[st.text(max_size=9)] * 6,
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
    st.integers(0, 10**6).map(lambda n: n / 1e4),
    st.lists(
        st.builds(
            ExerciseOutcome,
            st.text(max_size=9),
            st.lists(checks(), max_size=3).map(tuple),
            st.sampled_from(["own", "reference"]),
            st.lists(st.builds(Mistake, *[st.text(max_size=9)] * 3), max_size=2).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
)


@given(VERDICTS)
def test_a_verdict_file_gives_back_the_verdict(verdict: Verdict) -> None:
    assert from_json(json.loads(json.dumps(to_json(verdict)))) == verdict


@given(VERDICTS)
def test_scores_are_the_sums_of_points(verdict: Verdict) -> None:
    file = to_json(verdict)
    points = [check.points for check in verdict.checks]
    assert verdict.max_score == sum(check.max_points for check in verdict.checks)
    assert verdict.score == (None if None in points else sum(p for p in points if p is not None))
    assert (file["score"], file["max_score"]) == (verdict.score, verdict.max_score)
    assert [e["score"] for e in file["exercises"]] == [e.score for e in verdict.exercises]


def test_a_fault_of_ours_taints_its_exercise_and_the_verdict_only() -> None:
    right = ExerciseOutcome("right", (CheckOutcome("a", Status.PASSED, 1.0, 1.0),))
    ours = ExerciseOutcome(
        "ours",
        (CheckOutcome("a", Status.PASSED, 1.0, 1.0), CheckOutcome("b", Status.INTERNAL, None, 1.0)),
    )
    verdict = Verdict("a", "s", "", "", "process", "", {}, 0.0, (right, ours))
    assert (right.score, ours.score, verdict.score, verdict.max_score) == (1.0, None, None, 3.0)


@pytest.mark.parametrize(("points", "expected"), [([], 0), ([1, 0.5], 1.5), ([1, None], None)])
def test_total(points: list[Any], expected: float | None) -> None:
    assert total(iter(points)) == expected


def test_the_form_of_the_file_is_schema_1() -> None:
    check = CheckOutcome("c", Status.FAILED, 0.0, 1.0, "message", 0.12345)
    exercise = ExerciseOutcome("e", (check,), "reference", (Mistake("e.m", "message", "hint"),))
    versions = {"autograder": "1"}
    verdict = Verdict("a", "s", "sha", "seed", "jail", "data", versions, 1.23456, (exercise,))
    assert to_json(verdict) == {
        "schema": 1, "assignment": "a", "submission": "s", "sha256": "sha", "seed": "seed",
        "isolation": "jail", "dataset": "data", "versions": versions, "seconds": 1.2346,
        "score": 0.0, "max_score": 1.0,
        "exercises": [{
            "name": "e", "score": 0.0, "max_score": 1.0, "graded_with": "reference",
            "checks": [{"name": "c", "status": "failed", "points": 0.0, "max_points": 1.0,
                        "message": "message", "seconds": 0.1235}],
            "mistakes": [{"id": "e.m", "message": "message", "hint": "hint"}],
            "notes": [],
        }],
    }  # fmt: skip


@pytest.mark.parametrize("schema", [None, 0, 2, "1"])
def test_other_schemas_are_refused(schema: Any) -> None:
    with pytest.raises(ValueError, match="schema"):
        from_json({"schema": schema})


def test_an_unknown_status_is_refused() -> None:
    verdict = Verdict("a", "s", "", "", "", "", {}, 0.0, (
        ExerciseOutcome("e", (CheckOutcome("c", Status.PASSED, 1.0, 1.0),)),))  # fmt: skip
    file = to_json(verdict)
    file["exercises"][0]["checks"][0]["status"] = "full marks"
    with pytest.raises(ValueError, match="full marks"):
        from_json(file)


@pytest.mark.parametrize("kind", [CheckOutcome, ExerciseOutcome, Mistake, Verdict])
def test_results_are_frozen(kind: type) -> None:
    assert dataclasses.fields(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
