"""Operators for calls: arguments left out and exchanged, calls and methods left out."""

from __future__ import annotations

import ast

from autograder.authoring.mutants.general import Changes, Names
from autograder.authoring.mutants.operator import changed, on, parsed, swapped, without


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@on(ast.Call)
def arguments(node: ast.Call, names: Names) -> Changes:
    for index, keyword in enumerate(node.keywords):
        fewer = changed(node, keywords=without(node.keywords, index))
        yield f"{called(node)}_{keyword.arg}_dropped", fewer
    for index in range(len(node.args)):
        if len(node.args) > 1 or isinstance(node.func, ast.Attribute):
            fewer = changed(node, args=without(node.args, index))
            yield f"{called(node)}_argument_{index}_dropped", fewer
    for index in range(len(node.args) - 1):
        exchanged = changed(node, args=swapped(node.args, index))
        yield f"{called(node)}_arguments_{index}_swapped", exchanged


@on(ast.Call)
def call_dropped(node: ast.Call, names: Names) -> Changes:
    """f(x, ...) -> x, x.m(...) -> x; of a function of a module the first argument."""
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield f"{called(node)}_to_argument", node.args[0]
    if isinstance(node.func, ast.Attribute):
        yield f"{called(node)}_call_dropped", node.func.value


@on(ast.Attribute)
def attribute_dropped(node: ast.Attribute, names: Names) -> Changes:
    if isinstance(node.ctx, ast.Load) and node.attr in ("T", "shape", "grad", "solution"):
        yield f"{node.attr}_dropped", node.value


@on(ast.Starred)
def star_dropped(node: ast.Starred, names: Names) -> Changes:
    yield "star_dropped", node.value


@on(ast.Call)
def ranges(node: ast.Call, names: Names) -> Changes:
    if called(node) != "range":
        return
    start, *rest = node.args if len(node.args) > 1 else [ast.Constant(0), *node.args]
    stop, *step = rest
    one = ast.Constant(1)
    for name, first, last in (
        ("start_plus_1", ast.BinOp(start, ast.Add(), one), stop),
        ("stop_plus_1", start, ast.BinOp(stop, ast.Add(), one)),
        ("stop_minus_1", start, ast.BinOp(stop, ast.Sub(), one)),
    ):
        yield f"range_{name}", changed(node, args=[first, last, *step])


@on(ast.Call)
def lengths(node: ast.Call, names: Names) -> Changes:
    """The length of something plus and minus one; the length of its other axis."""
    if called(node) != "len":
        return
    one = ast.Constant(1)
    yield "len_plus_1", ast.BinOp(node, ast.Add(), one)
    yield "len_minus_1", ast.BinOp(node, ast.Sub(), one)
    columns = parsed("x.shape[-1]")
    columns.value.value = node.args[0]
    yield "len_of_last_axis", columns
