"""The submission process: load one file, then fork a child for each exercise on request."""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import functools
import gc
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, NoReturn

import torch

from autograder import wire
from autograder.wire import Record
from autograder.worker.arguments import Batch
from autograder.worker.cells import UnreadableSubmission, is_notebook, read_cells
from autograder.worker.load import defined_names, run_cells
from autograder.worker.outputs import Recorder
from autograder.worker.serve import serve

_PR_SET_PDEATHSIG = 1


def run_submission(
    sock: socket.socket, namespace: dict[str, Any], datasets: Mapping[str, Batch]
) -> NoReturn:
    """Obey the judge until it closes the socket; called in a freshly forked process.

    Leaves by `os._exit`: tearing the interpreter down with torch loaded takes over half a second,
    and nothing a submission registered for its exit should run.
    """
    children: dict[int, Record] = {}
    try:
        while True:
            call, request = wire.receive(sock)
            match request.kind:
                case "load":
                    wire.send(sock, call, _load(sock, call, request, namespace))
                    gc.freeze()
                case "fork":
                    wire.send(sock, call, _fork(sock, request, namespace, datasets))
                case "reap":
                    wire.send(sock, call, _reap(request["pid"], children))
    finally:  # whatever happened: nothing may climb back into the fork server's own code
        os._exit(0)


def _load(sock: socket.socket, call: int, request: Record, namespace: dict[str, Any]) -> Record:
    try:
        cells = read_cells(request["data"], request["name"])
    except UnreadableSubmission as error:
        return Record("unreadable", {"reason": str(error)})

    brief = [n for n in range(len(cells)) if n in request["brief"] or n >= request["brief_from"]]
    for number in brief:
        cells[number] = dataclasses.replace(cells[number], is_shown_only=True)
    sys.argv = [request["name"]]  # as `python NAME` has it, whoever reads its arguments
    if is_notebook(request["name"]):
        _be_main(namespace)
    else:
        namespace["__file__"] = os.path.abspath(request["name"])

    def announce(number: int) -> None:
        cell = cells[number]
        where = {"cell": number, "place": cell.place, "line": cell.first_line,
                 "names": defined_names(cell), "number": cell.number}  # fmt: skip
        wire.send(sock, call, Record("running", where))

    recorder = Recorder(namespace["get_ipython"]()) if request["record"] else None
    reply = run_cells(cells, namespace, request["skip"], announce, recorder)
    reply.fields["threads"] = _threads()
    return reply


def _threads() -> int:
    """How many threads there are in this process, those of torch's operations among them."""
    with contextlib.suppress(OSError):
        return len(os.listdir("/proc/self/task"))
    return threading.active_count()  # on macOS, Python's own


def _be_main(namespace: dict[str, Any]) -> None:
    """What a notebook's cells are to each other and to themselves; a file is a module instead."""
    sys.modules["__main__"] = sys.modules[namespace["__name__"]]
    namespace["__name__"] = "__main__"


def _fork(
    control: socket.socket,
    request: Record,
    namespace: dict[str, Any],
    datasets: Mapping[str, Batch],
) -> Record:
    """Fork a child that answers calls; with `loads` it expects a file to load before."""
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    channel = socket.socket(fileno=descriptors[0])
    try:
        pid = os.fork()
    except OSError as error:
        channel.close()
        return Record("unforked", {"reason": error.strerror})
    if pid == 0:
        die_with_parent()
        control.close()
        status = 1
        try:
            if request["loads"]:
                call, file = wire.receive(channel)
                wire.send(channel, call, _load(channel, call, file, namespace))
            else:
                torch.set_num_threads(1)  # those that the file has started are not there in a fork
            limit_cpu(request["cpu_seconds"] + int(time.process_time()))
            serve(channel, namespace, datasets)
            status = 0
        finally:
            os._exit(status)
    channel.close()
    return Record("forked", {"pid": pid})


def die_with_parent() -> None:
    """Be killed when the parent process is gone: nobody would sweep us any more (Linux)."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


@functools.cache
def _libc() -> Any:
    return ctypes.CDLL(None)


def limit_cpu(seconds: int) -> None:
    """Soft and hard at once: a soft limit's signal can be ignored, the hard one's cannot."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reap(pid: int, children: dict[int, Record]) -> Record:
    """Kill a child if it still runs and say how it ended; earlier ones are collected on the way."""
    if pid not in children:  # its number may belong to another process by now
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while pid not in children:
        try:
            done, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return Record("reaped", {"exit_code": None, "cpu_seconds": 0.0})
        code = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime
        children[done] = Record("reaped", {"exit_code": code, "cpu_seconds": cpu})
    return children.pop(pid)
