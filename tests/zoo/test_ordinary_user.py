"""What the zoo shows where root grades holds for an ordinary user, who owns a jail's folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.catalog import assignment
from autograder.grading import Grader
from autograder.jail import bubblewrap
from autograder.outcome import Verdict

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here"),
]
for_an_ordinary_user = pytest.mark.skipif(os.geteuid() == 0, reason="this is root")

SOMEBODY = "476328"  # the number of nobody's account
# Root's Python may lie where nobody else may look: then a home of root's is shown with that alone.
AS_SOMEBODY = f"""
set -e
mount --make-rprivate /
case "$1" in "$HOME"/*)
    mount --bind "$1" /mnt && mount -t tmpfs -o mode=755 none "$HOME"
    mkdir -p "$1" && mount --bind /mnt "$1" && umount /mnt
esac
export HOME="$2" PYTHONDONTWRITEBYTECODE=1 TMPDIR="$2"
unset PYTEST_ADDOPTS  # of the run around this one: files of root's
shift 2
exec setpriv --reuid {SOMEBODY} --regid {SOMEBODY} --clear-groups "$@"
"""
SPECIMENS = {
    "interference": ("mounts", "takes_its_folder_away"),
    "resources": ("hidden_memory", "many_files"),
    "theft": ("server_memory",),
}
NEIGHBOURS = ("files", "data_loader", "plots")
# What would stay for the next submission, and is no file that could be deleted.
LEFT_BEHIND = {
    "locked terminals": "os.chmod('/dev/pts', 0)",
    "renamed way to Python": "[os.rename(path, path + '2') for path in ways]",
}
REFUSED = {  # by the filter of system calls
    "a word": "os.setxattr('/tmp', 'user.word', b'for the next one')",
    "rights of new files": "os.setxattr('/tmp', 'system.posix_acl_default', rights)",
}
LEAVES = """
import os, struct

inherited = [(kind, 0, 2**32 - 1) for kind in (1, 4, 32)]
rights = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *each) for each in inherited)
ways = [path for path in map("/tmp/".__add__, os.listdir("/tmp")) if os.path.isdir(path)]
{what}
done = True
"""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(jailed=True) as running:
        yield running


@pytest.fixture
def graded(
    grader: Grader, specimens_of: Callable[[str], list[Any]], problems: Callable[..., list[str]]
) -> Callable[..., list[str]]:
    """What is not as stated of these specimens."""

    def grade(family: str, names: tuple[str, ...]) -> list[str]:
        found = []
        for specimen in specimens_of(family):
            if specimen.name.partition("/")[2] in names:
                chosen = assignment(specimen.assignment)
                verdict: Verdict = grader.grade(chosen, specimen.filename, specimen.data)
                found += problems(specimen, verdict)
        return found

    return grade


@for_an_ordinary_user
@pytest.mark.parametrize("family", SPECIMENS)
def test_specimens_harm_nobody(graded: Callable[..., list[str]], family: str) -> None:
    for name in SPECIMENS[family]:
        found = graded(family, (name,)) + graded("honest", NEIGHBOURS)
        assert not found, "\n".join(found)


@for_an_ordinary_user
@pytest.mark.parametrize("what", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
def test_what_an_owner_can_leave_is_for_nobody(
    grader: Grader, graded: Callable[..., list[str]], what: str
) -> None:
    assert not graded("honest", NEIGHBOURS[:1])  # which sees to a server that may be used
    with grader.server.load("a.py", LEAVES.format(what=what).encode()) as submission:
        pass
    assert not submission.faults
    assert not grader.server.is_usable
    assert not graded("honest", NEIGHBOURS)


@for_an_ordinary_user
@pytest.mark.parametrize("what", REFUSED.values(), ids=REFUSED)
def test_what_the_filter_refuses_is_not_left(
    grader: Grader, graded: Callable[..., list[str]], what: str
) -> None:
    assert not graded("honest", NEIGHBOURS[:1])
    with grader.server.load("a.py", LEAVES.format(what=what).encode()) as submission:
        pass
    (fault,) = submission.faults
    assert "Operation not permitted" in fault["message"]
    assert grader.server.is_usable


@for_an_ordinary_user
def test_files_and_modes_alone_cost_no_server(grader: Grader) -> None:
    what = """
os.makedirs('a/b/c')
os.symlink('/usr', '/tmp/x')
os.utime('.', (1, 1))
for folder in ('a/b', '/student', '/tmp', '/dev/shm'):
    os.chmod(folder, 0)
"""
    seen = b"""
import os
for folder in ('/student', '/tmp', '/dev/shm'):
    assert os.stat(folder).st_mode == 0o41777
assert not os.listdir('/student')
assert os.stat('/student').st_mtime > 9**9
"""
    process = grader.server.process
    for text in (LEAVES.format(what=what).encode(), seen):
        with grader.server.load("a.py", text) as submission:
            assert not submission.faults
    assert grader.server.is_usable
    assert grader.server.process is process


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests above have shown it")
def test_all_this_as_an_ordinary_user() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.chown(home, int(SOMEBODY), int(SOMEBODY))
        become = ["unshare", "--mount", "sh", "-c", AS_SOMEBODY, "sh", sys.base_prefix, home]
        jail = [bubblewrap.executable(), "--unshare-user", "--ro-bind", "/", "/", "--"]
        tried = [*become, *jail, sys.executable, "-c", "import pytest, autograder.cli"]
        if not shutil.which("unshare") or subprocess.run(tried, check=False).returncode:
            pytest.skip("an ordinary user has no jail here, or may not read what it needs")
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
        done = subprocess.run(
            [*become, *tests],
            check=False,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
