"""Helpers of the course take the places of a student's: what looks them up finds them, no more."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.wire import Record
from autograder.worker.helpers import adopt


def student(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(source, namespace)  # noqa: S102
    return namespace


def adopted(namespace: dict[str, Any], source: str, *names: str) -> Record:
    return adopt(Record("adopt", {"source": source, "names": list(names)}), namespace)


def test_functions_of_the_submission_meet_the_helper() -> None:
    namespace = student("def half(x): return x\ndef quarter(x): return half(half(x))")
    assert adopted(namespace, "def half(x): return x / 2", "half").kind == "adopted"
    assert namespace["quarter"](8) == 2


def test_a_helper_meets_its_own_helpers_and_constants_only() -> None:
    namespace = student("TWO = 3\ndef half(x): return x\ndef quarter(x): return x")
    text = "TWO = 2\ndef half(x): return x / TWO\ndef quarter(x): return half(half(x))"
    assert adopted(namespace, text, "quarter").kind == "adopted"
    assert namespace["quarter"](8) == 2
    assert (namespace["half"](8), namespace["TWO"]) == (8, 3), "only what was named is replaced"


@pytest.mark.parametrize(
    "source", ["def half(x: return x", "raise SystemExit", "import nowhere", "x = 1"]
)
def test_a_text_that_cannot_be_run_changes_nothing(source: str) -> None:
    namespace = student("def half(x): return x")
    assert adopted(namespace, source, "half").kind == "unadopted"
    assert namespace["half"](8) == 8
