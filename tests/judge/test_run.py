"""Each way a submission can end has its status; none of them is ours to pay, and none is earned."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.jail.replies import Exit
from autograder.judge import given
from autograder.judge.check import Assignment
from autograder.judge.draw import new_seed
from autograder.judge.expect import Wrong, expect, expect_close, expect_number
from autograder.judge.run import internal_message, printable
from autograder.judge.session import Session, shown_fault
from autograder.outcome import Status, Verdict
from autograder.wire import Record

Grade = Callable[..., Verdict]


def doubles(student: Any, draw: Any) -> None:
    X = draw.normal(3, 2)
    expect_close(student.f(X), X.double() * 2)


def again(student: Any, draw: Any) -> None:
    doubles(student, draw)


def one(student: Any, draw: Any) -> None:
    expect_number(student.f(), 1)


def statuses(verdict: Verdict) -> list[str]:
    return [str(check.status) for check in verdict.checks]


ENDINGS = {
    "passed": ("def f(X): return X * 2", "passed", ""),
    "failed": ("def f(X): return X * 3", "failed", "1.5 times"),
    "nothing returned": ("def f(X): X * 2", "failed", "is there a `return`?"),
    "stub": ("def f(X): raise NotImplementedError", "missing", "implemented yet"),
    "half a stub": ("def f(X):\n    X = X * 2\n    raise NotImplementedError", "missing", "not implemented"),
    "no such name": ("def g(X): return X * 2", "missing", "named f"),
    "a number of that name": ("f = 3", "missing", "named f"),
    "named something else later": ("def f(X): return X * 2\nf = f(3)", "missing", "f means an object of type int at the end"),
    "a stub named something else": ("def f(X): pass\nf = 3", "missing", "f means an object of type int at the end"),
    "deleted": ("def f(X): return X * 2\ng = f\ndel f", "missing", "f means nothing at the end"),
    "named a network later": ("import torch\ndef f(X): return X * 2\nf = torch.nn.Linear(7, 1)", "error", "f means an object of type Linear at the end"),
    "a wrapper of its own": ("import functools\ndef f(X): return X @ X\nf = functools.partial(f)", "error", "line 2: `def f(X): return X @ X`)."),
    "empty file": ("", "missing", "named f"),
    "another stub": ("def g(X):\n    raise NotImplementedError\ndef f(X): return g(X)", "error", "line 2: `raise NotImplementedError`"),
    "layer without forward": ("import torch\nclass N(torch.nn.Module): pass\ndef f(X): return N()(X)", "error", "forward"),
    "raised": ("def f(X):\n\n    return X @ X", "error", "(alice.py, line 3: `return X @ X`)"),
    "exit": ("import sys\ndef f(X): sys.exit(0)", "error", "SystemExit: 0"),
    "interrupt": ("def f(X): raise KeyboardInterrupt", "error", "KeyboardInterrupt"),
    "defined too late": ("1 / 0\ndef f(X): return X * 2", "passed", ""),
    "cell raised": ("# %%\n1 / 0\nf = lambda X: X * 2", "error", "ZeroDivisionError"),
    "cell ends the process": ("# %%\nimport os; os._exit(0)\nf = lambda X: X * 2", "error", "ended the Python process"),
    "name of a failed part": ("# %%\nfrom nowhere import scale\n# %%\ndef f(X): return scale(X)", "error", "No module named 'nowhere'"),
    "not run": ("if __name__ == '__main__':\n    def f(X): return X * 2", "missing", "not run when it is graded"),
    "syntax error": ("def f(X: return X * 2", "error", "SyntaxError"),
    "not text": ("def f(X): return X\0", "error", "null character"),
    "hang": ("def f(X):\n    while True: pass", "timeout", "took more than 0.5 s"),
    "sleep": ("import signal\ndef f(X): signal.pause()", "timeout", "took more than 0.5 s"),
    "swallows everything": ("def f(X):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass", "timeout", "took more than"),
    "endless generator": ("def f(X):\n    return [x for x in iter(int, 1)]", "timeout", "took more than"),
    "message without end": ("class E(Exception):\n    def __str__(self):\n        while True: pass\ndef f(X): raise E", "timeout", "took more than"),
    "memory": ("def f(X): raise MemoryError", "memory", "MemoryError"),
    "tensor too large": ("import torch\ndef f(X): return torch.empty(2**60, dtype=torch.uint8)", "memory", "memory"),
    "os._exit(0)": ("import os\ndef f(X): os._exit(0)", "crashed", "exit code 0"),
    "abort": ("import os\ndef f(X): os.abort()", "crashed", "signal 6"),
    "null read": ("import ctypes\ndef f(X): ctypes.string_at(0)", "crashed", "signal 11"),
    "kills the process above": ("import os\ndef f(X):\n    os.kill(os.getppid(), 9)\n    while True: pass", "crashed", "ended"),
    "result too large": ("import torch\ndef f(X): return torch.zeros(2**25)", "protocol", "cannot be taken"),
    "junk on the socket": ("import os, stat\ndef f(X):\n    for fd in range(99):\n        try:\n            if stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, b'junk' * 9)\n        except OSError: pass", "protocol", "wrote where only"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "status", "said"), ENDINGS.values(), ids=ENDINGS)
def test_each_ending_has_its_status(grade: Grade, source: str, status: str, said: str) -> None:
    seconds = 0.5 if status == "timeout" else 20.0
    verdict = grade(source, {"f": [doubles]}, seconds=seconds)
    (check,) = verdict.checks
    assert check.status == status, check.message
    assert said in check.message
    assert check.points == verdict.score == (1.0 if status == "passed" else 0.0)
    assert check.message.isprintable()
    assert (status == "passed") == (check.message == "")


@pytest.mark.parametrize(
    ("ending", "status"),
    [("os._exit(1)", "crashed"), ("os.abort()", "crashed"), ("wire.encode = None", "crashed"),
     ("while True: pass", "timeout"), ("raise ValueError", "error"),
     ("[os.write(fd, b'junk' * 9) for fd in range(3, 99) if is_socket(fd)]", "protocol")],
)  # fmt: skip
def test_a_check_that_follows_a_disaster_is_judged_by_itself(
    grade: Grade, ending: str, status: str
) -> None:
    source = f"""
