"""Operators for torch: axes, reductions, graphs, dtypes, changes in place, layers, optimizers."""

from __future__ import annotations

import ast
from typing import Any

from autograder.authoring.mutants.calls import called
from autograder.authoring.mutants.general import Changes, Names
from autograder.authoring.mutants.operator import changed, on, parsed

# What is called, and what might stand there by mistake with the same arguments.
INSTEAD: dict[str, tuple[str, ...]] = {
    "sum": ("mean", "amax"), "mean": ("sum",), "amax": ("amin", "mean", "sum"),
    "argmax": ("argmin", "amax"), "exp": ("expm1", "exp2"), "log": ("log2", "log10", "log1p"),
    "abs": ("neg", "square"), "randn": ("rand", "zeros", "ones"), "randperm": ("arange",),
    "zeros": ("ones",), "ones_like": ("zeros_like",), "zeros_": ("ones_", "normal_"),
    "normal_": ("uniform_", "trunc_normal_"), "eye": ("ones",), "arange": ("zeros", "randperm"),
    "eval": ("train",), "train": ("eval",), "no_grad": ("enable_grad",), "append": ("extend",),
    "where": ("lerp",), "cat": ("stack",), "sqrt": ("square",), "step": ("zero_grad",),
    "MSELoss": ("L1Loss", "SmoothL1Loss"), "CrossEntropyLoss": ("NLLLoss", "MultiMarginLoss"),
    "SGD": ("Adam", "Adagrad", "RMSprop"), "Linear": ("LazyLinear",), "Flatten": ("Identity",),
    "Resize": ("CenterCrop", "RandomCrop"), "ToTensor": ("PILToTensor",),
    "FashionMNIST": ("MNIST",), "set_axis_off": ("set_axis_on",), "set_title": ("set_xlabel",),
    "imshow": ("matshow", "pcolormesh"), "zero_": ("abs_",), "insert": ("__setitem__",),
    "len": ("type",), "zip": ("map",), "evaluate_accuracy": ("accuracy",),
}  # fmt: skip
# Arguments that are easily there too many.
ADDED = {
    "MSELoss": ("reduction='sum'", "reduction='none'"),
    "CrossEntropyLoss": ("reduction='sum'", "reduction='none'", "label_smoothing=0.1"),
    "SGD": ("momentum=0.9", "weight_decay=0.01", "maximize=True"),
    "DataLoader": ("drop_last=True", "num_workers=0, sampler=list(range(5))"),
    "Linear": ("bias=False",),
    "sum": ("keepdim=True",), "mean": ("keepdim=True",), "amax": ("keepdim=True",),
    "argmax": ("keepdim=True",), "flatten": ("end_dim=-2",),
    "randn": ("requires_grad=True",),
}  # fmt: skip
_AXES = ("dim", "start_dim", "axis")
_WITHOUT_GRAPH = ("detach", "arange", "len", "range", "zip", "eye", "list", "item")
_RANDOM = ("randn", "randperm", "normal", "normal_", "shuffle")


@on(ast.Call)
def other_call(node: ast.Call, names: Names) -> Changes:
    for name in INSTEAD.get(called(node), ()):
        function: Any = node.func
        field = "attr" if isinstance(function, ast.Attribute) else "id"
        other = changed(function, **{field: name})
        yield f"{called(node)}_to_{name}", changed(node, func=other)


@on(ast.Call)
def added_keyword(node: ast.Call, names: Names) -> Changes:
    given = {keyword.arg for keyword in node.keywords}
    for text in ADDED.get(called(node), ()):
        keywords = parsed(f"f({text})").keywords
        if not given & {keyword.arg for keyword in keywords}:
            name = "_".join(keyword.arg for keyword in keywords)
            yield f"{called(node)}_{name}_added", changed(node, keywords=node.keywords + keywords)


@on(ast.Call)
def last_axis(node: ast.Call, names: Names) -> Changes:
    """The last axis but one; those that are near in number come from the operator of constants."""
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in _AXES:
            keywords = [*node.keywords]
            keywords[index] = ast.keyword(keyword.arg, parsed("-2"))
            yield f"{called(node)}_{keyword.arg}_to_-2", changed(node, keywords=keywords)


