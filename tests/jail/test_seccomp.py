"""Without a filter of system calls there is no jail, and both who grades and the doctor say so."""

from __future__ import annotations

import platform

import pytest

from autograder import doctor
from autograder.errors import JailError
from autograder.jail import bubblewrap, seccomp
from autograder.jail.bubblewrap import Walls
from autograder.jail.client import ForkServer


@pytest.fixture(params=["riscv64", "ppc64le", "armv7l", "i686", ""])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    return str(request.param)


def test_there_is_no_program_for_another_processor(machine: str) -> None:
    with pytest.raises(JailError) as caught:
        seccomp.program()
    assert f"({machine})" in caught.value.message
    assert "x86_64 or aarch64" in caught.value.cure


@pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here")
def test_no_jail_is_built_on_another_processor(machine: str) -> None:
    with pytest.raises(JailError, match="no filter of system calls"):
        ForkServer(None, Walls())


@pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here")
def test_the_doctor_names_the_filter_and_the_jail_that_lacks_it(machine: str) -> None:
    filter_, jail = doctor._filter(), doctor._jail()
    assert not filter_.is_well
    assert "x86_64 or aarch64" in filter_.cure
    assert not jail.is_well
    assert "no filter of system calls" in jail.detail


@pytest.mark.parametrize("name", ["x86_64", "aarch64"])
def test_a_program_is_whole_instructions_that_jump_within_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: name)
    program = seccomp.program()
    assert len(program) % 8 == 0
    lines = [program[n : n + 8] for n in range(0, len(program), 8)]
    for number, line in enumerate(lines):
        assert number + 1 + max(line[2:4]) < len(lines) or line[0] == 0x06
