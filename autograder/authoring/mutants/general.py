"""Operators for any Python: arithmetic, comparisons, constants, conditions, statements, loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from autograder.authoring.mutants.operator import Replacement, changed, on, parsed, swapped, without

Changes = Iterator[tuple[str, Replacement]]
Names = tuple[str, ...]

_INSTEAD: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Div),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.MatMult: (ast.Mult, ast.Add),
    ast.Pow: (ast.Mult, ast.Div),
}
_NOT_COMMUTATIVE = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def _name(kind: object) -> str:
    return type(kind).__name__.lower()


@on(ast.BinOp)
def arithmetic(node: ast.BinOp, names: Names) -> Changes:
    was = _name(node.op)
    for kind in _INSTEAD[type(node.op)]:
        yield f"{was}_to_{_name(kind())}", changed(node, op=kind())
    if isinstance(node.op, _NOT_COMMUTATIVE):
        yield f"{was}_swapped", changed(node, left=node.right, right=node.left)
    yield f"{was}_left_only", node.left
    yield f"{was}_right_only", node.right


@on(ast.UnaryOp)
def sign(node: ast.UnaryOp, names: Names) -> Changes:
    yield f"{_name(node.op)}_dropped", node.operand


@on(ast.AugAssign)
def augmented(node: ast.AugAssign, names: Names) -> Changes:
    yield "removed", ast.Pass()
    yield "aug_to_assign", ast.Assign([node.target], node.value)
    if isinstance(node.target, ast.Name):
        value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
        yield "aug_to_rebinding", ast.Assign([node.target], value)
    for kind in _INSTEAD[type(node.op)]:
        yield f"aug_{_name(node.op)}_to_{_name(kind())}", changed(node, op=kind())


@on(ast.Compare)
def comparison(node: ast.Compare, names: Names) -> Changes:
    (op,) = node.ops
    if isinstance(op, ast.Is | ast.IsNot):
        other = ast.IsNot() if isinstance(op, ast.Is) else ast.Is()
        yield f"{_name(op)}_to_{_name(other)}", changed(node, ops=[other])
        return
    for kind in _COMPARISONS:
        if not isinstance(op, kind):
            yield f"{_name(op)}_to_{_name(kind())}", changed(node, ops=[kind()])


@on(ast.Constant)
def constant(node: ast.Constant, names: Names) -> Changes:
    value: Any = node.value
    if isinstance(value, bool):
        yield f"{value}_to_{not value}".lower(), ast.Constant(not value)
    elif isinstance(value, int | float):
        numbers = {0, 1, 2 * value, value + 1, value - 1, -value}
        if isinstance(value, float):
            numbers |= {value / 10, value * 1.01, 10 * value}
        for number in sorted(numbers - {value}):
            yield f"{value}_to_{number:.6g}", parsed(repr(number))
    elif isinstance(value, str):
        yield "text_changed", ast.Constant(f"{value}x")
    elif value is None:
        yield "none_to_zero", ast.Constant(0)


@on(ast.Name)
def other_name(node: ast.Name, names: Names) -> Changes:
    if isinstance(node.ctx, ast.Load) and node.id in names:
        for name in names:
            if name != node.id:
                yield f"{node.id}_to_{name}", ast.Name(name, node.ctx)


@on(ast.If, ast.IfExp)
def condition(node: ast.If | ast.IfExp, names: Names) -> Changes:
    yield "condition_negated", changed(node, test=ast.UnaryOp(ast.Not(), node.test))
    yield "condition_true", changed(node, test=ast.Constant(True))
    yield "condition_false", changed(node, test=ast.Constant(False))


@on(ast.Expr, ast.Assign, ast.For, ast.With)
def statement(node: ast.stmt, names: Names) -> Changes:
    """Leave it out; of a block also only its head, so that its body runs once or not at all."""
    yield "removed", ast.Pass()
    if isinstance(node, ast.With):
        yield "context_removed", node.body
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield):
        yield "yield_to_return", ast.Return(node.value.value)


@on(ast.For, ast.With, ast.If, ast.FunctionDef)
def order(node: Any, names: Names) -> Changes:
    """Neighbours exchanged; the last statement of a block moved behind it."""
    for index in range(len(node.body) - 1):
        # a statement that needs what the one before it makes raises an error; no matter
        yield f"statements_swapped_{index + 1}", changed(node, body=swapped(node.body, index))
    if not isinstance(node, ast.FunctionDef) and len(node.body) > 1:
        yield "last_moved_out", [changed(node, body=node.body[:-1]), node.body[-1]]
    if isinstance(node, ast.With) and len(node.body) == 1 and isinstance(node.body[0], ast.For):
        yield "head_moved_out", [changed(node, body=[ast.Pass()]), *node.body]


@on(ast.For)
def loop(node: ast.For, names: Names) -> Changes:
    yield "one_iteration", changed(node, body=[*node.body, ast.Break()])
    skipping = parsed("list(x)[1:]")
    skipping.value.args = [node.iter]
    yield "first_skipped", changed(node, iter=skipping)
    sparing = parsed("list(x)[:-1]")
    sparing.value.args = [node.iter]
    yield "last_skipped", changed(node, iter=sparing)


@on(ast.FunctionDef, ast.For)
def early_return(node: Any, names: Names) -> Changes:
    """A return that slipped into the loop before it."""
    for index in range(len(node.body) - 1):
        block, after = node.body[index : index + 2]
        if isinstance(block, ast.For | ast.With) and isinstance(after, ast.Return):
            inside = changed(block, body=[*block.body, after])
            yield "return_in_block", changed(node, body=[*node.body[:index], inside, after])


@on(ast.Return, ast.Yield)
def result(node: Any, names: Names) -> Changes:
    yield "result_none", changed(node, value=ast.Constant(None))
    for name in names:
        yield f"result_{name}", changed(node, value=ast.Name(name, ast.Load()))


@on(ast.Tuple)
def items(node: ast.Tuple, names: Names) -> Changes:
    if isinstance(node.ctx, ast.Store):
        return
    for index in range(len(node.elts)):
        yield f"item_{index}_only", node.elts[index]
        if len(node.elts) > 2:
            yield f"item_{index}_dropped", changed(node, elts=without(node.elts, index))
    for index in range(len(node.elts) - 1):
        yield f"items_{index}_swapped", changed(node, elts=swapped(node.elts, index))


@on(ast.Subscript)
def indexing(node: ast.Subscript, names: Names) -> Changes:
    if isinstance(node.ctx, ast.Store):
        return
    yield "index_dropped", node.value
    if isinstance(node.slice, ast.Slice):
        return
    everything = ast.Slice()
    if isinstance(node.slice, ast.Tuple):
        for index in range(len(node.slice.elts)):
            chosen = [*node.slice.elts]
            chosen[index] = everything
            yield f"index_{index}_all", changed(node, slice=ast.Tuple(chosen, ast.Load()))


@on(ast.Slice)
def bounds(node: ast.Slice, names: Names) -> Changes:
    for side in ("lower", "upper", "step"):
        bound = getattr(node, side)
        if bound is not None:
            yield f"{side}_dropped", changed(node, **{side: None})
        if bound is not None and side != "step":
            one = ast.Constant(1)
            yield f"{side}_plus_1", changed(node, **{side: ast.BinOp(bound, ast.Add(), one)})
            yield f"{side}_minus_1", changed(node, **{side: ast.BinOp(bound, ast.Sub(), one)})
