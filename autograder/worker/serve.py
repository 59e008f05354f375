"""Answer calls of a student's functions: build the arguments, call, describe what came of it."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch

from autograder import wire
from autograder.wire import Record
from autograder.worker import generators
from autograder.worker.arguments import Batch, Table
from autograder.worker.describe import TooLarge, count_graphs, describe, describe_axes, state_of
from autograder.worker.faults import describe_fault, text_of
from autograder.worker.helpers import adopt
from autograder.worker.mentions import mention
from autograder.worker.watch import Watch

WITH_STATE = ("tensor", "module")  # kinds of arguments whose state is reported after a call


def serve(sock: socket.socket, namespace: dict[str, Any], datasets: Mapping[str, Batch]) -> None:
    """Answer requests until the judge closes the socket."""
    while True:
        try:
            call, request = wire.receive(sock)
        except wire.ConnectionClosed:
            return
        if request.kind == "adopt":
            reply = adopt(request, namespace)
        else:
            reply = answer(request, namespace, datasets)
        try:
            wire.send(sock, call, reply)
        except wire.ConnectionClosed:
            return
        except Exception as error:  # noqa: BLE001  too large, or nothing the wire can carry
            wire.send(sock, call, Record("unsendable", {"reason": text_of(error)}))


def answer(request: Record, namespace: dict[str, Any], datasets: Mapping[str, Batch]) -> Record:
    """One call's reply: "returned", "raised", "unsendable" or "absent"; never an exception."""
    name, objects = request["name"], request["objects"]
    helpers = [each["name"] for each in objects.values() if each.kind == "own"]
    for needed in (name, *helpers):
        if not callable(namespace.get(needed)):
            return Record("absent", {"name": needed})
    forbidden = request.get("forbidden", "").split()
    watch = Watch(name, forbidden, request.get("helpers", ()), namespace)
    reply = _reply(request, namespace, datasets, watch)
    if watch.used is not None:
        reply.fields["used"] = watch.used
    elif _opens_a_check(request) and (found := mention(namespace[name], watch)):
        reply.fields["mentioned"] = found
    return reply


def _opens_a_check(request: Record) -> bool:
    return request["seed"] is not None


def _reply(
    request: Record, namespace: dict[str, Any], datasets: Mapping[str, Batch], watch: Watch
) -> Record:
    name = request["name"]
    table = Table(namespace, datasets)
    try:
        _settle_torch()
        for key, description in request["objects"].items():
            table.build(key, description)
        arguments = table.value(request["arguments"])
        generators.seed_all(request["seed"])
        luck_before = generators.state()
        return _returned(request, table, partial(namespace[name], *arguments), luck_before, watch)
    except TooLarge as error:
        return Record("unsendable", {"reason": str(error)})
    except BaseException as error:  # noqa: BLE001  exit() and Ctrl-C in a submission are its faults
        return Record("raised", {"fault": describe_fault(error, name)})


def _settle_torch() -> None:
    """Torch as it starts: a call shall not depend on settings left over from a cell or a call."""
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)


def _returned(
    request: Record,
    table: Table,
    call: Callable[[], Any],
    luck_before: generators.State,
    watch: Watch,
) -> Record:
    """Call, and say what came of it, once a returned iterable was gone through."""
    limit, steps = request["collect"], request["steps"]
    exhausted = True
    with watch.listening(to_kernels=_opens_a_check(request)):
        result = call()
        if limit is not None:
            result, exhausted = _collect(result, limit)
        after_steps = [_take(step, result, table, call) for step in steps]
    grad_enabled = torch.is_grad_enabled()
    gradients = _gradients(request, table, result)
    kinds = {key: description.kind for key, description in request["objects"].items()}
    return Record(
        "returned",
        {
            "value": describe(result),
            "exhausted": exhausted,
            "steps": after_steps,
            "has_graph": isinstance(result, torch.Tensor) and result.requires_grad,
            "gradients": gradients,
            "after": {
                key: state_of(table.objects[key]) for key in kinds if kinds[key] in WITH_STATE
            },
            "traces": {key: describe(trace) for key, trace in table.traces.items() if trace},
            "reseeded": generators.was_one_seeded(luck_before),
            "grad_enabled": grad_enabled,
        },
    )


def _collect(iterable: Any, limit: int) -> tuple[list[Any], bool]:
    """The first `limit` items, and whether there were no more."""
    items = list(itertools.islice(iter(iterable), limit + 1))
    return items[:limit], len(items) <= limit


def _gradients(request: Record, table: Table, result: Any) -> dict[str, Any] | None:
    """The gradient of sum(cotangent * result) for each tensor that requires one.

    None where there is nothing to differentiate, or the shapes leave it undefined.
    """
    cotangent = request["cotangent"]
    if cotangent is None or not isinstance(result, torch.Tensor) or not result.requires_grad:
        return None
    if result.shape != cotangent.shape:
        return None
    inputs = {
        key: value
        for key, value in table.objects.items()
        if isinstance(value, torch.Tensor) and value.requires_grad
    }
    if not inputs:  # the function took away their requires_grad
        return None
    found = torch.autograd.grad(
        result, list(inputs.values()), cotangent.to(result.dtype), allow_unused=True
    )
    return {key: describe(gradient) for key, gradient in zip(inputs, found, strict=True)}


def _take(step: Record, result: Any, table: Table, again: Callable[[], Any]) -> Any:
    """One look at a returned object: an item, a method's result, its first few items ..."""
    target = result
    for key in step["path"]:
        target = getattr(target, key) if isinstance(key, str) else target[key]
    match step.kind:
        case "get":
            return describe(target)
        case "call":
            return describe(target(*table.value(step["arguments"])))
        case "length":
            return len(target)
        case "class":
            return [cls.__name__ for cls in type(target).__mro__][:20]
        case "collect":
            items, exhausted = _collect(target, step["limit"])
            return {"items": describe(items), "exhausted": exhausted}
        case "first":
            return {"items": describe(list(itertools.islice(iter(target), step["limit"])))}
        case "axes":
            return describe_axes(target)
        case "graphs":
            return count_graphs(target)
        case "again":
            for tensor, gradient in step["gradients"]:
                table.value(tensor).grad = gradient.clone()
            return describe(again())
    raise ValueError(f"unknown step {step.kind!r}")
