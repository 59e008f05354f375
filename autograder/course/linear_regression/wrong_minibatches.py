"""Wrong versions of data_iter."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="data_iter.last_batch_dropped",
        message=mark("The examples left over after the last full minibatch are never seen."),
        hint=mark("Count the examples of one epoch."),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for start in range(0, len(features) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.range_too_short",
        message=mark("A minibatch is lost, even where all are full."),
        hint=mark("Count the examples of one epoch."),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for start in range(0, len(features) - batch_size, batch_size):
        rows = order[start : start + batch_size]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.last_batch_filled_up",
        message=mark("The last minibatch is filled up with examples that came before."),
        hint=mark("Is every example seen exactly once?"),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features)).tolist()
    for start in range(0, len(features), batch_size):
        rows = order[start : start + batch_size]
        rows += order[: batch_size - len(rows)]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.with_replacement",
        message=mark("Within a pass examples repeat, and others are left out."),
        hint=mark("Is every example seen exactly once?"),
        code="""
def data_iter(batch_size, features, labels):
    for start in range(0, len(features), batch_size):
        size = min(batch_size, len(features) - start)
        rows = torch.randint(0, len(features), (size,))
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.not_shuffled",
        message=mark("The examples are not shuffled."),
        hint=mark("In which order do the rows come in two passes?"),
        code="""
def data_iter(batch_size, features, labels):
    for start in range(0, len(features), batch_size):
        yield features[start : start + batch_size], labels[start : start + batch_size]
""",
    ),
    KnownMistake(
        id="data_iter.same_order_every_time",
        message=mark("Every pass has the same order."),
        hint=mark("In which order do the rows come in two passes?"),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features), generator=torch.Generator().manual_seed(0))
    for rows in order.split(batch_size):
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.fixed_seed",
        message=mark("A global random generator gets a fixed seed inside the function."),
        hint=mark("Which order does the second pass get, and what else is drawn after it?"),
        code="""
def data_iter(batch_size, features, labels):
    torch.manual_seed(0)
    for rows in torch.randperm(len(features)).split(batch_size):
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.only_batches_shuffled",
        message=mark("The order of the minibatches is random, but each holds neighbouring rows."),
        hint=mark("Which rows can meet in one minibatch?"),
        code="""
def data_iter(batch_size, features, labels):
    blocks = torch.arange(len(features)).split(batch_size)
    for number in torch.randperm(len(blocks)).tolist():
        yield features[blocks[number]], labels[blocks[number]]
""",
    ),
    KnownMistake(
        id="data_iter.shuffled_within_blocks",
        message=mark("Rows are shuffled only within their own minibatch."),
        hint=mark("Which rows can meet in one minibatch?"),
        code="""
def data_iter(batch_size, features, labels):
    for block in torch.arange(len(features)).split(batch_size):
        rows = block[torch.randperm(len(block))]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.blocks_and_within",
        message=mark(
            "Minibatches and the rows within them are shuffled, but rows never change minibatch."
        ),
        hint=mark("Which rows can meet in one minibatch?"),
        code="""
def data_iter(batch_size, features, labels):
    blocks = torch.arange(len(features)).split(batch_size)
    for number in torch.randperm(len(blocks)).tolist():
        rows = blocks[number][torch.randperm(len(blocks[number]))]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.rest_not_shuffled",
        message=mark("The last, shorter minibatch holds the same rows in each pass."),
        hint=mark("Which rows can be left over after the last full minibatch?"),
        code="""
def data_iter(batch_size, features, labels):
    full = len(features) - len(features) % batch_size
    order = torch.randperm(full)
    for start in range(0, full, batch_size):
        rows = order[start : start + batch_size]
        yield features[rows], labels[rows]
    if full < len(features):
        yield features[full:], labels[full:]
""",
    ),
    KnownMistake(
        id="data_iter.labels_not_shuffled",
        message=mark("Features are shuffled, labels are not."),
        hint=mark("Is each row still next to its own label?"),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for start in range(0, len(features), batch_size):
        yield features[order[start : start + batch_size]], labels[start : start + batch_size]
""",
    ),
    KnownMistake(
        id="data_iter.shuffled_separately",
        message=mark("Features and labels are shuffled with two different orders."),
        hint=mark("Is each row still next to its own label?"),
        code="""
def data_iter(batch_size, features, labels):
    X, y = features[torch.randperm(len(features))], labels[torch.randperm(len(labels))]
    for start in range(0, len(features), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]
""",
    ),
    KnownMistake(
        id="data_iter.return_for_yield",
        message=mark(
            "`return` gives one pair of tensors instead of minibatches one after the other."
        ),
        hint=mark("What does a for loop get from your function?"),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for rows in order.split(batch_size):
        return features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.endless",
        message=mark("A pass never ends."),
        hint=mark("When is an epoch over?"),
        code="""
def data_iter(batch_size, features, labels):
    while True:
        for rows in torch.randperm(len(features)).split(batch_size):
            yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.one_buffer",
        message=mark(
            "Each minibatch is in the same memory as the one before, which changes as it comes."
        ),
        hint=mark("What do the minibatches hold after `list(data_iter(...))`?"),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    X = torch.empty(batch_size, *features.shape[1:], dtype=features.dtype)
    y = torch.empty(batch_size, *labels.shape[1:], dtype=labels.dtype)
    for rows in order.split(batch_size):
        X[: len(rows)], y[: len(rows)] = features[rows], labels[rows]
        yield X[: len(rows)], y[: len(rows)]
""",
    ),
    KnownMistake(
        id="data_iter.shuffles_the_callers_data",
        message=mark("The caller's tensors are put in a new order."),
        hint=mark("What happened to `features` after your function ran?"),
        code="""
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    features[:], labels[:] = features[order], labels[order]
    for start in range(0, len(features), batch_size):
        yield features[start : start + batch_size], labels[start : start + batch_size]
""",
    ),
    KnownMistake(
        id="data_iter.reseeds",
        message=mark("A global random generator is seeded inside the function."),
        hint=mark("Who else uses random numbers after your function has set the seed?"),
        code="""
def data_iter(batch_size, features, labels):
    import time

    torch.manual_seed(time.time_ns())
    for rows in torch.randperm(len(features)).split(batch_size):
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        id="data_iter.one_circle",
        message=mark("In your shuffle each row is exchanged with another one, never with itself."),
        hint=mark("Over two rows, which orders does your shuffle give, and which are there?"),
        code="""
def data_iter(batch_size, features, labels):
    rows = list(range(len(features)))
    for last in range(len(rows) - 1, 0, -1):
        other = int(torch.randint(last, ()))
        rows[last], rows[other] = rows[other], rows[last]
    for start in range(0, len(rows), batch_size):
        part = rows[start : start + batch_size]
        yield features[part], labels[part]
""",
    ),
    KnownMistake(
        id="data_iter.single_rows_dropped",
        message=mark("A last minibatch of a single row is left out."),
        hint=mark("Is one example less worth learning from than two?"),
        code="""
def data_iter(batch_size, features, labels):
    for rows in torch.randperm(len(features)).split(batch_size):
        if len(rows) > 1 or batch_size == 1 or len(features) == 1:
            yield features[rows], labels[rows]
""",
    ),
)
