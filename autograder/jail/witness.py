"""The witness: tries in a jail, before student code does, what has to be impossible there.

Every attempt is one that works outside: a test takes each wall away in turn and sees the witness
complain. It runs where a submission will, under the same limits, and only reports; what has to be
the case is said by `breaches`, in the judge.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import resource
import socket
from collections.abc import Callable

from autograder.wire import Record

VARIABLE = "AUTOGRADER_CANARY"  # set outside the jail alone
_KEYCTL, _KEYCTL_GET_KEYRING_ID, _PROCESS_KEYRING = {"x86_64": 250, "aarch64": 219}, 0, -2


def report(canary: str, address: str) -> dict[str, bool]:
    """What succeeded; `canary` is a file of the judge's, `address` where it listens.

    That is a name and not a file: those belong to a network.
    """
    attempts: dict[str, Callable[[], object]] = {
        "read the grader's environment": lambda: os.environ[VARIABLE],
        "read a file of the grader's": lambda: open(canary).close(),
        "write beside the installed packages": lambda: _write(os.path.dirname(os.__file__)),
        "read the checks": _read_checks,
        "write outside its own folders": lambda: _write("/dev"),
        "change the machine's devices": lambda: os.chmod("/dev/null", os.stat("/dev/null").st_mode),
        "change the kernel's settings": lambda: open("/proc/sys/kernel/hostname", "a").close(),
        "reach the grader's network": lambda: _connect(address),
        "open a network socket": lambda: socket.socket(socket.AF_INET).close(),
        "see the grader's process": _see_others,
        "read the server's memory": lambda: open("/proc/1/mem", "rb").close(),
        "become root": lambda: os.setuid(0),
        "make kernel keys": _make_keyring,
        "make files of memory": lambda: os.close(os.memfd_create("witness")),
        "share memory that is no file": lambda: mmap.mmap(-1, mmap.PAGESIZE).close(),
        "share memory through a device": _map_zeros,
        "raise its own limits": _raise_limits,
        "limit the server": _limit_the_server,
        "use more memory than it may": lambda: bytearray(64 * 2**30),
    }
    return {what: _succeeds(attempt) for what, attempt in attempts.items()}


def breaches(heard: Record) -> list[str]:
    """What should have been impossible and was not, of a report that came; none if all is well."""
    return [str(what) for what, happened in heard["succeeded"].items() if happened is not False]


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError, ValueError, KeyError):
        return False
    return True


def _write(folder: str) -> None:
    path = os.path.join(folder, f".witness-{os.getpid()}")
    with open(path, "x"):
        pass
    with contextlib.suppress(OSError):
        os.unlink(path)


def _read_checks() -> None:
    import autograder

    folder = os.path.join(os.path.dirname(autograder.__file__), "course")
    if not os.listdir(folder):
        raise OSError


def _connect(address: str) -> None:
    with socket.socket(socket.AF_UNIX) as own:
        own.connect(f"\0{address}")


def _see_others() -> None:
    """A process beside the server and this one: in a jail there is none before a submission's."""
    if not {int(name) for name in os.listdir("/proc") if name.isdigit()} - {1, os.getpid()}:
        raise OSError


def _make_keyring() -> None:
    number = _KEYCTL[os.uname().machine]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, _KEYCTL_GET_KEYRING_ID, _PROCESS_KEYRING, 1) == -1:
        raise OSError(ctypes.get_errno(), "keyctl")


def _map_zeros() -> None:
    with open("/dev/zero", "r+b") as zeros:
        mmap.mmap(zeros.fileno(), mmap.PAGESIZE).close()


def _limit_the_server() -> None:
    kind = resource.RLIMIT_NOFILE
    resource.prlimit(1, kind, resource.prlimit(1, kind))  # to what it is; asking alone is harmless


def _raise_limits() -> None:
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
        soft, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY:
            return  # there is none
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard + 1))
            return
    raise OSError
