"""The mutants of an exercise: its solution with one change at one place each."""

from __future__ import annotations

import ast
import copy
import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.authoring.mutants import calls, general, tensors  # noqa: F401  they register
from autograder.authoring.mutants.operator import Replacement, changes
from autograder.authoring.stubs import BEGIN, END


@dataclass(frozen=True)
class Mutant:
    """One changed solution of one exercise.

    `id` is "exercise:line:change", the line counted in the solution as Python itself would write
    it, without comments and docstrings; equal changes on one line are numbered.
    """

    id: str
    exercise: str
    code: str  # the whole definition
    change: str  # the lines that differ: those of the solution with "- " before, then its own, "+ "

    @property
    def line(self) -> str:
        """The first line that it writes anew; if it merely leaves some out, the first of those."""
        lines = self.change.splitlines()
        return next((line[2:] for line in lines if line[0] == "+"), lines[0][2:])

    def planted_in(self, solution: str) -> str:
        """The lesson's py:percent text with the mutant after (so in place of) the solution."""
        return f"{solution}\n\n# %%\n{self.code}\n"


def mutants_in(solution: str, exercise: str) -> list[Mutant]:
    """All mutants of an exercise of this lesson's text; no two of them have the same code."""
    definition, is_solution = solution_of(solution, exercise)
    original, names = ast.unparse(definition), _names_around(definition)
    seen, made = {original}, []
    numbers: Counter[str] = Counter()
    for index, node in enumerate(ast.walk(definition)):
        if not is_solution[index]:
            continue
        for name, replacement in changes(node, names.get(node, ())):
            code = _replaced(definition, index, replacement)
            if code not in seen:
                seen.add(code)
                label = f"{exercise}:{getattr(node, 'lineno', 1)}:{name}"
                numbers[label] += 1
                number = f".{numbers[label]}" if numbers[label] > 1 else ""
                made.append(Mutant(label + number, exercise, code, _difference(original, code)))
    return made


def definition_in(text: str, exercise: str) -> ast.FunctionDef | ast.ClassDef:
    """The exercise's only definition; ValueError if there are others, or none."""
    (written,) = (
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == exercise
    )
    return written


def solution_of(text: str, exercise: str) -> tuple[ast.stmt, list[bool]]:
    """The exercise's definition without docstrings, and of each node whether a student writes it.

    Nodes are in the order of ast.walk; their lines are those of the definition as ast.unparse
    writes it.
    """
    written = definition_in(text, exercise)
    for node in ast.walk(written):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    regions = list(_regions(text))
    definition = ast.parse(ast.unparse(written)).body[0]
    inside = [_is_inside(node, regions) for node in ast.walk(written)]
    return definition, inside


def _regions(text: str) -> Iterator[range]:
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() == BEGIN:
            start = number
        elif line.strip() == END:
            yield range(start, number)


def _is_inside(node: ast.AST, regions: list[range]) -> bool:
    """Whether it stands in a solution region; a function does with its body as a whole."""
    if isinstance(node, ast.FunctionDef):
        node = node.body[0]
    line = getattr(node, "lineno", None)
    return line is not None and any(line in region for region in regions)


def _names_around(definition: ast.stmt) -> dict[ast.AST, tuple[str, ...]]:
    """For each node the parameters and local names of the function that it stands in."""
    around: dict[ast.AST, tuple[str, ...]] = {}
    for function in ast.walk(definition):
        if isinstance(function, ast.FunctionDef):
            every = [*function.args.args, function.args.vararg]
            names = [each.arg for each in every if each is not None]
            names += [
                part.id
                for part in ast.walk(function)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            ]
            around |= dict.fromkeys(ast.walk(function), tuple(dict.fromkeys(names)))
    return around


class _Put(ast.NodeTransformer):
    def __init__(self, target: ast.AST, replacement: Replacement) -> None:
        self.target, self.replacement = target, replacement

    def visit(self, node: ast.AST) -> Replacement:
        return self.replacement if node is self.target else self.generic_visit(node)


def _replaced(definition: ast.stmt, index: int, replacement: Replacement) -> str:
    module = ast.Module([copy.deepcopy(definition)], [])
    target = list(ast.walk(module.body[0]))[index]
    _Put(target, copy.deepcopy(replacement)).visit(module)
    return ast.unparse(ast.fix_missing_locations(module))


def _difference(original: str, code: str) -> str:
    lines = difflib.ndiff(original.splitlines(), code.splitlines())
    return "\n".join(line[:2] + line[2:].strip() for line in lines if line[0] in "+-")
