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
from typing import Any, NoReturn

import psutil

from autograder import wire
from autograder.wire import Record
from autograder.worker.arguments import Batch
from autograder.worker.shell import new_shell
from autograder.worker.submission import die_with_parent, run_submission

_PR_SET_CHILD_SUBREAPER = 36


def main() -> NoReturn:
    """Entry point of `python -m autograder.jail.server SOCKET DATASET_ROOT`."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    root = sys.argv[2]
    os.set_inheritable(sock.fileno(), False)
    adopt_orphans()
    preload()
    datasets = load_datasets(Path(root)) if root else {}
    if root:
        offer_dataset(Path(root))
    namespace = new_shell().user_ns
    gc.collect()
    gc.freeze()
    silence()
    started: list[int] = []
    wire.send(sock, 0, Record("ready", {"threads": psutil.Process().num_threads()}))
    with contextlib.suppress(wire.ConnectionClosed):
        while True:
            call, request = wire.receive(sock)
            match request.kind:
                case "start":
                    started.append(_start(sock, namespace, datasets))
                    wire.send(sock, call, Record("started", {"pid": started[-1]}))
                case "sweep":
                    wire.send(sock, call, Record("swept", {"killed": sweep(started)}))
                case "probe":
                    wire.send(sock, call, Record("probed", {"can_fork": can_fork()}))
    sweep(started)
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


def offer_dataset(root: Path) -> None:
    """Let submissions find the data set in `root` whatever way they look for it.

    torchvision's class reads it there for any `root=` and with or without `download=True`, as text
    books write it: a worker has neither the network nor a folder to download to. And what
    `autograder.data.fashion_mnist_root` verifies is verified here once, so that no worker has to
    read 55 MB for it (the digests are kept in this process and inherited by its forks).
    """
    from torchvision.datasets import FashionMNIST

    from autograder.data import DatasetError, fashion_mnist_root

    raw_folder = str(root / "FashionMNIST" / "raw")
    FashionMNIST.raw_folder = property(lambda self: raw_folder)
    with contextlib.suppress(DatasetError):  # data of a site's own: then a submission is told so
        fashion_mnist_root()


def adopt_orphans() -> None:
    """Make processes whose parent died our children, so that none escapes the sweep (Linux)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


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


def _start(control: socket.socket, namespace: dict[str, Any], datasets: Mapping[str, Batch]) -> int:
    """Fork a submission process that listens to the socket that comes next; its number."""
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    channel = socket.socket(fileno=descriptors[0])
    pid = os.fork()
    if pid == 0:
        control.close()
        os.setsid()
        die_with_parent()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        run_submission(channel, namespace, datasets)
    channel.close()
    return pid


def sweep(started: list[int]) -> int:
    """Kill every process below this one until none is left; the number that were killed.

    The process groups of the submissions go first: a signal to a group reaches all of it at once,
    so that not even a process that forks and exits without end gets away. One that leaves its group
    each time does; only a jail's own pid namespace holds it.
    """
    killed = 0
    while started:  # their numbers are theirs still: nobody has waited for them
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pop(), signal.SIGKILL)
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
