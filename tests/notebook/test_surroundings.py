"""What a check borrows from a kernel it gives back, and it can always be stopped."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import threading
import warnings
from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import pyplot

from autograder.notebook.surroundings import MAX_LINES, Printed, State, nothing_shown, within


def test_inside_all_is_as_it_was_when_it_was_taken_and_afterwards_as_before() -> None:
    taken = State.now()
    expected = random.random(), np.random.rand(), torch.rand(1)  # noqa: NPY002
    with taken.in_force():
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        torch.set_grad_enabled(False)
        torch.set_num_threads(taken.threads + 1)
        warnings.simplefilter("ignore")
        for generator in (random.seed, np.random.seed, torch.manual_seed):
            generator(1)
        changed = State.now()
        with taken.in_force():
            assert (random.random(), np.random.rand(), torch.rand(1)) == expected  # noqa: NPY002
            assert is_same(replace(State.now(), **generators(taken)), taken)
        assert is_same(State.now(), changed)
        assert torch.zeros(1).is_meta
    assert State.now().settings == taken.settings
    assert State.now().warnings == taken.warnings
    assert torch.get_num_threads() == taken.threads
    assert torch.rand(1).device.type == "cpu"


def generators(state: State) -> dict[str, Any]:
    return {name: value for name, value in vars(state).items() if name.endswith("generator")}


def is_same(one: State, other: State) -> bool:
    return repr(one) == repr(other)


def test_the_judges_settings_are_those_torch_starts_with() -> None:
    """Asked in a fresh process: in this one anybody may have changed them."""
    code = (
        "from autograder.notebook.surroundings import SETTINGS\n"
        "assert all(setting.now() == setting.first for setting in SETTINGS)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_a_call_in_time_gives_its_result() -> None:
    assert within(60, lambda: 3) == 3


def test_endless_code_is_stopped_even_if_it_catches_everything() -> None:
    def endless() -> None:
        for _ in range(3):
            with contextlib.suppress(BaseException):
                while True:
                    pass

    with pytest.raises(TimeoutError):
        within(0.01, endless)


def test_an_alarm_that_was_set_before_is_set_again() -> None:
    def handler(number: int, frame: object) -> None:
        pass

    old = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        within(5, lambda: None)
        assert signal.getsignal(signal.SIGALRM) is handler
        assert 5 < signal.getitimer(signal.ITIMER_REAL)[0] <= 1000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def test_what_a_call_raises_is_raised_and_the_alarm_is_off() -> None:
    with pytest.raises(ZeroDivisionError):
        within(1000, lambda: 1 // 0)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_in_another_thread_there_is_no_limit_and_no_error() -> None:
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(within(1, lambda: 3)))
    thread.start()
    thread.join()
    assert results == [3]


def test_only_the_first_lines_printed_are_kept() -> None:
    printed = Printed()
    print("a\tb\x1b[31m", file=printed)
    assert printed.text == "a       b\N{REPLACEMENT CHARACTER}[31m"
    for number in range(10**5):
        print("line", number, file=printed)
    assert len(printed.text.splitlines()) == MAX_LINES + 1
    assert printed.text.endswith("…")
    assert len(printed._text) < 10_000, "an endless loop must not fill the memory"


def test_figures_made_inside_are_closed_and_those_outside_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mpl.rc_context(), monkeypatch.context() as patch:
        shown: list[object] = []
        patch.setattr(pyplot, "show", lambda: shown.append(pyplot.get_fignums()))
        outside = pyplot.figure()
        try:
            with nothing_shown():
                assert pyplot.get_fignums() == []
                pyplot.plot([1, 2])
                pyplot.show()
                pyplot.close("all")
                pyplot.figure()
            assert pyplot.get_fignums() == [outside.number]
            assert pyplot.gcf() is outside
            pyplot.show()
            assert shown == [[outside.number]], "only the one from outside"
        finally:
            pyplot.close(outside)


def test_nothing_is_printed_meanwhile(capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_shown():
        print("inside")
        print("inside", file=sys.stderr)
    print("after")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("after\n", "")
