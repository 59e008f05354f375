"""A submission that lives in this process: what the judge asks is answered by a function call.

Request and reply are encoded and decoded as on their way to the grader's processes, and answered by
the same `answer`. So a check sees here what it sees there, and shares no tensor with the student.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from autograder import wire
from autograder.course import fashion
from autograder.data import tensors
from autograder.notebook.surroundings import Printed, State, within
from autograder.wire import Record
from autograder.worker.arguments import Batch
from autograder.worker.faults import text_of
from autograder.worker.serve import answer
from autograder.worker.stubs import stub_names


class LiveSubmission:
    """A namespace in which one exercise is to be judged; a `judge.session.Submission`.

    A "child" is a new start with the kernel's settings, nothing more: what a student's code has
    changed in its own objects stays changed.
    """

    unreadable = ""
    has_threads = children_load = False  # as there are in a fork

    def __init__(self, name: str, namespace: dict[str, Any], state: State) -> None:
        self.namespace, self.state, self.printed = namespace, state, Printed()
        self.faults: list[Record] = []
        self.taken: dict[str, str] = {}
        self.redefined: dict[str, tuple[str, int]] = {}
        self.stubs = frozenset([name] if is_untouched(namespace[name]) else [])
        self.names = frozenset(key for key, value in namespace.items() if callable(value))

    def mentions(self, name: str) -> bool:
        return False  # where it stands in the notebook does not matter here

    def contains(self, text: str) -> bool:
        return False  # nor is anything hidden from its author

    def fork(self, cpu_seconds: int) -> LiveChild:
        return LiveChild(self)


class LiveChild:
    """Answers calls in the settings of the student, who may have changed them.

    The judge's own are in force between two calls. A `judge.session.Child`.
    """

    def __init__(self, submission: LiveSubmission) -> None:
        self.namespace, self.printed = submission.namespace, submission.printed
        self.state = submission.state

    def ask(self, request: Record, seconds: float) -> Record:
        sent: Record = wire.decode(wire.encode(request))
        with self.state.in_force():
            try:
                with redirect_stdout(self.printed), redirect_stderr(self.printed):
                    reply = within(seconds, lambda: self._reply(sent))
            finally:
                self.state = State.now()
        return _in_cells(reply)

    def _reply(self, request: Record) -> Record:
        reply = answer(request, self.namespace, _Datasets())
        if reply.kind == "raised" and reply["fault"]["type"] == "KeyboardInterrupt":
            raise KeyboardInterrupt  # the person at the notebook stops the check, not the student
        try:
            body = wire.encode(reply)
            if len(body) > wire.MAX_FRAME:
                raise ValueError(f"{len(body)} bytes are over the cap of {wire.MAX_FRAME}")
        except Exception as error:  # noqa: BLE001  as in `worker.serve`
            return Record("unsendable", {"reason": text_of(error)})
        decoded: Record = wire.decode(body)
        return decoded

    def has_unread(self) -> bool:
        return False

    def end(self) -> None:
        pass


class _Datasets(dict[str, Batch]):
    """Data sets by name; opened when an exercise asks for one, as few do."""

    def __missing__(self, name: str) -> Batch:
        return tensors(fashion.dataset(), train=True)


def is_untouched(thing: Any) -> bool:
    """Whether a function, or every method of a class, is still as the exercise gave it.

    False where the source is not known. Methods are asked one by one, because before Python 3.13 a
    class of a notebook does not know its source.
    """
    parts = [thing]
    if inspect.isclass(thing):
        parts = [part for part in vars(thing).values() if inspect.isfunction(part)]
    try:
        sources = [textwrap.dedent(inspect.getsource(part)) for part in parts]
        return bool(sources) and all(stub_names(ast.parse(source)) for source in sources)
    except (OSError, TypeError, SyntaxError):
        return False


def _in_cells(reply: Record) -> Record:
    """The reply with a student's lines placed as the notebook calls its cells: "Cell In[3]"."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    for field in ("fault", "used", "mentioned"):
        found = reply.get(field)
        if found is not None and shell is not None:
            named = shell.compile.format_code_name(found["place"])
            if named:
                found.fields["place"] = " ".join(named)
    return reply
