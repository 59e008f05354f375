"""Wrong versions of net."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="net.returns_logits",
        message=mark("It returns the scores XW + b without softmax."),
        hint=mark("What does each row of the result sum to?"),
        code="""
def net(X, W, b):
    return X.flatten(start_dim=1) @ W + b
""",
    ),
    KnownMistake(
        id="net.bias_forgotten",
        message=mark("The bias is not added."),
        hint=mark("Does the result change when b does?"),
        code="""
def net(X, W, b):
    return softmax(X.flatten(start_dim=1) @ W)
""",
    ),
    KnownMistake(
        id="net.bias_outside_softmax",
        message=mark("The bias is added to the probabilities instead of the scores."),
        hint=mark("What does each row of the result sum to?"),
        code="""
def net(X, W, b):
    return softmax(X.flatten(start_dim=1) @ W) + b
""",
    ),
    KnownMistake(
        id="net.not_flattened",
        message=mark("X is not flattened to (n, d), so images do not fit W."),
        hint=mark("What shape has a minibatch of images, and what shape does the product need?"),
        code="""
def net(X, W, b):
    return softmax(X @ W + b)
""",
    ),
    KnownMistake(
        id="net.image_size_fixed",
        message=mark("The number of pixels, 784, is written into the function."),
        hint=mark("Which of the arguments already knows the number of features?"),
        code="""
def net(X, W, b):
    return softmax(X.reshape(-1, 784) @ W + b)
""",
    ),
    KnownMistake(
        id="net.reshaped_wrongly",
        message=mark("X is reshaped to (d, n) and transposed, which mixes the pixels of examples."),
        hint=mark("Do reshape and transpose do the same to a tensor of two rows?"),
        code="""
def net(X, W, b):
    return softmax(X.reshape(W.shape[0], -1).T @ W + b)
""",
    ),
    KnownMistake(
        id="net.parameters_detached",
        message=mark("The result is cut off from W and b, so no gradient reaches them."),
        hint=mark("How would training learn which way to move W?"),
        code="""
def net(X, W, b):
    return softmax(X.flatten(start_dim=1) @ W.data + b.data)
""",
    ),
    KnownMistake(
        id="net.remembered_by_shape",
        message=mark(
            "Answers are kept and given again to whoever brings tensors of the same shapes."
        ),
        hint=mark("Is a tensor's shape all that its answer depends on?"),
        code="""
def net(X, W, b, answers={}):
    shapes = X.shape, W.shape
    if shapes not in answers:
        answers[shapes] = softmax(X.reshape(len(X), -1) @ W + b)
    return answers[shapes]
""",
    ),
    KnownMistake(
        id="net.own_unstable_softmax",
        message=mark("It has a softmax of its own, in which large scores overflow."),
        hint=mark("What is exp(1000) in float32, and which function of yours knows about it?"),
        code="""
def net(X, W, b):
    exponentials = torch.exp(X.reshape(len(X), -1) @ W + b)
    return exponentials / exponentials.sum(dim=1, keepdim=True)
""",
    ),
)
