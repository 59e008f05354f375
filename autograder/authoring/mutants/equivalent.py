"""Mutants that lose no points and should not: by what the exercise asks they are right answers."""

from __future__ import annotations

from autograder.authoring.mutants.mutant import Mutant

EQUIVALENT: dict[str, tuple[str, str]] = {}


def reason(mutant: Mutant) -> str:
    """Why the mutant is as good as the solution; '' if nothing is known of that."""
    change, why = EQUIVALENT.get(mutant.id, ("", ""))
    return why if change == mutant.change else ""
