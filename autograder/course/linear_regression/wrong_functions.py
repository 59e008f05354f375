"""Wrong versions of lesson 1's model, loss, step, gradients and closed form."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

WRONG_FUNCTIONS = (
    KnownMistake(
        "linreg.bias_forgotten",
        mark("b is not added"),
        mark("What does your model predict for a row of zeros?"),
        """
def linreg(X, w, b):
    return X @ w
""",
    ),
    KnownMistake(
        "linreg.flat_predictions",
        mark("predictions have shape (n,) instead of (n, 1)"),
        mark("How many axes do w and your result have?"),
        """
def linreg(X, w, b):
    return (X @ w + b).flatten()
""",
    ),
    KnownMistake(
        "linreg.elementwise_product",
        mark("features are multiplied by weights entry by entry, and not added up"),
        mark("How many numbers does the model predict for one row?"),
        """
def linreg(X, w, b):
    return X * w.reshape(1, -1) + b
""",
    ),
    KnownMistake(
        "linreg.outside_the_graph",
        mark("the prediction does not remember how it was computed"),
        mark("Is your result still attached to w?"),
        """
def linreg(X, w, b):
    with torch.no_grad():
        return X @ w + b
""",
    ),
    KnownMistake(
        "linreg.bias_detached",
        mark("b is turned into a plain number, so it is never trained"),
        mark("Which of the parameters does your result still know?"),
        """
def linreg(X, w, b):
    return X @ w + b.item()
""",
    ),
    KnownMistake(
        "squared_loss.no_half",
        mark("the factor 1/2 is missing"),
        mark("What is the derivative of your loss?"),
        """
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2
""",
    ),
    KnownMistake(
        "squared_loss.broadcast_labels",
        mark("(n, 1) minus (n,) silently makes an (n, n) table"),
        mark("Before squaring, print one shape."),
        """
def squared_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
""",
    ),
    KnownMistake(
        "squared_loss.mean",
        mark("the mean over the batch is returned, not one value per example"),
        mark("How many numbers should come back for a batch of five?"),
        """
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).mean()
""",
    ),
    KnownMistake(
        "squared_loss.sum",
        mark("the sum over the batch is returned, not one value per example"),
        mark("How many numbers should come back for a batch of five?"),
        """
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).sum()
""",
    ),
    KnownMistake(
        "squared_loss.flat",
        mark("the losses have shape (n,) instead of that of y_hat"),
        mark("Which shape has y_hat, and which your result?"),
        """
def squared_loss(y_hat, y):
    return (y_hat.flatten() - y.flatten()) ** 2 / 2
""",
    ),
    KnownMistake(
        "squared_loss.absolute",
        mark("the absolute difference is taken, not the square"),
        mark("How much more does an error of 4 cost than one of 2?"),
        """
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)).abs() / 2
""",
    ),
    KnownMistake(
        "squared_loss.rebuilt_tensor",
        mark("the result is put into a new tensor, which cuts the graph"),
        mark("Is your result still attached to the input?"),
        """
def squared_loss(y_hat, y):
    pairs = zip(y_hat.flatten().tolist(), y.flatten().tolist())
    return torch.tensor([[(a - b) ** 2 / 2] for a, b in pairs], dtype=y_hat.dtype)
""",
    ),
    KnownMistake(
        "squared_loss.reshapes_the_callers_labels",
        mark("the caller's y is given another shape"),
        mark("Which of your methods ends in an underscore?"),
        """
def squared_loss(y_hat, y):
    if y.ndim == 1:
        y.unsqueeze_(1)
    return (y_hat - y) ** 2 / 2
""",
    ),
    KnownMistake(
        "sgd.rebinds_the_name",
        mark("`param = param - ...` makes a new tensor; the caller's stays as it was"),
        mark("After the loop, did the caller's tensor change?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            grad = param.grad
            param = param - lr * grad / batch_size
            grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.inside_the_graph",
        mark("the update is done while a graph is being built"),
        mark("Should the update itself be differentiated?"),
        """
