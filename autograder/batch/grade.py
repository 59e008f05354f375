"""Grade many submissions: in this process, in a pool of processes, or on a Dask cluster."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from autograder.batch.ending import end_in_order
from autograder.batch.find import Found
from autograder.course.catalog import assignment
from autograder.errors import InternalError, JailError, SubmissionError, UsageError
from autograder.grading import Grader
from autograder.messages import _
from autograder.outcome import Verdict, from_json, to_json

ANSWER_SECONDS = 10.0  # for a Dask scheduler to answer at its address
LEAVING_SECONDS = 30.0  # for a process of a pool to end its fork server and remove its folder

_graders = threading.local()


def grader_of_this_thread(jailed: bool = True) -> Grader:
    """One fork server for all the submissions that come to a thread.

    A process of a pool has one thread for them, a Dask worker may have several.
    """
    found: Grader | None = getattr(_graders, "grader", None)
    if found is None or (found.walls is not None) != jailed:
        if found is not None:
            found.close()
        _graders.grader = found = Grader(jailed=jailed)
        atexit.register(found.close)
    return found


def grade_bytes(
    assignment_name: str, name: str, filename: str, data: bytes, seed: str, jailed: bool
) -> dict[str, Any]:
    """A submission's bytes in, its verdict as JSON out: all that travels to a pool or cluster."""
    verdict = grader_of_this_thread(jailed).grade(
        assignment(assignment_name), filename, data, submission=name, seed=seed
    )
    return to_json(verdict)


def grade_all(
    found: Sequence[Found],
    assignment_name: str,
    *,
    seed: str = "",
    jailed: bool = True,
    executor: Executor | None,
) -> Iterator[tuple[Found, Verdict | Exception]]:
    """Each submission with its verdict, or with the error that kept it from being graded.

    They come as they are ready. Without an executor they are graded here, in order.
    """
    waiting = {}
    for submission in found:
        try:
            data = submission.read()
        except SubmissionError as error:
            yield submission, error
            continue
        task = (assignment_name, submission.name, submission.path.name, data, seed, jailed)
        if executor is None:
            yield submission, _attempt(partial(grade_bytes, *task))
        else:
            with _not_interrupted():
                waiting[executor.submit(_job_for(executor), *task)] = submission
    for future in as_completed(waiting):
        yield waiting[future], _attempt(future.result)


def _job_for(executor: Executor) -> Callable[..., dict[str, Any]]:
    return _grade_in_pool if isinstance(executor, ProcessPoolExecutor) else grade_bytes


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Ctrl-C waits until the end. A process that a pool starts inherits that until `_attend`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _attempt(get: Callable[[], dict[str, Any]]) -> Verdict | Exception:
    try:
        return from_json(get())
    except Exception as error:
        if isinstance(error, JailError):  # true of all that follow, so nothing is graded
            raise
        return error if isinstance(error, InternalError) else InternalError(repr(error))


@contextmanager
def executor_for(jobs: int, scheduler: str = "") -> Iterator[Executor | None]:
    """A Dask cluster if a scheduler's address is given, a pool for several jobs, else None."""
    if scheduler:
        try:
            from distributed import Client  # an optional extra
        except ImportError:
            raise UsageError(
                _("--scheduler needs Dask: install it with `pip install 'autograder[cluster]'`.")
            ) from None
        try:
            client = Client(scheduler, timeout=ANSWER_SECONDS)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            message = _("No Dask scheduler answers at {address} ({error}). Is the address right?")
            raise UsageError(message.format(address=scheduler, error=error)) from None
        with client:
            yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
    elif jobs > 1:
        with _pool(jobs) as pool:
            yield pool
    else:
        yield None


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that grade, until this ends: at once if by an exception, such as Ctrl-C."""
    # spawn: forking a process that has loaded torch and started threads is not safe
    spawning = multiprocessing.get_context("spawn")
    watched, held = spawning.Pipe(duplex=False)  # closed with this process, however that ends
    with watched, held:
        pool = ProcessPoolExecutor(jobs, spawning, initializer=_attend, initargs=(watched,))
        try:
            yield pool
        except BaseException:
            held.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _attend(watched: Connection) -> None:
    """Have this process of a pool end when the other end of the pipe is closed.

    It would wait for work for ever: it holds the other end of its own queue. What is typed at the
    terminal is for the command alone, which then closes the pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    end_in_order()
    if watched.poll():
        os._exit(1)  # it was closed before there is anything to tidy up

    def watch() -> None:
        watched.poll(None)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LEAVING_SECONDS)
        os._exit(1)  # its fork server ends too, with the other end of its socket

    threading.Thread(target=watch, daemon=True).start()


def _grade_in_pool(*task: Any) -> dict[str, Any]:
    """`grade_bytes`, but with SystemExit the end of the process; a pool takes it for a result."""
    try:
        return grade_bytes(*task)
    except SystemExit:
        if grader := getattr(_graders, "grader", None):
            grader.close()
        os._exit(1)
