"""What the course itself knows of an exercise: right helpers, and its known mistakes by name.

Mistakes are replayed in a fork server of their own, which holds the course's code and no
submission's. It is started when the first exercise has lost points, and keeps each assignment's
text loaded. It needs no jail: everything in it is the course's.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path

from autograder.course.answers import (
    catalogue,
    helper_text,
    preparation,
    signatures,
    variant_name,
)
from autograder.course.catalog import assignment, exercise_names
from autograder.course.mistake import KnownMistake, mistakes
from autograder.course.siblings import siblings_of
from autograder.errors import InternalError
from autograder.jail.client import ForkServer
from autograder.jail.submission import Submission
from autograder.judge.case import Candidate
from autograder.judge.check import Exercise
from autograder.judge.diagnose import diagnose
from autograder.judge.record import Judged
from autograder.judge.session import Helpers
from autograder.messages import _
from autograder.outcome import Mistake


class Reference:
    """A `judge.fair.Course` for the exercises of the catalog; close it after use."""

    def __init__(self, dataset_root: Path) -> None:
        self.dataset_root = dataset_root
        self.server: ForkServer | None = None
        self.loaded: dict[str, Submission] = {}

    def close(self) -> None:
        for submission in self.loaded.values():
            submission.close()
        if self.server is not None:
            self.server.close()
        self.server, self.loaded = None, {}

    def helpers(self, exercise: Exercise, names: Collection[str]) -> Helpers | None:
        home = _home(exercise)
        if not home:
            return None
        known = tuple(e.name for e in assignment(home).exercises if e.name in names)
        return Helpers(known, helper_text(home, known, exercise.name)) if known else None

    def mistakes(self, judged: Judged) -> tuple[Mistake, ...] | None:
        """One known mistake, or two that act together; None if it could not be found out."""
        home = _home(judged.exercise)
        if not home:
            return None
        known = signatures(home)
        candidates = [
            _candidate(each, known.get(each.id))
            for each in mistakes(home)
            if each.exercise == judged.exercise.name
        ]
        try:
            return diagnose(judged, self.source(home), candidates)
        except Exception:  # noqa: BLE001  a name that is not found must not cost anybody the verdict
            self.close()
            return None

    def source(self, home: str) -> Submission:
        """The assignment's right answers and known mistakes, ready to be forked."""
        if self.server is None or not self.server.is_usable:
            self.close()
            self.server = ForkServer(self.dataset_root)
        if home not in self.loaded:
            text = catalogue(home) + preparation(home)
            # It is forked from for as long as there is something to grade.
            source = Submission(
                self.server, "reference.py", text.encode(), waiting_seconds=math.inf
            )
            source.load()
            if source.unreadable or source.faults:
                raise InternalError(
                    _("The known mistakes of {name} cannot be run.").format(name=home)
                )
            self.loaded[home] = source
        return self.loaded[home]


def _home(exercise: Exercise) -> str:
    """The assignment of the catalog that an exercise belongs to; "" for one of somebody else's."""
    home = exercise_names().get(exercise.name, "")
    if not home:
        return ""
    known = {check.name for check in assignment(home).exercise(exercise.name).checks}
    return home if {check.name for check in exercise.checks} <= known else ""


def _candidate(known: KnownMistake, fails: dict[str, list[str]] | None) -> Candidate:
    group = siblings_of(known.id)
    if group is None:
        mistake = Mistake(known.id, _(known.message), _(known.hint))
    else:
        mistake = Mistake(group.ids[0], _(group.message), _(group.hint))
    if fails is None:
        return Candidate(variant_name(known.id), mistake)
    always, by_chance = frozenset(fails["always"]), frozenset(fails["by_chance"])
    return Candidate(variant_name(known.id), mistake, always, by_chance)