import os, stat
from autograder import wire
def is_socket(fd):
    try: return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError: return False
def f(n):
    if n == 1:
        {ending}
    return n
"""

    def disaster(student: Any, draw: Any) -> None:
        student.f(1)

    def right(student: Any, draw: Any) -> None:
        expect_number(student.f(2), 2)

    verdict = grade(source, {"f": [disaster, right]}, seconds=2.0 if status == "timeout" else 20.0)
    assert statuses(verdict) == [status, "passed"]


def test_an_exercise_does_not_see_what_another_did(grade: Grade) -> None:
    source = """
import torch
def f():
    torch.softmax = torch.exp = None
    globals()["g"] = None
    return 1
def g(): return 1 if torch.softmax else 0
"""

    def other(student: Any, draw: Any) -> None:
        expect_number(student.g(), 1)

    assert statuses(grade(source, {"f": [one, one], "g": [other]})) == ["passed"] * 3


def test_checks_without_time_left_are_skipped_and_say_so(grade: Grade) -> None:
    def hang(student: Any, draw: Any) -> None:
        student.f()

    verdict = grade("def f():\n    while True: pass", {"f": [hang] * 4}, seconds=0.3)
    first, *_, last = verdict.checks
    assert (first.status, last.status) == ("timeout", "skipped")
    assert set(statuses(verdict)) == {"timeout", "skipped"}
    assert "used up the time of f" in last.message
    assert verdict.score == 0


@pytest.mark.parametrize(
    ("ending", "status"),
    [(Exit(-9, 3.1), "timeout"), (Exit(-24, 2.4), "timeout"), (Exit(-11, 3.1), "crashed"), (Exit(-9, 0.5), "crashed"), (Exit(None, 0.0), "crashed"), (None, "crashed")],
)  # fmt: skip
def test_processor_time_tells_a_time_out_from_a_crash(
    assignment_of: Callable[..., Assignment], ending: Exit | None, status: str
) -> None:
    (exercise,) = assignment_of({"f": [doubles]}, 1.5).exercises
    assert Session(None, exercise)._dead(ending).status == status  # type: ignore[arg-type]


# ---------------------------------------------------------------- our own faults
def test_an_exception_of_a_check_costs_nobody_a_point(grade: Grade) -> None:
    def broken(student: Any, draw: Any) -> None:
        student.f()
        raise ZeroDivisionError("secret expected value 0.123")

    verdict = grade("def f(): return 1", {"f": [one, broken, one], "g": [one]})
    assert statuses(verdict) == ["passed", "internal", "passed", "missing"]
    assert verdict.checks[1].points is None
    assert verdict.score is None
    assert verdict.exercises[1].score == 0
    assert "ZeroDivisionError" in verdict.checks[1].message
    assert "0.123" not in verdict.checks[1].message


@pytest.mark.parametrize(
    "error", [RecursionError, MemoryError, AssertionError, OSError, TimeoutError]
)
def test_whatever_a_check_raises_is_internal(grade: Grade, error: type[Exception]) -> None:
    def broken(student: Any, draw: Any) -> None:
        raise error

    assert statuses(grade("def f(): return 1", {"f": [broken]})) == ["internal"]


def test_the_message_of_an_internal_fault_has_no_path() -> None:
    with pytest.raises(ValueError) as caught:
        raise ValueError("/home/secret")
    assert "/" not in internal_message(caught.value)
    assert "?" in internal_message(ValueError())


# ---------------------------------------------------------------- hostile replies
EVERYTHING = """
import torch
from autograder.wire import Record
import autograder.worker.serve as theirs

