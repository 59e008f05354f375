"""The witness sees each wall that is missing, and nothing amiss in a whole jail."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path

import psutil
import pytest

from autograder.errors import JailError
from autograder.jail import bubblewrap, witness
from autograder.jail.bubblewrap import Walls
from autograder.jail.client import ForkServer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here"),
]

# What becomes possible without each wall. Some are doubled: without a user of its own the jail's
# process 1 can be read, whatever else hides it.
MISSED = {
    "files": "read a file of the grader's; write beside the installed packages; read the checks; "
    "share memory through a device",
    "network": "reach the grader's network",
    "processes": "see the grader's process",
    "user": "become root",
    "calls": "open a network socket; make kernel keys; make files of memory; "
    "share memory that is no file",
    "environment": "read the grader's environment",
    "limits": "raise its own limits",
    "hidden_server": "read the server's memory",
}


def test_every_wall_has_its_line() -> None:
    assert set(MISSED) == {wall.name for wall in dataclasses.fields(Walls)}


@pytest.mark.parametrize("wall", MISSED)
def test_without_a_wall_nothing_is_run(wall: str) -> None:
    if wall == "user" and os.geteuid() != 0:
        pytest.skip("only root's jail could become root")
    with pytest.raises(JailError) as caught:
        ForkServer(None, dataclasses.replace(Walls(), **{wall: False}))
    assert all(what in caught.value.message for what in MISSED[wall].split("; "))
    assert "autograder doctor" in caught.value.cure


def test_a_whole_jail_holds() -> None:
    with ForkServer(None, Walls()) as server:
        assert server.isolation == "jail"


def test_whoever_is_stopped_while_the_witness_speaks_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stopped(heard: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(witness, "breaches", stopped)
    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(KeyboardInterrupt):
        ForkServer(None, Walls())
    assert set(psutil.Process().children(recursive=True)) == before
    assert not list(tmp_path.iterdir())


def test_without_bubblewrap_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "executable", lambda: "")
    with pytest.raises(JailError, match="apt-get install bubblewrap"):
        ForkServer(None, Walls())
