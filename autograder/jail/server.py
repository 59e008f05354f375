"""The fork server: imports what submissions need once, then forks one process per submission.

It stays cold and single-threaded: a process that has run one multi-threaded matrix product leaves
its children waiting for threads that do not exist in them. The environment variables that see to
this are set by whoever starts it, before Python starts (`autograder.jail.client`).
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import psutil

from autograder import wire
from autograder.wire import Record
from autograder.worker.arguments import Batch
from autograder.worker.submission import run_submission

_PR_SET_CHILD_SUBREAPER = 36


def main() -> NoReturn:
    """Entry point of `python -m autograder.jail.server SOCKET DATASET_ROOT`."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    root = sys.argv[2]
    os.set_inheritable(sock.fileno(), False)
    adopt_orphans()
    preload()
    datasets = load_datasets(Path(root)) if root else {}
    gc.collect()
    gc.freeze()
    silence()
    wire.send(sock, 0, Record("ready", {"threads": psutil.Process().num_threads()}))
    with contextlib.suppress(wire.ConnectionClosed):
        while True:
            call, request = wire.receive(sock)
            match request.kind:
                case "start":
                    wire.send(sock, call, _start(sock, datasets))
                case "sweep":
                    wire.send(sock, call, Record("swept", {"killed": sweep()}))
    sweep()
    os._exit(0)


def preload() -> None:
    """Import what would otherwise cost each submission a second; run no tensor operation."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot
    import torch
    import torch._dynamo  # imported by the first optimizer otherwise: 0.9 s

    import autograder.toolkit
    import autograder.vision  # noqa: F401

    torch.set_num_threads(1)


def load_datasets(root: Path) -> Mapping[str, Batch]:
    """Fashion-MNIST's training tensors as private mappings: forks share them, none changes them."""
    from autograder.data import FashionMNIST, tensors

    dataset = FashionMNIST(root=root, source=str(root), name="fashion_mnist")
    return {"fashion_mnist": tensors(dataset, train=True)}


def adopt_orphans() -> None:
    """Make processes whose parent died our children, so that none escapes the sweep (Linux)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _start(control: socket.socket, datasets: Mapping[str, Batch]) -> Record:
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    channel = socket.socket(fileno=descriptors[0])
    pid = os.fork()
    if pid == 0:
        control.close()
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        run_submission(channel, datasets)
    channel.close()
    return Record("started", {"pid": pid})


def sweep() -> int:
    """Kill every process below this one until none is left; the number that were killed."""
    killed = 0
    me = psutil.Process()
    while below := me.children(recursive=True):
        for process in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        gone, _ = psutil.wait_procs(below, timeout=1)
        killed += len(gone)
    return killed


def silence() -> None:
    """Standard output and error lead nowhere from now on: nothing said there is ever read."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


if __name__ == "__main__":
    main()