RIGHT = {"value": 1, "exhausted": True, "has_graph": True, "reseeded": False, "grad_enabled": True,
         "steps": [3, {"items": [], "exhausted": True}, {"items": []}, ["Box"], []], "gradients": {"0": torch.ones(2)},
         "after": {"0": Record("state", {"value": torch.ones(2), "grad": None, "is_leaf": True, "requires_grad": True})},
         "traces": {"1": [[torch.ones(2)]]}}
JUNK = [None, True, 2**63 - 1, -1.5, float("nan"), "x" * 100_000, b"x" * 100_000, [], (), {}, [[[]]], {"0": None},
        {"0": {"0": 0}}, [None] * 4, [1] * 50_000, torch.ones(2), torch.tensor([True, False]), torch.ones(2, dtype=torch.complex64),
        torch.empty(2**20, 0), Record("state"), Record("state", {"value": Record("opaque", {"type": torch.ones(3)})}),
        Record("fault"), Record("returned"), Record("fault", {"type": 1, "message": 2, "line": 3, "place": 4, "source": 5, "is_own": torch.ones(2)}),
        "\\x1b[31m\\u202e"]
FAULT = {"type": "ValueError", "message": "m", "line": 1, "place": "p", "source": "s", "function": "f", "is_own": False}
REPLIES = [Record("returned", {**RIGHT, key: junk}) for key in RIGHT for junk in JUNK]
REPLIES += [Record("returned", {k: v for k, v in RIGHT.items() if k != key}) for key in RIGHT]
REPLIES += [Record("raised", {"fault": junk}) for junk in JUNK] + [Record("raised")]
REPLIES += [Record("raised", {"fault": Record("fault", {**FAULT, key: junk})}) for key in FAULT for junk in JUNK]
REPLIES += [Record("raised", {"fault": Record("fault", {k: v for k, v in FAULT.items() if k != key})}) for key in FAULT]
REPLIES += [Record(kind, {"name": junk, "reason": junk, "type": junk}) for kind in ("absent", "unsendable") for junk in JUNK]
REPLIES += [Record(kind) for kind in ("absent", "unsendable", "passed", "", "internal", "x" * 100_000)]
REPLIES += [Record("passed", {"status": "passed", "points": 1.0})]
theirs.answer = lambda request, namespace, datasets: REPLIES[request["arguments"][0]]
def f(): pass
def g(n): return n
"""
HOW_MANY = """
theirs.answer = lambda *_: Record("returned", {**RIGHT, "value": len(REPLIES), "steps": []})
"""


@pytest.mark.slow
def test_hostile_replies_are_neither_earned_nor_ours(grade: Grade) -> None:
    """Every field of every kind of reply, replaced by junk, sent by the submission itself."""
    counts: list[int] = []

    def count(student: Any, draw: Any) -> None:
        counts.append(int(expect_number(student.f())))

    grade(EVERYTHING.replace("def f(): pass", "def f(): return 1") + HOW_MANY, {"f": [count]})

    def asks_for_everything(number: int) -> Any:
        def check(student: Any, draw: Any) -> None:
            w = given.leaf(torch.ones(2))
            update = given.updater([w], 0.1)
            looks = given.collect(3), given.first(3), given.classes_of(), given.axes()
            steps = [given.length(), *looks]
            call = student.g.call(
                number, w, update, cotangent=torch.ones(2), collect=3, steps=steps
            )
            expect_number(call.value, 1)
            expect_close(call.after(w).value, torch.ones(2).double())
            expect(call.after(w).requires_grad, "", "")
            expect_close(call.gradient(w), torch.ones(2).double())
            ((parameter,),) = call.trace(update) or [[None]]
            expect_close(parameter, torch.ones(2).double())
            expect(call.exhausted and call.has_graph and not call.reseeded, "", "")
            expect(call.steps[0] == 3 and not call.steps[1]["items"], "", "")
            expect(not call.steps[2]["items"], "", "")
            raise Wrong("all fields were right", "")

        check.__name__ = f"reply_{number}"
        return check

    verdict = grade(
        EVERYTHING, {"g": [asks_for_everything(n) for n in range(counts[0])]}, seconds=60
    )
    assert len(verdict.checks) > 400
    for outcome in verdict.checks:
        assert outcome.status in ("failed", "error", "missing", "protocol", "memory"), outcome
        assert outcome.points == 0
        assert outcome.message.isprintable()
        assert len(outcome.message) < 2500


def test_a_submission_cannot_make_its_own_answer_a_pass(grade: Grade) -> None:
    source = """
