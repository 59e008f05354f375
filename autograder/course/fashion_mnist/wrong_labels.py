"""Wrong versions of get_fashion_mnist_labels."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="get_fashion_mnist_labels.no_return",
        message=mark("builds the list but returns nothing"),
        hint=mark("What does a function give back that has no `return`?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    found = [names[int(label)] for label in labels]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.split_ankle_boot",
        message=mark("has 'ankle' and 'boot' as two names"),
        hint=mark("Count your names, and look at the last one."),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle", "boot"]
    return [names[int(label)] for label in labels]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.missing_comma",
        message=mark("lost a comma, so that two names have become one"),
        hint=mark("How many names does your list hold? Print its length."),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat"
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[int(label)] for label in labels]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.capitals",
        message=mark("writes the names with capital letters"),
        hint=mark("Compare a name with the table letter by letter."),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[int(label)].capitalize() for label in labels]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.exchanged_names",
        message=mark("exchanges two of the names"),
        hint=mark("Go through the table once more: which name belongs to which id?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "dress", "pullover", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[int(label)] for label in labels]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.joined",
        message=mark("returns one text instead of a list"),
        hint=mark("How many names should come back for three labels?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return ", ".join(names[int(label)] for label in labels)
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.tensor_only",
        message=mark("works for tensors alone"),
        hint=mark("Which kinds of labels can be looped over but have no .tolist()?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[label] for label in labels.tolist()]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.needs_length",
        message=mark("counts the labels, which an iterator has no number of"),
        hint=mark("What can you do with an iterator besides going through it?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[int(labels[i])] for i in range(len(labels))]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.distinct_only",
        message=mark("names every class once, however often it occurs"),
        hint=mark("What should come back for three equal labels?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[label] for label in sorted({int(label) for label in labels})]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.starts_at_one",
        message=mark("counts class ids from 1"),
        hint=mark("Which name belongs to class id 0?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[int(label) - 1] for label in labels]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.first_only",
        message=mark("returns from within the loop, after the first name"),
        hint=mark("What makes your loop end, and how far is that line indented?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    found = []
    for label in labels:
        found.append(names[int(label)])
        return found
    return found
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.zero_left_out",
        message=mark("leaves out class 0, which counts as false"),
        hint=mark("What does `if` make of the number 0?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return [names[int(label)] for label in labels if label]
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.goes_on_from_before",
        message=mark("adds to the names of the calls before it"),
        hint=mark("When is the value after = in a def line made, and how often?"),
        code="""\
def get_fashion_mnist_labels(labels, found=[]):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    found.extend(names[int(label)] for label in labels)
    return list(found)
""",
    ),
    KnownMistake(
        id="get_fashion_mnist_labels.generator",
        message=mark("returns a generator, which has no length and no entries"),
        hint=mark("What do round brackets make of a list comprehension?"),
        code="""\
def get_fashion_mnist_labels(labels):
    names = ["t-shirt", "trouser", "pullover", "dress", "coat",
             "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    return (names[int(label)] for label in labels)
""",
    ),
)
