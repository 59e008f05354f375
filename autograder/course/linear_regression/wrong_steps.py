"""Wrong versions of sgd."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="sgd.rebinds_the_name",
        message=mark("`param = param - ...` makes a new tensor; the caller's stays as it was."),
        hint=mark("After the loop, did the caller's tensor change?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            grad = param.grad
            param = param - lr * grad / batch_size
            grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.clears_a_new_tensor",
        message=mark(
            "The .grad of a new tensor is cleared: `param = param - ...` makes one, or `.data`."
        ),
        hint=mark("After that line, is the name still the caller's tensor? Which one has a .grad?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param = param - lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.inside_the_graph",
        message=mark("The update is done while a graph is being built."),
        hint=mark("Should the update itself be differentiated?"),
        code="""
def sgd(params, lr, batch_size):
    for param in params:
        param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.slice_assignment",
        message=mark("`param[:] = ...` is done while a graph is being built."),
        hint=mark("Should the update itself be differentiated?"),
        code="""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.gradients_not_cleared",
        message=mark("Gradients are left standing, so the next backward() adds to them."),
        hint=mark("What is in .grad after the next backward()?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
""",
    ),
    KnownMistake(
        id="sgd.last_gradient_cleared_only",
        message=mark("Not every parameter's gradient is cleared."),
        hint=mark("How many parameters were cleared?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.cleared_before_the_step",
        message=mark("Gradients are cleared before they are used."),
        hint=mark("What is in .grad when you step?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param.grad.zero_()
            param -= lr * param.grad / batch_size
""",
    ),
    KnownMistake(
        id="sgd.not_divided",
        message=mark("The summed gradient is not divided by the batch size."),
        hint=mark("Which of the two places divides, the loss or the step?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.divided_by_the_parameters",
        message=mark("The step is divided by the number of entries of the parameter."),
        hint=mark("What does len(param) count?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / len(param)
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.uphill",
        message=mark("The parameters move along the gradient, uphill."),
        hint=mark("In which direction does the loss fall?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param += lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.arguments_swapped",
        message=mark("lr and batch_size have changed places."),
        hint=mark("Call your function with argument names and compare."),
        code="""
def sgd(params, batch_size, lr):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.global_batch_size",
        message=mark("A global batch_size is used instead of the argument."),
        hint=mark("Does your function use only its arguments?"),
        code="""
GLOBAL_BATCH_SIZE = 10


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / GLOBAL_BATCH_SIZE
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.two_parameters_only",
        message=mark("The list is taken apart as w and b, whatever it holds."),
        hint=mark("What if a model has one parameter, or three?"),
        code="""
def sgd(params, lr, batch_size):
    w, b = params
    with torch.no_grad():
        for param in (w, b):
            param -= lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.no_longer_trained",
        message=mark("The parameters no longer require grad afterwards."),
        hint=mark("What does the next backward() need to find?"),
        code="""
def sgd(params, lr, batch_size):
    for param in params:
        param.requires_grad_(False)
        param -= lr * param.grad / batch_size
        param.grad = None
""",
    ),
    KnownMistake(
        id="sgd.zero_grad_of_a_tensor",
        message=mark("zero_grad() belongs to optimizers and modules, a tensor has none."),
        hint=mark("Which object owns that method?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.zero_grad()
""",
    ),
    KnownMistake(
        id="sgd.parameters_gone_through_twice",
        message=mark(
            "The parameters are gone through twice, but an iterator is used up after once."
        ),
        hint=mark("How often can you go through what net.parameters() gives?"),
        code="""
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
    for param in params:
        param.grad.zero_()
""",
    ),
    KnownMistake(
        id="sgd.autograd_left_off",
        message=mark(
            "Autograd is switched off for the step, and stays so for all that comes after it."
        ),
        hint=mark("Who switches autograd on again?"),
        code="""
def sgd(params, lr, batch_size):
    torch.set_grad_enabled(False)
    for param in params:
        param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
)
