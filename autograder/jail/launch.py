"""Start a fork server's process, in a jail or without one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from platformdirs import user_cache_path

from autograder.errors import AutograderError, InternalError, JailError
from autograder.jail import bubblewrap, limits, seccomp, witness
from autograder.jail.bubblewrap import Walls
from autograder.messages import _

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                     "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")  # fmt: skip


def launch(
    far_end: socket.socket,
    dataset_root: Path | None,
    walls: Walls | None,
    folder: str,
    errors: IO[bytes],
) -> subprocess.Popen[bytes]:
    """The process of a fork server that will answer at `far_end`; what it says goes to `errors`."""
    root = str(dataset_root) if dataset_root else ""
    rules = ["limits"] if walls is None else walls.rules()
    program = [sys.executable, "-P", "-m", "autograder.jail.server", str(far_end.fileno()), root,
               ",".join(rules), str(limits.TOGETHER_MB)]  # fmt: skip
    with tempfile.TemporaryFile() as filter_:
        descriptors = [far_end.fileno()]
        if walls is not None:
            number = None
            if walls.calls:
                filter_.write(seccomp.program())
                filter_.seek(0)
                descriptors.append(number := filter_.fileno())
            program = bubblewrap.command(
                program, jail_environment(root), dataset_root, number, walls
            )
        return subprocess.Popen(
            program,
            pass_fds=descriptors,
            env=clean_environment(root) | {witness.VARIABLE: "outside"},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,  # Ctrl-C at the terminal is for the judge alone
        )


def not_started(said: str) -> AutograderError:
    """What to raise for a server that did not come up and said this."""
    if "bwrap: " in said:
        reason = said[said.index("bwrap: ") + len("bwrap: ") :].strip()
        return JailError(
            _("bubblewrap cannot build a jail on this machine: {reason}").format(reason=reason),
            _("`autograder doctor` says what is missing."),
        )
    message = _("The grader's fork server did not start. It said:\n{said}")
    return InternalError(message.format(said=said))


def jail_environment(dataset_root: str) -> dict[str, str]:
    """The variables there are in a jail."""
    inside = {"HOME": bubblewrap.HOME, "USER": "student", "PATH": "/usr/bin:/bin",
              "MPLCONFIGDIR": bubblewrap.MATPLOTLIB}  # fmt: skip
    return clean_environment(dataset_root) | inside


def clean_environment(dataset_root: str) -> dict[str, str]:
    """Nothing of the judge's environment but what finding programs and fonts needs."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(user_cache_path("autograder") / "matplotlib"),
        "PYTHONHASHSEED": "0",  # a regrade repeats everything
        # Memory from malloc, and that in pages of 2 MB where Linux gives them when asked: a fork
        # copies the table of pages, and takes a quarter of the time with so few.
        "PYTHONMALLOC": "malloc",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    }
    if dataset_root:
        environment["FASHION_MNIST_ROOT"] = dataset_root
    return environment | dict.fromkeys(_THREAD_VARIABLES, "1")
