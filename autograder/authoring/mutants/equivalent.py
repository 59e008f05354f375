"""Mutants that lose no points and should not: by what the exercise asks they are right answers.

They stand in equivalent.toml by reason, each with its line, so that an edit of a solution which
gives an id to another change is noticed.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from autograder.authoring.mutants.mutant import Mutant


@cache
def equivalents() -> dict[tuple[str, str], str]:
    """The reason of each, by id and line."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {
        (id_, line): group["reason"]
        for group in tomllib.loads(text)["group"]
        for id_, line in group["mutants"].items()
    }


def reason(mutant: Mutant) -> str:
    """Why the mutant is as good as the solution; '' if nothing is known of that."""
    return equivalents().get((mutant.id, mutant.line), "")
