"""Notes when a student's function uses of torch what its exercise asks for.

Two of torch's modes listen while the function runs: one hears what is called by name, be it as
function, method, module or `torch.ops`; the other what reaches the kernels, so compiled code and
fused operations too. The latter is dearer and listens to a check's first call alone. What counts
is who called: the frame nearest to the operation that belongs to the submission. Operations of the
judge's own objects, and of functions that are exercises by themselves, are passed over.

This runs beside the student's code: honest students are told and instructors get evidence, but it
is no proof that nothing was hidden.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache, partial, wraps
from types import CodeType, FrameType
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from autograder.wire import Record
from autograder.worker.faults import is_submission, line_of
from autograder.worker.load import defined_by

_MOST_LAYERS = 20  # around a function; an object may claim to have ever more of them
_END = "autograder.worker.serve"  # whose frames called the student's function
# What may be forbidden as a whole: whatever of it is made or used is made of these,
CLASSES: dict[str, type] = {
    "torch.optim": torch.optim.Optimizer,
    "torch.nn": torch.nn.Module,
    "torch.distributions": torch.distributions.Distribution,
}
# and these modules hold its functions. Not all of torch.nn: who keeps a number in an nn.Parameter,
# or draws it by nn.init, has computed nothing with it; nor has who only arranges numbers.
HOMES: dict[str, tuple[str, ...]] = {
    "torch.optim": ("torch.optim",),
    "torch.nn": ("torch.nn.functional", "torch._C._nn"),
    "torch.distributions": ("torch.distributions",),
}
ARRANGING = frozenset({"pad", "one_hot"})  # which is no layer, and no loss


class Watch:
    """What one function must not use, and the first time it did.

    `forbidden` has names of operations ("softmax", whatever spelling of torch's leads there) and
    modules ("torch.optim": no object of it may be made, no function called). `helpers` are
    functions whose own use is not this function's.
    """

    def __init__(
        self,
        name: str,
        forbidden: Collection[str],
        helpers: Collection[str],
        space: Mapping[str, Any],
    ) -> None:
        self.name = name
        self.operations = frozenset(each for each in forbidden if "." not in each)
        self.modules = tuple(each for each in forbidden if "." in each)
        self.homes = tuple(home for module in self.modules for home in HOMES[module])
        self.helpers = {code for each in helpers if (code := _code(space.get(each))) is not None}
        self.used: Record | None = None

    @contextlib.contextmanager
    def listening(self, to_kernels: bool) -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            for module in self.modules:
                stack.enter_context(self._objects(module))
            if self.operations and to_kernels:
                stack.enter_context(_Kernels(self))
            if self.operations or self.homes:
                stack.enter_context(_Names(self))
                stack.enter_context(self._threads())
            yield

    @contextlib.contextmanager
    def _threads(self) -> Iterator[None]:
        """Hears in threads that start meanwhile, too: torch's modes are for one thread each."""
        run = threading.Thread.run

        def heard(thread: threading.Thread) -> None:
            with _Kernels(self), _Names(self):
                run(thread)

        threading.Thread.run = heard  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            threading.Thread.run = run  # type: ignore[method-assign]

    @cached_property
    def squeezed(self) -> frozenset[str]:
        """The operations as modules are named after them, in small letters: "logsoftmax"."""
        return frozenset(each.replace("_", "") for each in self.operations)

    def hear(self, function: Any, caller: FrameType | None = None) -> None:
        """An operation is about to run, called from there."""
        if self.used is not None:
            return
        name = plain_name(function)
        if name in self.operations or (self.homes and home_of(function).startswith(self.homes)):
            self._note(shown(name))
        elif self.homes and (module := _module_of(caller)).startswith(self.homes):
            self._note(next(each for each in self.modules if module.startswith(HOMES[each])))
        elif "backward" in name and "backward" in self.operations:  # a kernel of a backward pass
            self._note("torch.autograd")

    def hear_backward(self) -> None:
        if self.used is None and "backward" in self.operations:
            self._note("torch.autograd")

    @contextlib.contextmanager
    def _objects(self, module: str) -> Iterator[None]:
        """Hears when one is made; an optimizer and a network that are there already, when used."""
        made_of: Any = CLASSES[module]
        start = made_of.__init__

        @wraps(start)
        def noted(*arguments: Any, **named: Any) -> None:
            self._note(module)
            start(*arguments, **named)

        def used(*_: Any) -> None:
            self._note(module)

        handles = []
        if made_of is torch.optim.Optimizer:
            handles.append(register_optimizer_step_pre_hook(used))
        if made_of is torch.nn.Module:
            handles.append(torch.nn.modules.module.register_module_forward_pre_hook(used))
        made_of.__init__ = noted
        try:
            yield
        finally:
            made_of.__init__ = start
            for handle in handles:
                handle.remove()

    def _note(self, what: str) -> None:
        """Keep what was used and the student's line, if it was the student who used it."""
        line: dict[str, object] = {}
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            module = _module_of(frame)
            if module == _END:
                break
            if module.startswith("autograder.") and module != __name__ and not line:
                return  # an object of the judge's
            if not line and is_submission(frame.f_code.co_filename):
                line = line_of(frame.f_code.co_filename, frame.f_lineno)
            if frame.f_code in self.helpers:
                return
            frame = frame.f_back
        if self.used is None:
            self.used = Record("used", {"name": what} | (line or _binding(self.name)))


class _Names(TorchFunctionMode):
    """Hears what is called through torch's interface for Python."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.watch.hear(func, sys._getframe(1))
        return func(*args, **(kwargs or {}))


class _Kernels(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Hears what is computed, and what of it in a backward pass."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.watch = watch

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.watch.hear(func)
        if torch._C._current_autograd_node() is not None:
            self.watch.hear_backward()
        return func(*args, **(kwargs or {}))


def warm_up() -> None:
    """Have torch set up, in the process that is forked from, what it does at its first operation.

    A forked child spares milliseconds by it. Of one number, it starts no thread.
    """
    number = torch.zeros(1, requires_grad=True)
    with Watch("", ["softmax"], (), {}).listening(to_kernels=True):
        ((number - torch.zeros(1)) ** 2 / 2).abs().sum()


@lru_cache(1024)
def plain_name(function: Any) -> str:
    """What a function, method or kernel computes: "softmax" for `aten::_softmax.out`."""
    name = str(getattr(function, "__name__", "")).partition(".")[0].strip("_")
    return name.removeprefix("special_").removesuffix("_forward")


def home_of(thing: Any) -> str:
    """The module that a function or class belongs to; empty for a method of tensors.

    What only arranges numbers is torch's own, wherever it stands.
    """
    home = str(getattr(thing, "__module__", "") or "")
    return (
        "torch" if home.startswith(HOMES["torch.nn"]) and plain_name(thing) in ARRANGING else home
    )


def _module_of(frame: FrameType | None) -> str:
    return str(frame.f_globals.get("__name__", "")) if frame else ""


def shown(name: str) -> str:
    """How messages call an operation: "torch.softmax", "torch.nn.functional.one_hot"."""
    if name in ("backward", "grad", "make_dual"):
        return "torch.autograd"
    homes = ((torch, "torch"), (torch.nn.functional, "torch.nn.functional"))
    prefix = next((prefix for home, prefix in homes if hasattr(home, name)), "torch.ops.aten")
    return f"{prefix}.{name}"


def _code(thing: Any) -> CodeType | None:
    """The code that a call of it comes to: through partials, decorators, methods, callable objects.

    Of a decorated function its own, as the decorator's may be that of others too.
    """
    for _layer in range(_MOST_LAYERS):
        if isinstance(thing, partial):
            thing = thing.func
        elif (inner := getattr(thing, "__wrapped__", None)) is not None:
            thing = inner
        elif isinstance(code := getattr(thing, "__code__", None), CodeType):
            return code
        else:
            thing = getattr(type(thing), "__call__", None)  # noqa: B004  the method, not whether
    return None


def _binding(name: str) -> dict[str, object]:
    """Where the submission gives a name its meaning; for one that is no function of its own."""
    for place in reversed([place for place in linecache.cache if is_submission(place)]):
        try:
            body = ast.parse("".join(linecache.getlines(place))).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for statement in reversed(body):
            if name in defined_by(statement):
                return line_of(place, statement.lineno)
    return line_of("", 0)
