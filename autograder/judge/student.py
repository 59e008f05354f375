"""The student as checks see it: functions by name, whose calls go over the wire.

    P = student.softmax(X)                                   # the value alone
    call = student.softmax.call(leaf(X), cotangent=V)        # everything a call left behind
    call.gradient(X), call.after(X).value, call.trace(net)

Nothing that comes back is trusted: a reply is taken apart here, and whatever does not have the form
it must have ends the call as a protocol fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from autograder.judge.given import Given
from autograder.messages import _
from autograder.outcome import Status
from autograder.wire import ProtocolError, Record


class CallFailed(Exception):  # noqa: N818  a result of the student's code, not an error of ours
    """A call that brought no answer; `status` tells why, `fault` what the student's code raised."""

    def __init__(self, status: Status, message: str, fault: Record | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.fault = status, message, fault


@dataclass(frozen=True)
class Aftermath:
    """An argument after the call: its value now and, for a tensor, what training depends on."""

    value: Any
    grad: Any
    is_leaf: bool
    requires_grad: bool


class Call:
    """A call that returned."""

    def __init__(
        self, reply: Record, keys: dict[int, str], kept: list[Any], steps: Sequence[Record] = ()
    ) -> None:
        self._reply, self._keys, self._kept = reply, keys, kept  # kept: so that ids stay unique
        self.value: Any = reply["value"]
        self.exhausted: bool = _of_type(bool, reply["exhausted"])
        self.has_graph: bool = _of_type(bool, reply["has_graph"])
        self.reseeded: bool = _of_type(bool, reply["reseeded"])
        self.grad_enabled: bool = _of_type(bool, reply["grad_enabled"])
        self.steps: list[Any] = _of_type(list, reply["steps"])
        if len(self.steps) != len(steps):
            raise ProtocolError(f"{len(self.steps)} looks at the result, {len(steps)} asked for")
        for step, seen in zip(steps, self.steps, strict=True):
            _check_step(step.kind, seen)

    def gradient(self, argument: Given) -> torch.Tensor | None:
        """The vector-Jacobian product for an argument; None where no graph leads to it."""
        gradients = self._reply["gradients"]
        found = gradients.get(self._keys[id(argument)]) if isinstance(gradients, dict) else None
        return found if isinstance(found, torch.Tensor) else None

    def after(self, argument: Given | torch.Tensor) -> Aftermath:
        state = _of_type(dict, self._reply["after"]).get(self._keys[id(argument)])
        if not isinstance(state, Record):
            raise ProtocolError("the state of an argument is missing")
        return Aftermath(
            state["value"],
            state.get("grad"),
            state.get("is_leaf") is True,
            state.get("requires_grad") is True,
        )

    def trace(self, argument: Given) -> list[Any]:
        """What the object recorded during the call, in order."""
        traces = _of_type(dict, self._reply["traces"])
        trace: list[Any] = _of_type(list, traces.get(self._keys[id(argument)], []))
        for entry in trace:
            _check_trace_entry(argument.kind, entry)
        return trace


def _of_type(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise ProtocolError(f"a reply's field is {type(value).__name__}, expected {kind.__name__}")
    return value


def _check_step(kind: str, seen: Any) -> None:
    """What is seen at a step has the form that the worker gives it, for checks to rely on."""
    match kind:
        case "length" | "graphs":
            _of_type(int, seen)
        case "class":
            for name in _of_type(list, seen):
                _of_type(str, name)
        case "collect" | "first":
            _of_type(list, _of_type(dict, seen).get("items"))
            if kind == "collect":
                _of_type(bool, seen.get("exhausted"))
        case "axes":
            for each in _of_type(list, seen):
                _check_axes(_of_type(Record, each))


def _check_axes(axes: Record) -> None:
    if axes.kind == "axes":
        _of_type(str, axes["title"])
        _of_type(list, axes["images"])
        _of_type(bool, axes["ticks_shown"])


def _check_trace_entry(kind: str, entry: Any) -> None:
    match kind:
        case "affine":
            _of_type(bool, entry)
        case "module":
            mode, graph = entry if isinstance(entry, tuple) and len(entry) == 2 else (None, None)
            _of_type(bool, mode)
            _of_type(bool, graph)
        case "updater" | "optimizer":
            for parameter in _of_type(list, entry):
                _of_type(torch.Tensor, parameter)


Ask = Callable[[Record], Record]


class Student:
    """`student.name` is the student's function of that name."""

    def __init__(self, ask: Ask, seed: int, reveal: bool = True) -> None:
        self._ask, self._seed, self._reveal = ask, seed, reveal
        self._last_call = ""
        self._first = True

    def __getattr__(self, name: str) -> RemoteFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteFunction(self, name)

    def _request(self, request: Record, shown: str) -> Record:
        """Ask; only the first call of a check seeds the worker's generators."""
        self._last_call = shown
        request.fields["seed"] = self._seed if self._first else None
        self._first = False
        return self._ask(request)


@dataclass(frozen=True)
class RemoteFunction:
    student: Student
    name: str

    def __call__(self, *arguments: Any) -> Any:
        return self.call(*arguments).value

    def call(
        self,
        *arguments: Any,
        cotangent: torch.Tensor | None = None,
        collect: int | None = None,
        steps: Iterable[Record] = (),
    ) -> Call:
        """Call the function and keep what the call left behind.

        `cotangent` has the result's shape and asks for gradients with respect to every argument
        that requires one. `collect` goes through a returned iterable up to that many items, which
        then are the value. `steps` look at the returned object (see `autograder.judge.given`).
        """
        table = _ObjectTable()
        tree = table.refer(list(arguments))
        request = Record(
            "call",
            {
                "name": self.name,
                "objects": table.descriptions,
                "arguments": tree,
                "cotangent": cotangent,
                "collect": collect,
                "steps": [_step_over(step, table) for step in steps],
            },
        )
        shown = shown_call(self.name, arguments, self.student._reveal)
        reply = self.student._request(request, shown)
        return Call(reply, table.keys, table.kept, request["steps"])


def _step_over(step: Record, table: _ObjectTable) -> Record:
    """A step as it travels: descriptions in it become references."""
    match step.kind:
        case "call":
            arguments = [table.refer(a) if isinstance(a, Given) else a for a in step["arguments"]]
            return Record("call", step.fields | {"arguments": arguments})
        case "again":
            gradients = [(table.refer(tensor), gradient) for tensor, gradient in step["gradients"]]
            return Record("again", step.fields | {"gradients": gradients})
    return step


class _ObjectTable:
    """Numbers the objects of a call, each once, ingredients before what is made of them."""

    def __init__(self) -> None:
        self.descriptions: dict[str, Record] = {}
        self.keys: dict[int, str] = {}
        self.kept: list[Any] = []

    def refer(self, value: Any) -> Any:
        if isinstance(value, Given):
            return self._reference(value, value)
        if isinstance(value, torch.Tensor):
            plain = {"data": value, "requires_grad": False, "grad": None, "contiguous": True}
            return self._reference(value, Given("tensor", plain))
        if isinstance(value, list | tuple):
            return type(value)(self.refer(item) for item in value)
        return value

    def _reference(self, value: Any, given: Given) -> Record:
        key = self.keys.get(id(value))
        if key is None:
            fields = {name: self._field(part) for name, part in given.fields.items()}
            key = str(len(self.keys))
            self.keys[id(value)] = key
            self.kept.append(value)
            self.descriptions[key] = Record(given.kind, fields)
        return Record("ref", {"key": key})

    def _field(self, part: Any) -> Any:
        """A field's own tensors travel as data; only descriptions become references."""
        if isinstance(part, Given):
            return self.refer(part)
        if isinstance(part, list) and any(isinstance(item, Given) for item in part):
            return [self.refer(item) for item in part]
        return part


def shown_call(name: str, arguments: Sequence[Any], reveal: bool) -> str:
    """The call as a sentence shows it: kinds and shapes; fractions that were drawn if `reveal`."""
    return f"{name}({', '.join(_shown_argument(each, reveal) for each in arguments)})"


def _shown_argument(argument: Any, reveal: bool) -> str:
    if isinstance(argument, Given):
        if argument.kind == "tensor":
            return _shown_argument(argument.fields["data"], reveal)
        if argument.kind == "own":
            return str(argument.fields["name"])
        return SHOWN_KINDS.get(argument.kind, argument.kind)
    if isinstance(argument, torch.Tensor):
        dtype = " float64" if argument.dtype == torch.float64 else ""
        return f"tensor {tuple(argument.shape)}{dtype}"
    if isinstance(argument, list | tuple):
        inner = ", ".join(_shown_argument(each, reveal) for each in argument)
        return f"[{inner}]" if isinstance(argument, list) else f"({inner})"
    if isinstance(argument, float):
        return f"{argument:.4g}" if reveal else _("number")
    return repr(argument)


SHOWN_KINDS = {
    "affine": "net",
    "module": "net",
    "network": "net",
    "loss": "loss",
    "updater": "updater",
    "optimizer": "optimizer",
    "batches": "minibatches",
    "dataset": "Fashion-MNIST",
    "iterator": "iterator",
    "image": "PIL image",
}
