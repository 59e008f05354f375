"""A class is graded alike here, in a pool of processes, and on a real Dask cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from autograder.batch.find import Found, find_submissions
from autograder.batch.grade import executor_for, grade_all
from autograder.errors import UsageError
from autograder.outcome import Verdict

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
NAME = "loss_functions"
SEED = "5eed" * 16
WORKERS, THREADS = 2, 2

CRASHES = "import os\ndef l2_loss(y_hat, y): os._exit(0)\ndef l1_loss(y_hat, y): return (y_hat - y).abs()\n"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    texts = {
        "right": (ROOT / "solutions" / f"{NAME}.py").read_text(encoding="utf-8"),
        "stub": (ROOT / "exercises" / f"{NAME}.py").read_text(encoding="utf-8"),
        "crashes": CRASHES,
    }
    for number in range(4):
        for name, text in texts.items():
            (folder / f"{name}{number}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a Dask scheduler with workers, all of them processes of their own."""
    file = tmp_path / "scheduler.json"
    where = ["--scheduler-file", str(file), "--no-dashboard"]
    count = ["--nworkers", str(WORKERS), "--nthreads", str(THREADS)]
    commands = [["scheduler", "--host", "127.0.0.1", "--port", "0"], ["worker", *count]]
    with (tmp_path / "dask.log").open("w") as log:
        running = [
            subprocess.Popen([BIN / "dask", *command, *where], cwd=tmp_path, stdout=log, stderr=log)
            for command in commands
        ]
        try:
            yield address_in(file)
        finally:
            for process in reversed(running):
                process.terminate()
            for process in reversed(running):
                process.wait(timeout=60)


def address_in(file: Path) -> str:
    from distributed import Client

    with Client(scheduler_file=str(file), timeout=60) as client:
        client.wait_for_workers(WORKERS, timeout=60)
        return str(client.scheduler.address)


def facts(verdict: Verdict) -> object:
    return verdict.submission, verdict.seed, [
        (exercise.name, [(check.name, check.status, check.points, check.message) for check in exercise.checks])
        for exercise in verdict.exercises
    ]  # fmt: skip


def graded(found: list[Found], jobs: int = 1, scheduler: str = "") -> dict[str, object]:
    with executor_for(jobs, scheduler) as executor:
        results = list(grade_all(found, NAME, seed=SEED, executor=executor))
    assert all(isinstance(result, Verdict) for _found, result in results), results
    return {found.name: facts(result) for found, result in results}


@pytest.mark.slow
def test_everywhere_the_same_verdicts(submissions: Path, scheduler: str) -> None:
    found = find_submissions([submissions], NAME).found
    assert len(found) == 12
    here = graded(found)
    assert graded(found, jobs=2) == here
    assert graded(found, scheduler=scheduler) == here


