"""What a machine has of what grading strangers' code needs, layer by layer, with the cures."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder.data import DatasetError, resolve
from autograder.errors import AutograderError, JailError
from autograder.jail import bubblewrap, seccomp
from autograder.jail.bubblewrap import Walls
from autograder.jail.client import ForkServer
from autograder.messages import _

PACKAGES = ("autograder", "torch", "torchvision", "numpy", "nbgrader", "distributed")
_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")


@dataclass(frozen=True)
class Finding:
    what: str
    is_well: bool
    detail: str
    cure: str = ""


def examine() -> Iterator[Finding]:
    """One finding per layer, from the outermost on; the jail itself last, with its witness."""
    for layer in (_system, _bubblewrap, _namespaces, _filter, _jail, _dataset, _versions):
        yield layer()


def _system() -> Finding:
    is_linux = sys.platform == "linux"
    cure = _("Grade on Linux; students' own `autograder check` needs no jail.")
    return Finding(_("system"), is_linux, platform.platform(), "" if is_linux else cure)


def _bubblewrap() -> Finding:
    found = bubblewrap.executable()
    if not found:
        return Finding("bubblewrap", False, _("not installed"), _(bubblewrap.INSTALL))
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return Finding("bubblewrap", said.returncode == 0, f"{said.stdout.strip()} ({found})")


def _namespaces() -> Finding:
    what, found = _("namespaces"), bubblewrap.executable()
    if not found:
        return Finding(what, False, _("cannot be tried without bubblewrap"))
    everything = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    tried = subprocess.run(
        [found, *everything, "--ro-bind", "/", "/", "--proc", "/proc", "--", "true"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tried.returncode == 0:
        return Finding(what, True, _("user, process, network and message namespaces can be made"))
    return Finding(what, False, tried.stderr.strip(), _cure_of_namespaces())


def _cure_of_namespaces() -> str:
    if _read(_APPARMOR) == "1":
        return _(
            "Ubuntu keeps them from unknown programs: give bwrap a profile in /etc/apparmor.d "
            "(package apparmor-profiles), or run "
            "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`."
        )
    if _read(_NAMESPACES) == "0":
        return _("Allow them: `sysctl user.max_user_namespaces=10000`.")
    return _(
        "In a container: start it with --security-opt seccomp=unconfined --security-opt "
        "systempaths=unconfined, or grade outside of it."
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _filter() -> Finding:
    return Finding(
        _("filter of system calls"),
        seccomp.is_supported(),
        platform.machine(),
        "" if seccomp.is_supported() else _(seccomp.CURE),
    )


def _jail() -> Finding:
    what = _("jail")
    return _tried(what, _build_jail)


def _build_jail() -> str:
    with ForkServer(None, Walls()):
        return _("built; its witness found no way out")


def _tried(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, attempt())
    except JailError as error:
        return Finding(what, False, error.message)
    except AutograderError as error:
        return Finding(what, False, str(error))


def _dataset() -> Finding:
    try:
        found = resolve(allow_download=False)
    except DatasetError as error:
        return Finding("Fashion-MNIST", False, str(error))
    is_real = found.name == "fashion-mnist"
    cure = _("`autograder data` fetches it; or `apt-get install dataset-fashion-mnist`.")
    return Finding(
        "Fashion-MNIST", is_real, f"{found.name} ({found.source})", "" if is_real else cure
    )


def _versions() -> Finding:
    found = [f"{name} {_version(name)}" for name in PACKAGES]
    return Finding(_("versions"), True, ", ".join([f"Python {platform.python_version()}", *found]))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _("absent")
