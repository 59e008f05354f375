"""Wrong versions of Accumulator."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="Accumulator.overwrites",
        message=mark("add replaces the totals by the new values."),
        hint=mark("After two calls of add, what does your object remember of the first?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [float(v) for v in values]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.keeps_tensors",
        message=mark("Tensors are added as they are, so a total is a tensor with its history."),
        hint=mark("Does your total still carry the history of what was added?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + v for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.reset_empties",
        message=mark("reset removes the totals instead of setting them to zero."),
        hint=mark("How many totals are there after reset?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = []

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.reset_does_nothing",
        message=mark("reset leaves the totals as they are."),
        hint=mark("Print the totals before and after reset(): which line should change them?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.reset_returns_another",
        message=mark("reset makes a new Accumulator and leaves the totals of this one."),
        hint=mark("What does the caller, who only writes totals.reset(), add to afterwards?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        return Accumulator(len(self.totals))

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.shared_by_all",
        message=mark("All accumulators share their totals."),
        hint=mark("Make two of them and add to one: what does the other say?"),
        code="""
class Accumulator:
    totals = [0.0] * 100

    def __init__(self, n):
        self.n = n

    def add(self, *values):
        for i, value in enumerate(values):
            self.totals[i] += float(value)

    def reset(self):
        self.totals[:] = [0.0] * 100

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.misspelt_attribute",
        message=mark("reset is missing, or names something that does not exist."),
        hint=mark("Which of your methods have you run?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.total)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.adds_all_to_all",
        message=mark("Every total gets the sum of all values."),
        hint=mark("Which value belongs to which total?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + sum(float(v) for v in values) for t in self.totals]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.floats_on_reading",
        message=mark(
            "Tensors are added with their graphs, and made floats only when a total is read."
        ),
        hint=mark("What does your object hold on to between two calls of add?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + v for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return float(self.totals[index])
""",
    ),
    KnownMistake(
        id="Accumulator.reads_through_numpy",
        message=mark("A tensor is read through NumPy, which refuses one that requires grad."),
        hint=mark("Which way to the number in a tensor works for a loss with a graph?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(torch.as_tensor(v).numpy()) for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.shared_and_emptied",
        message=mark("All accumulators share their totals, and a new one sets them to zero."),
        hint=mark("Make two of them, one after the other: what does the first one say?"),
        code="""
class Accumulator:
    totals = []

    def __init__(self, n):
        Accumulator.totals = [0.0] * n

    def add(self, *values):
        Accumulator.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        Accumulator.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.emptied_when_read",
        message=mark("A total is set to zero when it is read."),
        hint=mark("What do you get when you read the same total twice?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        total, self.totals[index] = self.totals[index], 0.0
        return total
""",
    ),
)
