"""The fork server: imports what submissions need once, then forks one process per submission.

It stays cold and single-threaded: a process that has run one multi-threaded matrix product leaves
its children waiting for threads that do not exist in them. The environment variables that see to
this are set by whoever starts it, before Python starts (`autograder.jail.client`).
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import psutil

from autograder import wire
from autograder.jail import dataset, witness
from autograder.jail.folders import Folders
from autograder.jail.limits import (
    LOOK_SECONDS,
    has_too_many_sockets,
    limit_submission,
    memory_of_others,
)
from autograder.wire import Record
from autograder.worker.arguments import Batch
from autograder.worker.shell import new_shell
from autograder.worker.submission import die_with_parent, run_submission
from autograder.worker.watch import warm_up

_PR_SET_CHILD_SUBREAPER, _PR_SET_DUMPABLE = 36, 4


def main() -> NoReturn:
    """Entry point of `python -m autograder.jail.server SOCKET DATASET_ROOT RULES MEGABYTES`.

    Rules, separated by commas: "jail" (this runs in one), "own-files" (of which nobody else has
    any), "limits", "hidden". All that runs in a jail may take so many MEGABYTES together.
    """
    sock = socket.socket(fileno=int(sys.argv[1]))
    root, rules, most = sys.argv[2], frozenset(sys.argv[3].split(",")), int(sys.argv[4]) * 2**20
    os.set_inheritable(sock.fileno(), False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a handler is all that process 1 can be sent
    adopt_orphans()
    preload()
    datasets = dataset.offer(Path(root)) if root else {}
    namespace = new_shell().user_ns
    if "hidden" in rules:
        set_dumpable(False)
    gc.collect()
    gc.freeze()
    silence()
    folders = Folders() if "own-files" in rules else None
    started: list[int] = []
    wire.send(sock, 0, Record("ready", {"threads": psutil.Process().num_threads()}))
    were_ended = False
    with contextlib.suppress(wire.ConnectionClosed):
        while True:
            if "limits" in rules and os.getpid() == 1:
                were_ended |= keep_within(most, folders, sock)
            call, request = wire.receive(sock)
            match request.kind:
                case "start":
                    started.append(_start(sock, namespace, datasets, rules))
                    wire.send(sock, call, Record("started", {"pid": started[-1]}))
                case "sweep":
                    sweep(started)
                    is_as_new = folders is None or folders.renew()
                    said = {"ended_for_memory": were_ended, "is_as_new": is_as_new}
                    wire.send(sock, call, Record("swept", said))
                    were_ended = False
                case "witness":
                    _testify(sock, call, request, rules)
                case "probe":
                    wire.send(sock, call, Record("probed", {"can_fork": can_fork()}))
    sweep(started)
    os._exit(0)


def preload() -> None:
    """Import what would otherwise cost each submission a second; nothing that starts a thread."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot
    import torch
    import torch._dynamo  # imported by the first optimizer otherwise: 0.9 s

    import autograder.toolkit
    import autograder.vision  # noqa: F401

    torch.set_num_threads(1)
    warm_up()


def adopt_orphans() -> None:
    """Make processes whose parent died our children, so that none escapes the sweep (Linux)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(is_dumpable: bool) -> None:
    """Whether processes of the same user may look into this one (Linux)."""
    _prctl(_PR_SET_DUMPABLE, int(is_dumpable))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def can_fork() -> bool:
    """Whether this machine has room for one more process."""
    try:
        pid = os.fork()
    except OSError:
        return False
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


def _testify(sock: socket.socket, call: int, request: Record, rules: frozenset[str]) -> None:
    """Let the witness speak from where a submission will be."""
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(Exception):
            become_submission(rules)
            found = witness.report(request["canary"], request["address"])
            wire.send(sock, call, Record("witnessed", {"succeeded": found}))
        os._exit(0)
    os.waitpid(pid, 0)


def become_submission(rules: frozenset[str]) -> None:
    """In a freshly forked process: what holds for every submission from here on."""
    os.setsid()
    die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if "hidden" in rules:
        set_dumpable(True)  # so that it may read what /proc says of itself
    if "limits" in rules:
        limit_submission(jailed="jail" in rules)


def _start(
    control: socket.socket,
    namespace: dict[str, Any],
    datasets: Mapping[str, Batch],
    rules: frozenset[str],
) -> int:
    """Fork a submission process that listens to the socket that comes next; its number."""
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    channel = socket.socket(fileno=descriptors[0])
    pid = os.fork()
    if pid == 0:
        control.close()
        become_submission(rules)
        run_submission(channel, namespace, datasets)
    channel.close()
    return pid


def keep_within(most: int, folders: Folders | None, sock: socket.socket) -> bool:
    """Wait for the next request; end all that runs here if it takes more memory than that.

    So it does with too many files or sockets, which are memory too. Whether that was done; of all
    at once, for single ones could fork on.
    """
    was_done = False
    while not select.select([sock], [], [], LOOK_SECONDS)[0]:
        has_too_many_files = folders is not None and folders.are_too_full()
        if memory_of_others(most) > most or has_too_many_files or has_too_many_sockets():
            _sweep_namespace()
            was_done = True
    return was_done


def sweep(started: list[int]) -> None:
    """Kill every process below this one until none is left.

    As process 1 of a jail one signal reaches them all. Outside, the process groups of the
    submissions go first: a signal to a group reaches all of it at once, so that not even a process
    that forks and exits without end gets away. One that leaves its group each time does.
    """
    if os.getpid() == 1:  # never elsewhere: it would end all that the user runs
        started.clear()
        _sweep_namespace()
        return
    while started:  # their numbers are theirs still: nobody has waited for them
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pop(), signal.SIGKILL)
    me = psutil.Process()
    while below := me.children(recursive=True):
        for process in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(below, timeout=1)


def _sweep_namespace() -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def silence() -> None:
    """Standard output and error lead nowhere from now on: nothing said there is ever read."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


if __name__ == "__main__":
    main()
