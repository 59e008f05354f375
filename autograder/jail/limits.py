"""What a submission's processes may use: each by limits set before its code runs, all by sight.

Limits of the kernel's are for single processes; a control group for all of them takes rights that
whoever grades may not have. So the jail's process 1 looks, several times a second.
"""

from __future__ import annotations

import contextlib
import os
import resource
from pathlib import Path

TOGETHER_MB = 3072  # of all a submission's processes in a jail, shared pages counted once
LOOK_SECONDS = 0.2  # between two looks at that
MEMORY_MB = 2048  # above what the fork server has mapped; torch alone maps gigabytes
FILE_MB = 64
OPEN_FILES = 256
SOCKETS = 512  # of all together; in each as much may wait as the kernel lets by default
PROCESSES = 64  # and threads; in a jail of its own user namespace, else they are all of the user's


def limit_submission(jailed: bool) -> None:
    """Soft and hard at once: a process may lower a hard limit and never raise it again."""
    limits = {
        resource.RLIMIT_AS: _mapped() + MEMORY_MB * 2**20,  # unlike RLIMIT_DATA counts shared maps
        resource.RLIMIT_FSIZE: FILE_MB * 2**20,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    if jailed:
        limits[resource.RLIMIT_NPROC] = PROCESSES
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS has no RLIMIT_AS worth the name
            resource.setrlimit(kind, (most, most))
    with contextlib.suppress(OSError):  # where memory runs out all the same, this goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _mapped() -> int:
    """Bytes of address space that this process has; nothing where /proc does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 64 * 2**30


def memory_of_others(most: int) -> int:
    """Bytes that all other processes of this jail hold; what several share counts once in all.

    What lies in memory or in swap is cheap to ask for and counts shared pages for each process:
    only where that is more than `most` are the shares asked for. Who hides those counts with all
    it has.
    """
    others = [path for path in Path("/proc").iterdir() if path.name.isdigit() and path.name != "1"]
    held = {path: _kilobytes(path / "status", "VmRSS", "VmSwap") or 0 for path in others}
    if sum(held.values()) * 1024 > most:
        for path in others:
            held[path] = _kilobytes(path / "smaps_rollup", "Pss", "SwapPss") or held[path]
    return sum(held.values()) * 1024


def has_too_many_sockets() -> bool:
    """Whether what waits in this jail's sockets could be much: it is no process's memory."""
    with contextlib.suppress(OSError):
        return Path("/proc/net/unix").read_bytes().count(b"\n") > SOCKETS
    return False


def _kilobytes(file: Path, *names: str) -> int | None:
    """The sum of a process's lines of these names; None where they may not be read."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = f"\n{file.read_text(encoding='ascii', errors='replace')}"
        return sum(int(lines.partition(f"\n{name}:")[2].split()[0]) for name in names)
    return None
