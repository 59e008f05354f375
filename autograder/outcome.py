"""What grading found: frozen results, and the JSON form of the verdict file (schema 1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SCHEMA = 1


class Status(StrEnum):
    """How one check ended. Only `PASSED` earns points; `INTERNAL` neither earns nor costs any."""

    PASSED = "passed"
    FAILED = "failed"  # the answer is wrong
    MISSING = "missing"  # stub untouched, or no such name in the submission
    ERROR = "error"  # the student's code raised
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"  # the process ended before it answered
    FORBIDDEN = "forbidden"
    PROTOCOL = "protocol"  # the process answered with something that is no answer
    SKIPPED = "skipped"
    INTERNAL = "internal"  # our own fault: needs a regrade


@dataclass(frozen=True)
class CheckOutcome:
    name: str
    status: Status
    points: float | None  # None only when the status is INTERNAL
    max_points: float
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Mistake:
    """A misunderstanding recognised by its replies."""

    id: str
    message: str
    hint: str


@dataclass(frozen=True)
class ExerciseOutcome:
    name: str
    checks: tuple[CheckOutcome, ...]
    graded_with: str = "own"  # or "reference": helpers of the course stood in for broken ones
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[str, ...] = ()  # how it was graded, where that is not as usual

    @property
    def max_score(self) -> float:
        return sum(check.max_points for check in self.checks)

    @property
    def score(self) -> float | None:
        return total(check.points for check in self.checks)


@dataclass(frozen=True)
class Verdict:
    """One submission's result. `score` is None when a fault of ours asks for a regrade."""

    assignment: str
    submission: str
    sha256: str
    seed: str
    isolation: str  # "jail" or "process"
    dataset: str
    versions: dict[str, str]
    seconds: float
    exercises: tuple[ExerciseOutcome, ...]

    @property
    def max_score(self) -> float:
        return sum(exercise.max_score for exercise in self.exercises)

    @property
    def score(self) -> float | None:
        return total(exercise.score for exercise in self.exercises)

    @property
    def checks(self) -> tuple[CheckOutcome, ...]:
        return tuple(check for exercise in self.exercises for check in exercise.checks)


def total(points: Any) -> float | None:
    """The sum, or None as soon as one part is None: a part that needs a regrade taints all."""
    parts = list(points)
    return None if any(part is None for part in parts) else sum(parts)


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict file's content as plain JSON types."""
    head = {"schema": SCHEMA} | {k: v for k, v in asdict(verdict).items() if k != "exercises"}
    head["seconds"] = round(verdict.seconds, 4)
    return head | {
        "score": verdict.score,
        "max_score": verdict.max_score,
        "exercises": [_exercise_to_json(exercise) for exercise in verdict.exercises],
    }


def _exercise_to_json(exercise: ExerciseOutcome) -> dict[str, Any]:
    checks = [asdict(check) for check in exercise.checks]
    for check in checks:
        check["status"] = str(check["status"])
        check["seconds"] = round(check["seconds"], 4)
    return {
        "name": exercise.name,
        "score": exercise.score,
        "max_score": exercise.max_score,
        "graded_with": exercise.graded_with,
        "checks": checks,
        "mistakes": [asdict(mistake) for mistake in exercise.mistakes],
        "notes": list(exercise.notes),
    }


def from_json(data: dict[str, Any]) -> Verdict:
    """The verdict a file holds; ValueError when it is of another schema."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"verdict schema {data.get('schema')!r}; this version reads {SCHEMA}")
    exercises = tuple(
        ExerciseOutcome(
            exercise["name"],
            tuple(
                CheckOutcome(**check | {"status": Status(check["status"])})
                for check in exercise["checks"]
            ),
            exercise["graded_with"],
            tuple(Mistake(**mistake) for mistake in exercise["mistakes"]),
            tuple(exercise.get("notes", ())),  # files written before there were any
        )
        for exercise in data["exercises"]
    )
    derived = {"schema", "score", "max_score", "exercises"}
    head = {key: value for key, value in data.items() if key not in derived}
    return Verdict(**head, exercises=exercises)