@pytest.mark.slow
def test_the_command_grades_on_a_cluster_that_loses_a_worker(
    submissions: Path, scheduler: str, tmp_path: Path
) -> None:
    out = tmp_path / "verdicts"
    command = [BIN / "autograder", "grade", submissions, "--assignment", NAME, "--out", out]
    with subprocess.Popen(
        [*command, "--scheduler", scheduler], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        while not list(out.glob("*.json")) and running.poll() is None:
            time.sleep(0.01)  # looking for the first verdict; nothing depends on how long
        servers = [p for p in psutil.process_iter(["cmdline"]) if is_worker(p, tmp_path)]
        servers[0].kill()
        _stdout, stderr = running.communicate(timeout=240)
    assert running.returncode == 0, stderr
    verdicts = {path.stem: json.loads(path.read_text()) for path in out.glob("*.json")}
    assert len(verdicts) == 12
    for name, verdict in verdicts.items():
        assert (verdict["score"] == verdict["max_score"]) == name.startswith("right")
        assert (verdict["score"] == 0) == name.startswith("stub")


def is_worker(process: psutil.Process, folder: Path) -> bool:
    """A process of the cluster that runs tasks, not the one that watches over it."""
    try:
        return process.cwd() == str(folder) and "multiprocessing.spawn" in " ".join(
            process.info["cmdline"] or []
        )
    except psutil.Error:
        return False


@pytest.mark.slow  # Dask tries for half a minute
def test_an_address_nobody_listens_at_is_said_to_be_that(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        executor_for(1, "tcp://127.0.0.1:9"),
    ):
        pass


# ---------------------------------------------------------------- commands that are stopped
SLEEPS = "import time\nfor _ in range(3):\n    time.sleep(19)\n"  # by statement: each has its limit
Started = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def signals_heard() -> Iterator[None]:
    """Those that nohup or & have ignored are ignored by commands, too: here they count again."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    ignored = [number for number in numbers if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture
def started(tmp_path: Path, signals_heard: None) -> Iterator[Started]:
    """Runs the command on a class of which all but the first take long; the rest as they take it.

    They lie in an archive, so that there is something to tidy up.
    """
    running: list[subprocess.Popen[str]] = []
    (tmp_path / "tmp").mkdir()
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("0/loss_functions.py", CRASHES)
        for number in range(1, 20):
            archive.writestr(f"{number}/loss_functions.py", SLEEPS)

    def start(*options: str, until: Callable[[int], object] | None = None) -> subprocess.Popen[str]:
        command = [BIN / "autograder", "grade", "class.zip", "--assignment", NAME, "--out", "out"]
        running.append(
            subprocess.Popen(
                [*command, "--i-trust-this-code", *options], cwd=tmp_path, text=True,
                env=os.environ | {"TMPDIR": str(tmp_path / "tmp")}, stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL, start_new_session=True,
            )
        )  # fmt: skip
        is_under_way = until or (lambda pid: list((tmp_path / "out").glob("*.json")))
        while not is_under_way(running[0].pid) and running[0].poll() is None:
            time.sleep(0.01)  # looking for what is waited for; nothing depends on how long
        return running[0]

    yield start
    for each in running:
        each.kill()
        each.communicate()


def assert_it_ends_in_order(
    command: subprocess.Popen[str], number: signal.Signals, code: int, folder: Path
) -> None:
    """By this signal, with this code, without tracebacks, files and processes left behind."""
    below = psutil.Process(command.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(command.pid, number)  # as a terminal does: the pool's processes get it too
    else:
        command.send_signal(number)
    _stdout, stderr = command.communicate(timeout=120)  # the class would take six minutes
    assert command.returncode == code, stderr
    assert "Traceback" not in stderr, stderr
    assert list((folder / "tmp").iterdir()) == []
    assert psutil.wait_procs(below, timeout=20)[1] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("jobs", "number", "code"),
    [("2", signal.SIGINT, 130), ("1", signal.SIGTERM, 143), ("2", signal.SIGTERM, 143), ("1", signal.SIGHUP, 129)],
)  # fmt: skip
def test_a_command_that_is_stopped_ends_without_waiting_for_the_class(
    started: Started, tmp_path: Path, jobs: str, number: signal.Signals, code: int
) -> None:
    assert_it_ends_in_order(started("--jobs", jobs), number, code, tmp_path)


@pytest.mark.slow
def test_a_pool_that_is_stopped_while_it_starts_says_nothing_of_its_own(
    started: Started, tmp_path: Path
) -> None:
    def imports(pid: int) -> bool:
        below = psutil.Process(pid).children()
        pool = [p for p in below if "spawn_main" in " ".join(p.cmdline())]
        return any(process.memory_info().rss > 50 * 2**20 for process in pool)

    command = started("--jobs", "2", until=imports)
    assert_it_ends_in_order(command, signal.SIGINT, 130, tmp_path)


@pytest.mark.slow
def test_a_pool_whose_command_was_killed_tidies_up_after_itself(
    started: Started, tmp_path: Path
) -> None:
    command = started("--jobs", "2")
    below = psutil.Process(command.pid).children(recursive=True)
    command.kill()
    assert psutil.wait_procs(below, timeout=60)[1] == []
    (unpacked,) = (tmp_path / "tmp").iterdir()  # the command's own, which nobody could remove
    assert [path.name for path in unpacked.iterdir()] == ["0"]
