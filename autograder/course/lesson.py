"""A lesson as a whole: the exercises of its parts, joined in the order they are taught."""

from __future__ import annotations

from autograder.judge.check import Assignment, Register


def lesson(name: str, title: str, *parts: Register) -> Assignment:
    """The assignment that has the exercises of all parts, in this order."""
    whole = Register()
    for part in parts:
        whole.checks |= part.checks
        whole.uses |= part.uses
        whole.forbidden |= part.forbidden
    return whole.assignment(name, title)
