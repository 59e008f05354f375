"""What a submission's processes may use; set in each before any of its code runs."""

from __future__ import annotations

import contextlib
import os
import resource
from pathlib import Path

MEMORY_MB = 2048  # above what the fork server has mapped; torch alone maps gigabytes
FILE_MB = 64
OPEN_FILES = 256
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