import torch
torch.allclose = torch.equal = lambda *_, **__: True
torch.Tensor.__eq__ = lambda *_: True
torch.Tensor.__le__ = lambda *_: torch.ones(1, dtype=torch.bool)
import builtins
builtins.abs = lambda x: 0
def f(X): return X * 3
"""
    assert statuses(grade(source, {"f": [doubles]})) == ["failed"]


SUBCLASS = """
import torch
class Right(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        {body}
def f(X): return (X * 3).as_subclass(Right)
"""


@pytest.mark.parametrize(
    "body", ["return True", "raise SystemExit", "return args[0]", "return None"]
)
def test_a_tensor_subclass_gains_nothing(grade: Grade, body: str) -> None:
    verdict = grade(SUBCLASS.format(body=body), {"f": [doubles]})
    assert verdict.checks[0].status in ("failed", "error", "protocol")


HOSTILE_FAULTS = (
    "[1]",
    "5",
    "[Record('fault')]",
    "[Record('x', {'type': torch.ones(2), 'line': torch.ones(2)})]",
    "None",
)


@pytest.mark.parametrize("faults", HOSTILE_FAULTS)
def test_forged_faults_of_the_loading_stop_nobody(grade: Grade, faults: str) -> None:
    source = f"""
import torch
from autograder.wire import Record
import autograder.worker.load as theirs
theirs.Record = lambda kind, fields: Record(kind, {{"stubs": [], "names": [], "faults": {faults}}})
def f(X): return X * 2
"""
    (check,) = grade(source, {"f": [doubles]}).checks
    assert check.status in ("error", "missing")
    assert check.message.isprintable()


# ---------------------------------------------------------------- messages
def test_messages_give_no_drawn_number_away(grade: Grade) -> None:
    drawn: list[float] = []

    def check(student: Any, draw: Any) -> None:
        number, X = draw.number(10, 99), draw.normal(2, 2)
        drawn.extend([number, *X.flatten().tolist()])
        expect_close(student.f(X, number, [number]), X.double() * number, what="P")

    for reveal in (False, True):
        drawn.clear()
        verdict = grade(
            "def f(X, n, m): return X + n", {"f": [check]}, reveal=reveal, seed="ab" * 16
        )
        message = verdict.checks[0].message
        assert verdict.checks[0].status == "failed"
        found = [number for number in drawn if f"{number:.4g}" in message]
        assert bool(found) is reveal
        assert ("For example" in message) is reveal


def test_the_same_seed_gives_the_same_verdict(grade: Grade) -> None:
    source = "import torch\ndef f(X): return X * 2 + (torch.rand(()) < 0.5) + X.sum()"

    def outcome(**options: Any) -> tuple[Any, ...]:
        (check,) = grade(source, {"f": [doubles]}, reveal=True, **options).checks
        return check.status, check.message

    seeds = [new_seed() for _ in range(5)]
    outcomes = [outcome(seed=seed) for seed in seeds]
    assert len(set(outcomes)) == 5
    assert [outcome(seed=seed) for seed in seeds] == outcomes


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\n\tb  c", "a b c"),
        ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"),
        ("a\u202eb\u2066c\u200f", "a\ufffdb\ufffdc\ufffd"),
        ("nul\0 \x7f\x9b", "nul\ufffd \ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("Grüße 数学 ✓", "Grüße 数学 ✓"),
        (None, ""),
        (torch.ones(3), ""),
    ],
)
def test_only_visible_characters_are_printed(text: Any, clean: str) -> None:
    assert printable(text) == clean


def test_no_control_character_of_all_is_printed() -> None:
    every = "".join(map(chr, range(0x110000)))
    shown = printable(every, limit=0x110000)
    assert shown.isprintable()
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def test_long_text_is_cut() -> None:
    assert len(printable("x" * 10**7)) == 600
    assert printable("x" * 10**7).endswith("…")
    assert printable("x" * 600) == "x" * 600


def test_a_fault_is_shown_whatever_its_fields_are() -> None:
    assert shown_fault(Record("fault")) == ""
    fields = {"type": "E", "message": "m", "line": 3, "place": "p", "source": "s"}
    assert shown_fault(Record("fault", fields)) == "E: m (p, line 3: `s`)"
    for name in fields:
        for junk in (None, 1, torch.ones(2), [1], "\x1b", -1):
            assert shown_fault(Record("fault", fields | {name: junk})).isprintable()


def test_progress_is_told_check_by_check(grade: Grade) -> None:
    told: list[tuple[str, str, Status]] = []
    verdict = grade(
        "def f(X): return X * 2",
        {"f": [doubles, again], "g": [doubles]},
        progress=lambda exercise, outcome: told.append(
            (exercise.name, outcome.name, outcome.status)
        ),
    )
    assert [name for name, _, _ in told] == ["f", "f", "g"]
    assert [status for *_, status in told] == [check.status for check in verdict.checks]


def test_only_the_exercises_asked_for_are_run(grade: Grade) -> None:
    verdict = grade("def f(X): return X * 2", {"g": [doubles], "f": [doubles]}, only=["f"])
    assert [exercise.name for exercise in verdict.exercises] == ["f"]
