"""Wrong versions of lesson 6's mathematics: one slip in the formula each."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

_ARGUMENTS = {
    "one_hot": "y, num_classes",
    "log_softmax": "logits",
    "logsumexp": "logits",
    "cross_entropy_with_logits": "logits, y",
    "cross_entropy_gradient": "logits, y",
}


def _slip(id_: str, message: str, hint: str, result: str, *before: str) -> KnownMistake:
    exercise = id_.partition(".")[0]
    lines = [f"def {exercise}({_ARGUMENTS[exercise]}):", *before, f"return {result}"]
    return KnownMistake(id_, message, hint, "\n    ".join(lines))


_SHIFTED = "shifted = logits - logits.amax(1, keepdim=True)"
_PROBABILITIES = "probabilities = log_softmax(logits).exp()"
MISTAKES: tuple[KnownMistake, ...] = (
    _slip(
        "one_hot.all_rows_filled",
        mark("The columns of all labels are filled in every row."),
        mark("Which rows does `[:, y]` change, and which one belongs to label i?"),
        "table",
        "table = torch.zeros(len(y), num_classes)",
        "table[:, y] = 1",
    ),
    _slip(
        "one_hot.starts_at_one",
        mark("Class ids are taken to start at 1."),
        mark("Which column belongs to class 0?"),
        "torch.eye(num_classes)[y - 1]",
    ),
    _slip(
        "one_hot.booleans",
        mark("The entries are truth values, which cannot be subtracted."),
        mark("Which dtype does your table have, and which does the docstring ask for?"),
        "y.reshape(-1, 1) == torch.arange(num_classes)",
    ),
    _slip(
        "one_hot.float64",
        mark("The table is float64, not float32."),
        mark("Which dtype does your table have, and which does the docstring ask for?"),
        "torch.eye(num_classes, dtype=torch.float64)[y]",
    ),
    _slip(
        "log_softmax.forgets_the_log",
        mark("The sum of exponentials is subtracted, not its logarithm."),
        mark("What is log(a / b)?"),
        "shifted - shifted.exp().sum(1, keepdim=True)",
        _SHIFTED,
    ),
    _slip(
        "log_softmax.maximum_left_in",
        mark("The maximum is taken out of the sum, but not of the logit before it."),
        mark("Where does the maximum go when you take the logarithm of the quotient?"),
        "logits - shifted.exp().sum(1, keepdim=True).log()",
        _SHIFTED,
    ),
    _slip(
        "log_softmax.sign",
        mark("The sign is wrong: minus the logarithm is returned."),
        mark("Is the logarithm of a probability above or below 0?"),
        "shifted.exp().sum(1, keepdim=True).log() - shifted",
        _SHIFTED,
    ),
    _slip(
        "log_softmax.mean_subtracted",
        mark("The row's mean is subtracted, which large logits may lie far above."),
        mark("What is the largest number that your exponential can meet?"),
        "shifted - shifted.exp().sum(1, keepdim=True).log()",
        "shifted = logits - logits.mean(1, keepdim=True)",
    ),
    _slip(
        "logsumexp.forgets_the_log",
        mark("The logarithm of the sum is not taken."),
        mark("Say the name aloud: which three steps are in it?"),
        "logits.amax(1) + shifted.exp().sum(1)",
        _SHIFTED,
    ),
    _slip(
        "logsumexp.columns",
        mark("It goes down the columns, over the examples."),
        mark("Which axis counts the classes?"),
        "largest + (logits - largest).exp().sum(0).log()",
        "largest = logits.amax(0)",
    ),
    _slip(
        "logsumexp.base_two",
        mark("The logarithm to base 2 is taken."),
        mark("Which logarithm undoes exp?"),
        "logits.amax(1) + shifted.exp().sum(1).log2()",
        _SHIFTED,
    ),
    _slip(
        "logsumexp.mean",
        mark("The mean of the exponentials is taken, not their sum."),
        mark("What is the result for two equal logits of 0?"),
        "logits.amax(1) + shifted.exp().mean(1).log()",
        _SHIFTED,
    ),
    _slip(
        "cross_entropy_with_logits.sum",
        mark("The sum over the batch is returned, not one loss per example."),
        mark("How many numbers should come back for a batch of five?"),
        "-log_softmax(logits)[torch.arange(len(y)), y].sum()",
    ),
    _slip(
        "cross_entropy_with_logits.keeps_axis",
        mark("The losses have shape (n, 1) instead of (n,)."),
        mark("Which shape does gather give back?"),
        "-log_softmax(logits).gather(1, y.reshape(-1, 1))",
    ),
    _slip(
        "cross_entropy_with_logits.detached",
        mark("The result is cut off from the logits, so no gradient flows back."),
        mark("Is your result still attached to the input?"),
        "-log_softmax(logits.detach())[torch.arange(len(y)), y]",
    ),
    _slip(
        "cross_entropy_with_logits.true_logit_alone",
        mark("Minus the true class's logit is returned, without the log-sum-exp."),
        mark("Does your loss change when another class gets a larger logit?"),
        "-logits[torch.arange(len(y)), y]",
    ),
    _slip(
        "cross_entropy_with_logits.predicted_class",
        mark("The loss of the predicted class is returned, not that of the true one."),
        mark("Does your result depend on y?"),
        "logsumexp(logits) - logits.amax(1)",
    ),
    _slip(
        "cross_entropy_gradient.all_rows_changed",
        mark("1 is subtracted in the columns of all labels, in every row."),
        mark("Which rows does `[:, y]` change, and which one belongs to label i?"),
        "probabilities",
        _PROBABILITIES,
        "probabilities[:, y] -= 1",
    ),
    _slip(
        "cross_entropy_gradient.logarithms",
        mark("The logarithms of the probabilities are taken, not the probabilities."),
        mark("What does each row of the gradient add up to?"),
        "log_softmax(logits) - one_hot(y, logits.shape[1]).to(logits.dtype)",
    ),
    _slip(
        "cross_entropy_gradient.softmax_alone",
        mark("Nothing is subtracted for the true class."),
        mark("What does each row of the gradient add up to?"),
        "log_softmax(logits).exp()",
    ),
    _slip(
        "cross_entropy_gradient.columns",
        mark("The probabilities are normalised over the examples, not over the classes."),
        mark("Feed one row alone, then the same row in a batch of two: should it change?"),
        "log_softmax(logits.T).exp().T - one_hot(y, logits.shape[1]).to(logits.dtype)",
    ),
    _slip(
        "log_softmax.shifted_when_large",
        mark("The largest logit is subtracted only where exp itself would overflow."),
        mark("What is the sum of four exp(88), in float32?"),
        "logits - logits.exp().sum(1, keepdim=True).log()",
        "if logits.abs().max() > 88:",
        "    logits = logits - logits.amax(1, keepdim=True)",
    ),
    _slip(
        "logsumexp.shifted_when_large",
        mark("The largest logit is subtracted only where exp itself would overflow."),
        mark("What is the sum of four exp(88), in float32?"),
        "top + (logits - top[:, None]).exp().sum(1).log()",
        "top = logits.amax(1)",
        "if logits.abs().max() <= 88:",
        "    top = torch.zeros_like(top)",
    ),
)