@on(ast.BinOp, ast.Call)
def graph_cut(node: ast.expr, names: Names) -> Changes:
    """The value is right, but what it was computed from is forgotten."""
    if isinstance(node, ast.Call) and called(node) in _WITHOUT_GRAPH:
        return
    cut = parsed("x.detach()")
    cut.func.value = node
    yield "detached", cut


@on(ast.BinOp)
def in_place(node: ast.BinOp, names: Names) -> Changes:
    """The left operand is overwritten, which may be an argument of the caller's."""
    if not isinstance(node.left, ast.Name):
        return  # the result of a computation belongs to nobody
    methods = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_", ast.Pow: "pow_"}
    if type(node.op) in methods:
        method = ast.Attribute(node.left, methods[type(node.op)], ast.Load())
        yield f"{methods[type(node.op)]}in_place", ast.Call(method, [node.right], [])


@on(ast.Call)
def call_in_place(node: ast.Call, names: Names) -> Changes:
    receiver = getattr(node.func, "value", None)
    if called(node) in ("exp", "log", "abs") and getattr(receiver, "id", "torch") != "torch":
        overwriting = changed(node, func=changed(node.func, attr=f"{called(node)}_"))
        yield f"{called(node)}_in_place", overwriting


@on(ast.Return)
def other_tensor(node: ast.Return, names: Names) -> Changes:
    """The result with another sign, size, shape, dtype, or without its graph."""
    if node.value is None or isinstance(node.value, ast.List | ast.ListComp):
        return
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for index, value in enumerate(values):
        for name, text in _SPOILT.items():
            spoilt = ast.unparse(value)
            new = [*values]
            new[index] = parsed(text.format(f"({spoilt})"))
            whole = ast.Tuple(new, ast.Load()) if isinstance(node.value, ast.Tuple) else new[0]
            yield f"result_{index}_{name}", changed(node, value=whole)


_SPOILT = {
    "negated": "-{0}",
    "doubled": "2 * {0}",
    "almost": "1.01 * {0}",
    "shifted": "{0} + 0.01",
    "halved": "{0} / 2",
    "detached": "{0}.detach()",
    "summed": "{0}.sum()",
    "averaged": "{0}.mean()",
    "flat": "{0}.reshape(-1)",
    "column": "{0}.unsqueeze(-1)",
    "transposed": "{0}.T",
    "double": "{0}.double()",
    "float": "{0}.float()",
    "half": "{0}.half()",
    "half_precision": "{0}.half().to({0}.dtype)",
    "truncated": "{0}.trunc()",
    "clamped": "{0}.clamp(min=0)",
    "numpy": "{0}.detach().numpy()",
    "text": "str({0})",
    "list": "{0}.tolist()",
    "first": "{0}[:1]",
    "reversed": "{0}.flip(0)",
    "integer": "int({0})",
}


@on(ast.Attribute)
def other_dtype(node: ast.Attribute, names: Names) -> Changes:
    for was, other in (("float32", "float64"), ("weight", "bias"), ("bias", "weight")):
        if node.attr == was and isinstance(node.ctx, ast.Load):
            yield f"{was}_to_{other}", changed(node, attr=other)


@on(ast.FunctionDef)
def reseeded(node: ast.FunctionDef, names: Names) -> Changes:
    """The caller's generator is set anew at each call, where something random is asked for."""
    if not any(word in ast.unparse(node) for word in _RANDOM):
        return
    yield "reseeded", changed(node, body=[ast.Expr(parsed("torch.manual_seed(0)")), *node.body])


@on(ast.FunctionDef)
def autograd_off(node: ast.FunctionDef, names: Names) -> Changes:
    """For the whole function, or from its first line on for everybody."""
    with_block = ast.With([ast.withitem(parsed("torch.no_grad()"))], node.body)
    yield "within_no_grad", changed(node, body=[with_block])
    off = ast.Expr(parsed("torch.set_grad_enabled(False)"))
    yield "autograd_left_off", changed(node, body=[off, *node.body])