def sgd(params, lr, batch_size):
    for param in params:
        param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.slice_assignment",
        mark("`param[:] = ...` is done while a graph is being built"),
        mark("Should the update itself be differentiated?"),
        """
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.gradients_not_cleared",
        mark("gradients are left standing, so the next backward() adds to them"),
        mark("What is in .grad after the next backward()?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
""",
    ),
    KnownMistake(
        "sgd.last_gradient_cleared_only",
        mark("only the last parameter's gradient is cleared, because of an indentation"),
        mark("How many parameters were cleared?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.cleared_before_the_step",
        mark("gradients are cleared before they are used"),
        mark("What is in .grad when you step?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param.grad.zero_()
            param -= lr * param.grad / batch_size
""",
    ),
    KnownMistake(
        "sgd.not_divided",
        mark("the summed gradient is not divided by the batch size"),
        mark("Which of the two places divides, the loss or the step?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad
            param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.divided_by_the_parameters",
        mark("the step is divided by the number of entries of the parameter"),
        mark("What does len(param) count?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / len(param)
            param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.uphill",
        mark("the parameters move along the gradient, uphill"),
        mark("In which direction does the loss fall?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param += lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.arguments_swapped",
        mark("lr and batch_size have changed places"),
        mark("Call your function with argument names and compare."),
        """
def sgd(params, batch_size, lr):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.global_batch_size",
        mark("a global batch_size is used instead of the argument"),
        mark("Does your function use only its arguments?"),
        """
GLOBAL_BATCH_SIZE = 10


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / GLOBAL_BATCH_SIZE
            param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.two_parameters_only",
        mark("the list is taken apart as w and b, whatever it holds"),
        mark("What if a model has one parameter, or three?"),
        """
def sgd(params, lr, batch_size):
    w, b = params
    with torch.no_grad():
        for param in (w, b):
            param -= lr * param.grad / batch_size
            param.grad.zero_()
""",
    ),
    KnownMistake(
        "sgd.no_longer_trained",
        mark("the parameters no longer require grad afterwards"),
        mark("What does the next backward() need to find?"),
        """
def sgd(params, lr, batch_size):
    for param in params:
        param.requires_grad_(False)
        param -= lr * param.grad / batch_size
        param.grad = None
""",
    ),
    KnownMistake(
        "sgd.zero_grad_of_a_tensor",
        mark("zero_grad() belongs to optimizers and modules, a tensor has none"),
        mark("Which object owns that method?"),
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.zero_grad()
""",
    ),
    KnownMistake(
        "linreg_gradients.sum",
        mark("the gradients of the summed loss are returned, not those of the mean"),
        mark("How does your result change when every row is there twice?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error, error.sum(dim=0)
""",
    ),
    KnownMistake(
        "linreg_gradients.no_half",
        mark("the gradients are those of a loss without 1/2, twice as large"),
        mark("Which loss are you differentiating?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error / len(X), 2 * error.mean(dim=0)
""",
    ),
    KnownMistake(
        "linreg_gradients.sign",
        mark("the sign is turned: label minus prediction"),
        mark("If the prediction is too large, should the gradient for b be positive?"),
        """
def linreg_gradients(X, y, w, b):
    error = y - X @ w - b
    return X.T @ error / len(X), error.mean(dim=0)
""",
    ),
    KnownMistake(
        "linreg_gradients.bias_summed",
        mark("the gradient for b is a sum where the one for w is a mean"),
        mark("Are both divided by the same number?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.sum(dim=0)
""",
    ),
    KnownMistake(
        "linreg_gradients.divided_by_features",
        mark("the sum is divided by the number of features, or of all entries"),
        mark("Over what is the mean taken?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / X.numel(), error.mean(dim=0)
""",
    ),
    KnownMistake(
        "linreg_gradients.scalar_bias",
        mark("the gradient for b has no axis; b has shape (1,)"),
        mark("Does each gradient have the shape of its parameter?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean()
""",
    ),
    KnownMistake(
        "linreg_gradients.elementwise",
        mark("features times errors entry by entry, averaged to a flat vector"),
        mark("What shape should the gradient for w have?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return (X * error).mean(dim=0), error.mean(dim=0)
""",
    ),
    KnownMistake(
        "linreg_gradients.bias_forgotten",
        mark("the prediction leaves b out"),
        mark("Which prediction is the error computed from?"),
        """
def linreg_gradients(X, y, w, b):
    error = X @ w - y
    return X.T @ error / len(X), error.mean(dim=0)
""",
    ),
    KnownMistake(
        "least_squares.no_bias_column",
        mark("there is no column for the bias, which is taken to be zero"),
        mark("Which column of your matrix belongs to the bias?"),
        """
def least_squares(X, y):
    return torch.linalg.pinv(X) @ y, torch.zeros(1, dtype=X.dtype)
""",
    ),
    KnownMistake(
        "least_squares.first_column_taken_for_last",
        mark("ones come first in the matrix, but the last entry is taken for the bias"),
        mark("Which entry of your solution is the bias?"),
        """
def least_squares(X, y):
    design = torch.cat([torch.ones_like(X[:, :1]), X], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        "least_squares.inverse",
        mark("the inverse of XᵀX is used, which does not exist for dependent columns"),
        mark("What if one feature is the copy of another?"),
        """
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.inv(design.T @ design) @ design.T @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        "least_squares.solve",
        mark("the normal equations are solved as if XᵀX were always invertible"),
        mark("What if one feature is the copy of another?"),
        """
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.solve(design.T @ design, design.T @ y)
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        "least_squares.full_rank_driver",
        mark("lstsq's driver gels takes full rank for granted"),
        mark("What do the documentation's remarks on drivers say about rank?"),
        """
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.lstsq(design, y, driver="gels").solution
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        "least_squares.ridge",
        mark(
            "something is added to the diagonal so that the inverse exists; the answer is another"
        ),
        mark("Does your answer minimise the squared error, or something else?"),
        """
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    normal = design.T @ design + 0.1 * torch.eye(design.shape[1], dtype=X.dtype)
    solution = torch.linalg.solve(normal, design.T @ y)
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        "least_squares.scalar_bias",
        mark("the bias comes without an axis; it should have shape (1,)"),
        mark("How many axes has b everywhere else in the lesson?"),
        """
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[:-1], solution[-1, 0]
""",
    ),
    KnownMistake(
        "least_squares.elementwise",
        mark("XᵀX is computed with * where a matrix product is meant"),
        mark("What shape should XᵀX have?"),
        """
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(design.T @ design) @ (design * y).mean(dim=0, keepdim=True).T
    return solution[:-1], solution[-1]
""",
    ),
)
