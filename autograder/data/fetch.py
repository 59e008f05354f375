"""Downloads of Fashion-MNIST into a folder of the cache; nothing is ever installed.

A download that failed is not tried again in the same process: somebody who works offline waits for
the network once per notebook, not at every call.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import autograder
from autograder.data.errors import FetchError

PACKAGE = "dataset-fashion-mnist"
SECONDS = 180  # 30 MB, so any line above 1.4 Mbit/s will do

# Sockets of urllib wait for ever unless told otherwise. A process of its own, because only a
# process can be stopped for certain when time is up, and because importing torch here would make
# every question for a path a slow one.
_TORCHVISION_DOWNLOAD = """
import socket, sys
socket.setdefaulttimeout(20)
import autograder.vision
from torchvision.datasets import FashionMNIST
FashionMNIST(sys.argv[1], download=True)
"""

_failed: dict[tuple[str, ...], str] = {}


def fetch_with_apt(folder: Path) -> Path:
    """Unpack Debian's package into `folder` without installing it; returns where its files are.

    Needs no root. As root it does the same: installing software is not a grader's business.
    Raises FetchError where there is no apt, no package list, no network or no time.
    """
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise FetchError(f"{tool} is not on PATH; this is not a Debian-like system")
    patience = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"]
    _run(["apt-get", *patience, "download", PACKAGE], folder)
    for package in folder.glob("*.deb"):
        _run(["dpkg-deb", "-x", package.name, "unpacked"], folder)
    return folder / "unpacked/usr/share/datasets/fashion-mnist"


def fetch_with_torchvision(folder: Path) -> Path:
    """Let torchvision's own class download into `folder`, which it returns."""
    _run([sys.executable, "-c", _TORCHVISION_DOWNLOAD, "."], folder)
    return folder


def _run(command: list[str], folder: Path) -> None:
    """Run `command` in `folder` within the time limit, or raise FetchError with its last words."""
    if tuple(command) in _failed:
        raise FetchError(_failed[tuple(command)])
    log = folder / "log"
    try:
        with log.open("wb") as output:
            # A file and not a pipe: grandchildren that outlive the time limit keep a pipe open.
            subprocess.run(
                command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, timeout=SECONDS, check=True,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        reason = f"not finished after {SECONDS} s"
    except subprocess.CalledProcessError as error:
        lines = log.read_text(errors="replace").strip().splitlines() or [""]
        reason = f"exit status {error.returncode}: {lines[-1]}"
    except OSError as error:
        reason = str(error)
    else:
        return
    _failed[tuple(command)] = reason
    raise FetchError(_failed[tuple(command)])


def _environment() -> dict[str, str]:
    # The child starts in an empty folder, so a student's torch.py cannot stand in for torch; this
    # very autograder must be found all the same, installed or not.
    home = str(Path(autograder.__file__).parent.parent)
    path = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), "LC_ALL": "C.UTF-8"}
