"""Wrong versions of lesson 1's model, loss, step, gradients and closed form."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

WRONG_FUNCTIONS = (
    KnownMistake(
        id="linreg.bias_forgotten",
        message=mark("b is not added."),
        hint=mark("What does your model predict for a row of zeros?"),
        code="""
def linreg(X, w, b):
    return X @ w
""",
    ),
    KnownMistake(
        id="linreg.flat_predictions",
        message=mark("Predictions have shape (n,) instead of (n, 1)."),
        hint=mark("How many axes do w and your result have?"),
        code="""
def linreg(X, w, b):
    return (X @ w + b).flatten()
""",
    ),
    KnownMistake(
        id="linreg.elementwise_product",
        message=mark("Features are multiplied by weights entry by entry, and not added up."),
        hint=mark("How many numbers does the model predict for one row?"),
        code="""
def linreg(X, w, b):
    return X * w.reshape(1, -1) + b
""",
    ),
    KnownMistake(
        id="linreg.outside_the_graph",
        message=mark("The prediction does not remember how it was computed."),
        hint=mark("Is your result still attached to w?"),
        code="""
def linreg(X, w, b):
    with torch.no_grad():
        return X @ w + b
""",
    ),
    KnownMistake(
        id="linreg.bias_detached",
        message=mark("b is turned into a plain number, so it is never trained."),
        hint=mark("Which of the parameters does your result still know?"),
        code="""
def linreg(X, w, b):
    return X @ w + b.item()
""",
    ),
    KnownMistake(
        id="squared_loss.no_half",
        message=mark("The factor 1/2 is missing."),
        hint=mark("What is the derivative of your loss?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2
""",
    ),
    KnownMistake(
        id="squared_loss.broadcast_labels",
        message=mark("(n, 1) minus (n,) silently makes an (n, n) table."),
        hint=mark("Before squaring, print one shape."),
        code="""
def squared_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
""",
    ),
    KnownMistake(
        id="squared_loss.mean",
        message=mark("The mean over the batch is returned, not one value per example."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).mean()
""",
    ),
    KnownMistake(
        id="squared_loss.sum",
        message=mark("The sum over the batch is returned, not one value per example."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).sum()
""",
    ),
    KnownMistake(
        id="squared_loss.flat",
        message=mark("The losses have shape (n,) instead of that of y_hat."),
        hint=mark("Which shape has y_hat, and which your result?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat.flatten() - y.flatten()) ** 2 / 2
""",
    ),
    KnownMistake(
        id="squared_loss.absolute",
        message=mark("The absolute difference is taken, not the square."),
        hint=mark("How much more does an error of 4 cost than one of 2?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)).abs() / 2
""",
    ),
    KnownMistake(
        id="squared_loss.rebuilt_tensor",
        message=mark("The result is put into a new tensor, which cuts the graph."),
        hint=mark("Is your result still attached to the input?"),
        code="""
def squared_loss(y_hat, y):
    pairs = zip(y_hat.flatten().tolist(), y.flatten().tolist())
    return torch.tensor([[(a - b) ** 2 / 2] for a, b in pairs], dtype=y_hat.dtype)
""",
    ),
    KnownMistake(
        id="squared_loss.reshapes_the_callers_labels",
        message=mark("The caller's y is given another shape."),
        hint=mark("Which of your methods ends in an underscore?"),
        code="""
def squared_loss(y_hat, y):
    if y.ndim == 1:
        y.unsqueeze_(1)
    return (y_hat - y) ** 2 / 2
""",
    ),
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
        message=mark("Only the last parameter's gradient is cleared, because of an indentation."),
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
        id="linreg_gradients.sum",
        message=mark("The gradients of the summed loss are returned, not those of the mean."),
        hint=mark("How does your result change when every row is there twice?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error, error.sum(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.no_half",
        message=mark("The gradients are those of a loss without 1/2, twice as large."),
        hint=mark("Which loss are you differentiating?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error / len(X), 2 * error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.sign",
        message=mark("The sign is turned: label minus prediction."),
        hint=mark("If the prediction is too large, should the gradient for b be positive?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = y - X @ w - b
    return X.T @ error / len(X), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.bias_summed",
        message=mark("The gradient for b is a sum where the one for w is a mean."),
        hint=mark("Are both divided by the same number?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.sum(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.divided_by_features",
        message=mark("The sum is divided by the number of features, or of all entries."),
        hint=mark("Over what is the mean taken?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / X.numel(), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.scalar_bias",
        message=mark("The gradient for b has no axis; b has shape (1,)."),
        hint=mark("Does each gradient have the shape of its parameter?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean()
""",
    ),
    KnownMistake(
        id="linreg_gradients.elementwise",
        message=mark("Features times errors entry by entry, averaged to a flat vector."),
        hint=mark("What shape should the gradient for w have?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return (X * error).mean(dim=0), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.bias_forgotten",
        message=mark("The prediction leaves b out."),
        hint=mark("Which prediction is the error computed from?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w - y
    return X.T @ error / len(X), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="least_squares.no_bias_column",
        message=mark("There is no column for the bias, which is taken to be zero."),
        hint=mark("Which column of your matrix belongs to the bias?"),
        code="""
def least_squares(X, y):
    return torch.linalg.pinv(X) @ y, torch.zeros(1, dtype=X.dtype)
""",
    ),
    KnownMistake(
        id="least_squares.first_column_taken_for_last",
        message=mark("Ones come first in the matrix, but the last entry is taken for the bias."),
        hint=mark("Which entry of your solution is the bias?"),
        code="""
def least_squares(X, y):
    design = torch.cat([torch.ones_like(X[:, :1]), X], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.inverse",
        message=mark("The inverse of XᵀX is used, which does not exist for dependent columns."),
        hint=mark("What if one feature is the copy of another?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.inv(design.T @ design) @ design.T @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.solve",
        message=mark("The normal equations are solved as if XᵀX were always invertible."),
        hint=mark("What if one feature is the copy of another?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.solve(design.T @ design, design.T @ y)
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.full_rank_driver",
        message=mark("lstsq's driver gels takes full rank for granted."),
        hint=mark("What do the documentation's remarks on drivers say about rank?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.lstsq(design, y, driver="gels").solution
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.cut_off_too_low",
        message=mark("torch.pinverse takes a float32 zero, about 1e-8, for a number to invert."),
        hint=mark("Which singular values does your pseudo-inverse take for zero?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.pinverse(design) @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.ridge",
        message=mark(
            "Something is added to the diagonal so that the inverse exists; the answer is another."
        ),
        hint=mark("Does your answer minimise the squared error, or something else?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    normal = design.T @ design + 0.1 * torch.eye(design.shape[1], dtype=X.dtype)
    solution = torch.linalg.solve(normal, design.T @ y)
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.scalar_bias",
        message=mark("The bias comes without an axis; it should have shape (1,)."),
        hint=mark("How many axes has b everywhere else in the lesson?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[:-1], solution[-1, 0]
""",
    ),
    KnownMistake(
        id="least_squares.elementwise",
        message=mark("XᵀX is computed with * where a matrix product is meant."),
        hint=mark("What shape should XᵀX have?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(design.T @ design) @ (design * y).mean(dim=0, keepdim=True).T
    return solution[:-1], solution[-1]
""",
    ),
)
