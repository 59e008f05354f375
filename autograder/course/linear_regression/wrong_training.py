"""Wrong versions of train_linreg: how it steps."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark


def training_loop(
    epoch: str, *, before: str = "", start: str = "0.01", result: str = "w, b, losses"
) -> str:
    """A training loop with the given body of an epoch, one statement a line."""
    return f"""
def train_linreg(features, labels, lr, num_epochs, batch_size):
    w = torch.normal(0, {start}, (features.shape[1], 1), requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    losses = []{before}
    for _ in range(num_epochs):
{indented(epoch)}
    return {result}
"""


def indented(text: str) -> str:
    """As the body of the loop over epochs."""
    return "\n".join(f"        {line}" for line in text.strip("\n").splitlines())


MEASURE = """
with torch.no_grad():
    losses.append(squared_loss(linreg(features, w, b), labels).mean().item())
"""

RIGHT_EPOCH = f"""
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
{MEASURE}"""


def divided_wrongly(
    id_: str, message: str, loss: str, size: str, *, on_the_way: bool
) -> KnownMistake:
    """The reduction that is differentiated, and what sgd divides by; losses measured on the way
    or after each epoch, which gives other replies.
    """
    steps = f"""
total = 0.0
for X, y in data_iter(batch_size, features, labels):
    l = squared_loss(linreg(X, w, b), y)
    l.{loss}().backward()
    sgd([w, b], lr, {size})
    total += float(l.sum())
"""
    report = "losses.append(total / len(features))" if on_the_way else MEASURE
    hint = mark("In which single place do you average?")
    return KnownMistake(id_, message, hint, training_loop(steps + report))


TWICE = mark("The mean loss is differentiated, and sgd divides by the batch size once more.")
NEVER = mark("The summed loss is differentiated, and nobody divides by the batch size.")
MISTAKES: tuple[KnownMistake, ...] = (
    divided_wrongly("train_linreg.divided_twice", TWICE, "mean", "batch_size", on_the_way=False),
    divided_wrongly(
        "train_linreg.divided_twice_by_rows", TWICE, "mean", "len(X)", on_the_way=False
    ),
    divided_wrongly(
        "train_linreg.divided_twice_early", TWICE, "mean", "batch_size", on_the_way=True
    ),
    divided_wrongly(
        "train_linreg.divided_twice_by_rows_early", TWICE, "mean", "len(X)", on_the_way=True
    ),
    divided_wrongly("train_linreg.never_divided", NEVER, "sum", "1", on_the_way=False),
    divided_wrongly("train_linreg.never_divided_early", NEVER, "sum", "1", on_the_way=True),
    KnownMistake(
        id="train_linreg.divided_by_all",
        message=mark(
            "The step is divided by the number of all examples, not by that of the minibatch."
        ),
        hint=mark("How many examples does the gradient come from?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(features))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.bias_frozen",
        message=mark("Only w is trained."),
        hint=mark("Which parameters does the step get?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w], lr, batch_size)
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.one_step_per_epoch",
        message=mark("The step stands outside the loop over minibatches."),
        hint=mark("How many steps do you take in an epoch?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
sgd([w, b], lr, batch_size)
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.first_batch_only",
        message=mark("Only the first minibatch of each epoch is used."),
        hint=mark("How many steps do you take in an epoch?"),
        code=training_loop(
            """
X, y = next(iter(data_iter(batch_size, features, labels)))
squared_loss(linreg(X, w, b), y).sum().backward()
sgd([w, b], lr, len(X))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.random_batches",
        message=mark("Within an epoch examples repeat, and others are left out."),
        hint=mark("Is an epoch one full pass of data_iter?"),
        code=training_loop(
            """
for start in range(0, len(features), batch_size):
    X, y = next(iter(data_iter(batch_size, features, labels)))
    X, y = X[: len(features) - start], y[: len(features) - start]
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.all_at_once",
        message=mark("batch_size is ignored: one step on all examples in each epoch."),
        hint=mark("How many steps do you take in an epoch?"),
        code=training_loop(
            """
squared_loss(linreg(features, w, b), labels).sum().backward()
sgd([w, b], lr, len(features))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.one_epoch_more",
        message=mark("One epoch too many is trained."),
        hint=mark("How often does your outer loop run?"),
        code=changed(training_loop(RIGHT_EPOCH), "range(num_epochs)", "range(num_epochs + 1)"),
    ),
    KnownMistake(
        id="train_linreg.returns_in_the_loop",
        message=mark("It returns after the first epoch, whatever num_epochs says."),
        hint=mark("What makes your loop end, and how far is that line indented?"),
        code=changed(training_loop(RIGHT_EPOCH), "    return w", "        return w"),
    ),
    KnownMistake(
        id="train_linreg.one_epoch_only",
        message=mark("Only the first epoch trains: after it no minibatches come any more."),
        hint=mark(
            "How many passes do your epochs make, and what is left of a generator after one?"
        ),
        code=training_loop(
            """
for X, y in batches:
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE,
            before="\n    batches = data_iter(batch_size, features, labels)",
        ),
    ),
    KnownMistake(
        id="train_linreg.starts_anew_each_epoch",
        message=mark("The parameters are drawn anew in each epoch."),
        hint=mark("What does the second epoch start from?"),
        code=training_loop(
            """
w = torch.normal(0, 0.01, (features.shape[1], 1), requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.starts_too_large",
        message=mark("The weights start from N(0, 1), not from N(0, 0.01²)."),
        hint=mark("How large are your weights before the first step?"),
        code=training_loop(RIGHT_EPOCH, start="1.0"),
    ),
    KnownMistake(
        id="train_linreg.steps_on_the_last_gradient",
        message=mark("The step comes before backward(), so it uses the minibatch before."),
        hint=mark("What is in .grad when you step?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    if w.grad is not None:
        sgd([w, b], lr, len(X))
    squared_loss(linreg(X, w, b), y).sum().backward()
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.vector_backward",
        message=mark("backward() is called on one loss per example instead of on a single number."),
        hint=mark("How many numbers are you differentiating?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.not_shuffled",
        message=mark("The examples are not shuffled."),
        hint=mark("Which of your functions puts the examples in a random order?"),
        code=training_loop(
            """
for X, y in zip(features.split(batch_size), labels.split(batch_size)):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE
        ),
    ),
    KnownMistake(
        id="train_linreg.shuffled_once",
        message=mark("The examples come in the same order in every epoch."),
        hint=mark("In which line are the examples shuffled, and how often is it run?"),
        code=training_loop(
            """
for X, y in batches:
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE,
            before="\n    batches = list(data_iter(batch_size, features, labels))",
        ),
    ),
    KnownMistake(
        id="train_linreg.same_order_in_every_call",
        message=mark(
            "Every call has the same order: it is not random, or a generator's seed is fixed."
        ),
        hint=mark("What would a second training show of how much depends on the order?"),
        code=training_loop(
            """
for X, y in (
    (features[rows], labels[rows])
    for rows in torch.randperm(len(features), generator=generator).split(batch_size)
):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE,
            before="\n    generator = torch.Generator().manual_seed(0)",
        ),
    ),
    KnownMistake(
        id="train_linreg.fixed_seed",
        message=mark("A global random generator gets a fixed seed inside the function."),
        hint=mark("What would a second training show of how much depends on chance?"),
        code=changed(
            training_loop(RIGHT_EPOCH),
            "    w = torch.normal",
            "    torch.manual_seed(0)\n    w = torch.normal",
        ),
    ),
)
