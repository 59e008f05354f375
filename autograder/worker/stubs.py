"""Definitions that hold nothing yet."""

from __future__ import annotations

import ast


def stub_names(tree: ast.Module) -> set[str]:
    """Those whose bodies hold nothing yet: a docstring, `pass`, `raise NotImplementedError`.

    What is decorated, or a class with a base of its own, may do its work elsewhere: it is one if it
    raises, and waits for no others.
    """
    return {
        node.name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _is_stub(node)
    }


def _is_stub(node: ast.FunctionDef | ast.ClassDef) -> bool:
    if node.decorator_list and not _is_decorated_stub(node):
        return False
    if isinstance(node, ast.ClassDef):
        if not _has_plain_bases(node) and not _raises(node):
            return False
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        return bool(methods) and all(map(_is_stub, methods))
    return all(map(_does_nothing, node.body))


def _is_decorated_stub(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether it raises, as `pass` may be meant, and has no `singledispatch` to register others."""
    names = [ast.unparse(each) for each in node.decorator_list]
    return _raises(node) and not any("dispatch" in name or "register" in name for name in names)


def _raises(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Raise) for each in ast.walk(node))


def _has_plain_bases(node: ast.ClassDef) -> bool:
    """Whether what it inherits from does nothing of what is asked for."""
    return {ast.unparse(base) for base in node.bases} <= {"object", "nn.Module", "torch.nn.Module"}


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False
