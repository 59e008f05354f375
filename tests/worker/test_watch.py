"""What exercises ask for is noticed in every form, with the student's line, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.course.catalog import assignment
from autograder.grading import Grader
from autograder.outcome import ExerciseOutcome, Status

HEAD = """\
import functools, importlib, math
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.nn import functional
from torch.nn.functional import log_softmax as torchs
"""
SOFTMAX = "def softmax(X):\n    return {}  # here"
ENTROPY = "def cross_entropy(y_hat, y):\n    return {}  # here"
LOG = "def log_softmax(logits):\n    return {}  # here"
SUM = "def logsumexp(logits):\n    return {}  # here"
LOGITS = "def cross_entropy_with_logits(logits, y):\n    return {}  # here"
GRADIENT = """\
def cross_entropy_gradient(logits, y):
    o = logits.detach().clone().requires_grad_()
    loss = lambda o: (o.exp().sum(1).log() - o[torch.arange(len(y)), y]).sum()
    {}  # here
"""
LINEAR = """\
def linreg_gradients(X, y, w, b):
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    loss = lambda w, b: ((X @ w + b - y) ** 2 / 2).mean()
    {}  # here
"""
SGD = "def sgd(params, lr, batch_size):\n    {}  # here"
SQUARED = "def squared_loss(y_hat, y):\n    return {}  # here"
L2 = "def l2_loss(y_hat, y):\n    return {}  # here"
HUBER = "def huber_loss(y_hat, y, delta=1.0):\n    return {}  # here"
TRAIN = """\
def train_linreg(features, labels, lr, num_epochs, batch_size):
    {}  # here
    return None
"""

USES = {
    # lesson, exercise: ways to use what it asks for, the line marked "here" or the last one
    ("softmax_regression", "softmax"): [
        *(SOFTMAX.format(form) for form in (
            "torch.softmax(X, 1)", "X.softmax(1)", "F.softmax(X, dim=1)", "nn.Softmax(dim=1)(X)",
            "functional.softmin(-X, dim=1)", "nn.Softmin(1)(-X)", "getattr(torch, 'soft' + 'max')(X, 1)",
            "torch.special.softmax(X, 1)", "torch.ops.aten._softmax(X, 1, False)",
            "torch.ops.aten.softmax.int(X, 1)", "torch._softmax(X, 1, False)",
            "torch.log_softmax(X, 1).exp()", "torchs(X, 1).exp()", "nn.LogSoftmax(1)(X).exp()",
            "(X - X.logsumexp(1, keepdim=True)).exp()", "(X - torch.logcumsumexp(X, 1)[:, -1:]).exp()",
            "torch.vmap(lambda row: row.softmax(0))(X)", "torch.stack([r.softmax(0) for r in X])",
            "torch.distributions.Categorical(logits=X).probs", "F.gumbel_softmax(X, dim=1)",
            "F.scaled_dot_product_attention(X[:, :, None], torch.eye(1)[None], torch.eye(1)[None])",
            "eval('torch.softmax(X, 1)')", "torch.exp(-F.cross_entropy(X, X.argmax(1)))",
            "sorted([X], key=lambda x: F.softmax(x, 1).sum())[0]",
            "torch.autograd.functional.vjp(lambda o: torch.softmax(o, 1), X, X)[0]",
        )),
        "alias = torch.softmax\ndef softmax(X):\n    return alias(X, 1)  # here",
        "def inner(X):\n    return torch.softmax(X, 1)  # here\ndef softmax(X):\n    return inner(X)",
        "softmax = functools.partial(torch.softmax, dim=1)  # here",
        "softmax = nn.Softmax(dim=1)  # here",
        "softmax = lambda X: F.softmax(X, 1)  # here",
        "class S(nn.Module):\n    def forward(self, X):\n        return torch.softmax(X, 1)  # here\nsoftmax = S()",
        "@torch.jit.script\ndef scripted(X: torch.Tensor):\n    return torch.softmax(X, 1)\n"
        "def softmax(X):\n    return scripted(X)  # here",
        "def softmax(X):\n    try:\n        return X.softmax(1)  # here\n    except Exception:\n        return X",
        "def softmax(X):\n    exec('global r; r = torch.softmax(X, 1)', globals() | {'X': X})  # here\n    return X",
        "class Own(torch.autograd.Function):\n    @staticmethod\n    def forward(c, X):\n"
        "        return torch.softmax(X, 1)  # here\ndef softmax(X):\n    return Own.apply(X)",
    ],
    ("softmax_regression", "cross_entropy"): [ENTROPY.format(form) for form in (
        "F.nll_loss(y_hat.log(), y, reduction='none')", "nn.NLLLoss(reduction='none')(y_hat.log(), y)",
        "F.cross_entropy(y_hat.log(), y, reduction='none')",
        "F.cross_entropy(y_hat.log(), F.one_hot(y, y_hat.shape[1]).to(y_hat.dtype), reduction='none')",
        "torch.ops.aten.nll_loss_forward(y_hat.log(), y, None, 0, -100)[0]",
        "torch._C._nn.cross_entropy_loss(y_hat.log(), y, None, 0)",
        "F.binary_cross_entropy(y_hat[range(len(y)), y], torch.ones(len(y), dtype=y_hat.dtype), reduction='none')",
    )],
    ("softmax_regression_concise", "one_hot"): [
        "def one_hot(y, num_classes):\n    return F.one_hot(y, num_classes).float()  # here",
        "def one_hot(y, num_classes):\n    return torch.ops.aten.one_hot(y, num_classes).float()  # here",
        "from torch.nn.functional import one_hot as theirs\n"
        "one_hot = lambda y, n: theirs(y, n).float()  # here",
        "from torch.nn.functional import one_hot  # here",
    ],
    ("softmax_regression_concise", "log_softmax"): [
        LOG.format("F.log_softmax(logits, 1)"), LOG.format("torch.softmax(logits, 1).log()"),
        "log_softmax = lambda o, theirs=torchs: theirs(o, 1)  # here",
    ],
    ("softmax_regression_concise", "logsumexp"): [
        SUM.format("logits.logsumexp(1)"), SUM.format("functools.reduce(torch.logaddexp, logits.unbind(1))"),
    ],
    ("softmax_regression_concise", "cross_entropy_with_logits"): [
        LOGITS.format("nn.CrossEntropyLoss(reduction='none')(logits, y)"),
        LOGITS.format("-torchs(logits, 1)[torch.arange(len(y)), y]"),
    ],
    ("softmax_regression_concise", "cross_entropy_gradient"): [
        GRADIENT.format("loss(o).backward(); return o.grad"),
        GRADIENT.format("return torch.autograd.grad(loss(o), o)[0]"),
        GRADIENT.format("return torch.func.grad(loss)(logits)"),
        GRADIENT.format("return torch.func.jacfwd(loss)(logits)"),
        GRADIENT.format("return torch.softmax(logits, 1)"),
    ],
    ("linear_regression", "linreg_gradients"): [LINEAR.format(form) for form in (
        "loss(w, b).backward(); return w.grad, b.grad",
        "return torch.autograd.grad(loss(w, b), (w, b))",
        "return torch.autograd.functional.jacobian(loss, (w, b))",
        "return torch.func.grad(loss, argnums=(0, 1))(w.detach(), b.detach())",
        "return torch.func.vjp(loss, w, b)[1](torch.ones(()))",
        "return torch.func.jacrev(loss, argnums=(0, 1))(w, b)",
        "torch.autograd.backward(loss(w, b)); return w.grad, b.grad",
        "torch.ops.aten._backward(loss(w, b), [w, b]); return w.grad, b.grad",
        "g = torch.ops.aten.mse_loss_backward(torch.ones(()), X @ w + b, y, 1) / 2; return X.T @ g, g.sum(0)",
        "torch.autograd.forward_ad.enter_dual_level(); torch.autograd.forward_ad.make_dual(w, w)",
    )],
    ("linear_regression", "sgd"): [SGD.format(form) for form in (
        "optim.SGD(params, lr / batch_size).step()", "torch.optim.Adam(params, lr=lr)",
        "o = optim.SGD(list(params), lr=lr / batch_size); o.step(); o.zero_grad()",
        "p = list(params); importlib.import_module('torch.optim.sgd').sgd([q.detach() for q in p], [q.grad for q in p], [None] * len(p), "
        "foreach=False, weight_decay=0, momentum=0, lr=lr, dampening=0, nesterov=False, maximize=False)",
        "p = list(params); torch._fused_sgd_([q.detach() for q in p], [q.grad for q in p], [], weight_decay=0, "
        "momentum=0, lr=lr, dampening=0, nesterov=False, maximize=False, is_first_step=True)",
    )],
    ("linear_regression", "squared_loss"): [SQUARED.format(form) for form in (
        "F.mse_loss(y_hat, y.reshape(y_hat.shape), reduction='none') / 2",
        "nn.MSELoss(reduction='none')(y_hat, y.reshape(y_hat.shape)) / 2",
        "F.huber_loss(y_hat, y.reshape(y_hat.shape), reduction='none', delta=1e6)",
        "torch.ops.aten.mse_loss(y_hat, y.reshape(y_hat.shape), 0) / 2",
    )],
    ("linear_regression", "train_linreg"): [TRAIN.format(form) for form in (
        "nn.Linear(2, 1)", "optim.SGD([torch.zeros(1, requires_grad=True)], lr)", "nn.MSELoss()",
        "F.mse_loss(labels, labels)", "F.linear(features, features)", "F.l1_loss(labels, labels)",
        "torch._C._nn.linear(features, features)", "torch.ops.aten.linear(features, features)",
        "torch.ops.aten.mse_loss(labels, labels)", "F.relu(features)", "F.gaussian_nll_loss(labels, labels, 1.0)",
        "functools.partial(F.huber_loss, labels)(labels)", "getattr(F, 'mse_' + 'loss')(labels, labels)",
        "torch.jit.script(F.mse_loss)(labels, labels)",
    )],
    ("loss_functions", "l2_loss"): [L2.format(form) for form in (
        "F.mse_loss(y_hat, y, reduction='none') / 2", "nn.MSELoss(reduction='none')(y_hat, y) / 2",
        "torch._C._nn.mse_loss(y_hat, y, 0) / 2", "torch.ops.aten.mse_loss.default(y_hat, y, 0) / 2",
        "F.huber_loss(y_hat, y, reduction='none', delta=1e6)",
        "nn.SmoothL1Loss(reduction='none', beta=1.0)(y_hat, y)",
        "nn.modules.loss.MSELoss(reduction='none')(y_hat, y) / 2",
    )] + [
        "from torch.nn.functional import mse_loss as square\ndef l2_loss(y_hat, y):\n"
        "    return square(y_hat, y, reduction='none') / 2  # here",
        "def half(a, b):\n    return F.mse_loss(a, b, reduction='none') / 2  # here\n"
        "def l2_loss(y_hat, y):\n    return half(y_hat, y)",
    ],
    ("loss_functions", "huber_loss"): [HUBER.format(form) for form in (
        "F.huber_loss(y_hat, y, reduction='none', delta=delta)",
        "F.smooth_l1_loss(y_hat, y, reduction='none', beta=delta) * delta",
        "nn.HuberLoss(reduction='none', delta=delta)(y_hat, y)",
        "torch.ops.aten.huber_loss(y_hat, y, 0, delta)",
    )],
    ("loss_functions", "l1_loss"): [
        "def l1_loss(y_hat, y):\n    return F.l1_loss(y_hat, y, reduction='none')  # here",
        "def l1_loss(y_hat, y):\n    return nn.L1Loss(reduction='none')(y_hat, y)  # here",
    ],
    ("loss_functions", "gaussian_nll"): [
        "def gaussian_nll(y_hat, y, sigma):\n    return -torch.distributions.Normal(y_hat, sigma).log_prob(y)  # here",
        "def gaussian_nll(y_hat, y, sigma):\n    v = torch.full_like(y, sigma ** 2)\n"
        "    return F.gaussian_nll_loss(y_hat, y, v, full=True, reduction='none')  # here",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(grader: Grader) -> Callable[[str, str, str], ExerciseOutcome]:
    def grade(lesson: str, exercise: str, text: str) -> ExerciseOutcome:
        data = (HEAD + text).encode()
        return grader.grade(assignment(lesson), "ann.py", data, only=[exercise]).exercises[0]

    return grade


@pytest.mark.parametrize(
    ("lesson", "exercise", "text"),
    [
        pytest.param(*key, text, id=f"{key[1]}-{n}")
        for key in USES
        for n, text in enumerate(USES[key])
    ],
)
def test_every_form_is_noticed_with_its_line(
    graded: Callable[[str, str, str], ExerciseOutcome], lesson: str, exercise: str, text: str
) -> None:
    outcome = graded(lesson, exercise, text)
    messages = {check.message for check in outcome.checks}
    line = next(n for n, each in enumerate((HEAD + text).split("\n"), 1) if "# here" in each)
    assert {check.status for check in outcome.checks} == {Status.FORBIDDEN}, messages
    assert outcome.score == 0
    (message,) = messages
    assert message.startswith(f"{exercise} uses torch.")
    assert f"(ann.py, line {line}: `" in message


def test_the_message_names_the_operation_and_what_the_exercise_is_about(
    graded: Callable[[str, str, str], ExerciseOutcome],
) -> None:
    outcome = graded("softmax_regression", "softmax", SOFTMAX.format("X.softmax(1)"))
    assert outcome.checks[0].message == (
        "softmax uses torch.softmax (ann.py, line 8: `return X.softmax(1) # here`): "
        "this exercise is about writing it yourself."
    )


BY_HAND = "def softmax(X):\n    E = (X - X.amax(1, keepdim=True)).exp()\n    return E / E.sum(1, keepdim=True)\n"
# The student's own functions are their own exercises, nn.Parameter and nn.init compute nothing.
LOOP = """\
def data_iter(n, X, y):
    return zip(*(a[torch.randperm(len(X), generator=torch.Generator().manual_seed(s))].split(n)
                 for s in [int(torch.randint(2**31, ()))] for a in (X, y)))
def linreg(X, w, b): return F.linear(X, w.T, b)
def squared_loss(y_hat, y): return F.mse_loss(y_hat, y, reduction="none") / 2
def sgd(params, lr, n):
    with torch.no_grad():
        for p in params: p -= lr * p.grad / n; p.grad = None
def train_linreg(features, labels, lr, num_epochs, batch_size):
    w, b = nn.Parameter(torch.empty(features.shape[1], 1)), nn.Parameter(torch.zeros(1))
    nn.init.normal_(w, std=0.01)
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for X, y in data_iter(batch_size, features, labels):
            each = squared_loss(linreg(X, w, b), y)
            each.sum().backward()
            sgd([w, b], lr, batch_size)
            total += float(each.sum())
        losses.append(total / len(labels))
    return w, b, losses
"""
LINREG = "def linreg(X, w, b): return F.linear(X, w.T, b)\n"
LINREGS = {  # what may stand in its place
    "an object": "class Lin:\n    def __call__(self, X, w, b): return F.linear(X, w.T, b)\nlinreg = Lin()\n",
    "a method": "class Lin:\n    def go(self, X, w, b): return F.linear(X, w.T, b)\nlinreg = Lin().go\n",
    "a partial": "def lin(s, X, w, b): return F.linear(X, s * w.T, b)\n"
        "linreg = functools.partial(functools.partial(lin), 1)\n",
    "a partial of torch's": "lin = functools.partial(F.linear)\n"
        "linreg = lambda X, w, b: lin(X, weight=w.T, bias=b)\n",
    "decorated": "def same(f):\n    @functools.wraps(f)\n    def inner(*a): return f(*a)\n    return inner\n@same\n" + LINREG,
    "cached": "@functools.lru_cache(maxsize=None)\n" + LINREG,
    "a network": "class Lin(nn.Module):\n    def forward(self, X, w, b): return F.linear(X, w.T, b)\nlinreg = Lin()\n",
}  # fmt: skip
ALLOWED = {
    **{f"a helper that is {what}": ("linear_regression", "train_linreg", LOOP.replace(LINREG, text))
       for what, text in LINREGS.items()},
    "in a comment": ("softmax_regression", "softmax", BY_HAND + "    # return torch.softmax(X, 1)"),
    "in a docstring": ("softmax_regression", "softmax", BY_HAND.replace(
        "    E", '    """Unlike torch.softmax(X, 1)."""\n    E', 1)),
    "elsewhere in the file": ("softmax_regression", "softmax", BY_HAND + "torch.softmax(torch.eye(2), 1)\n"
        "def other(X):\n    return torch.softmax(X, 1)\n"),
    "compared at import": ("softmax_regression", "softmax", BY_HAND +
        "assert torch.allclose(softmax(torch.eye(2)), F.softmax(torch.eye(2), 1))"),
    "an own function of that name": ("softmax_regression", "softmax",
        BY_HAND.replace("softmax", "log_softmax") + "def softmax(X):\n    return log_softmax(X)"),
    "an own method of that name": ("softmax_regression", "softmax",
        "class Mine:\n    @staticmethod\n    def logsumexp(X):\n        m = X.amax(1, keepdim=True)\n"
        "        return m + (X - m).exp().sum(1, keepdim=True).log()\n"
        "def softmax(X):\n    return (X - Mine.logsumexp(X)).exp()"),
    "an own object's method of that name": ("softmax_regression", "softmax",
        f"class Mine:\n    def softmax(self, X):\n        return by_hand(X)\n"
        f"def softmax(X):\n    return Mine().softmax(X)\n{BY_HAND.replace('softmax', 'by_hand')}"),
    "one of a class inside": ("softmax_regression", "softmax",
        f"def softmax(X):\n    class Mine:\n        def softmax(self, X):\n            return by_hand(X)\n"
        f"    mine = Mine()\n    return mine.softmax(X)\n{BY_HAND.replace('softmax', 'by_hand')}"),
    "the judge's network": ("softmax_regression", "predict", "from autograder.toolkit import "
        "FASHION_MNIST_LABELS as L\ndef predict(net, images):\n    if isinstance(net, nn.Module):\n"
        "        net.eval()\n    with torch.no_grad():\n"
        "        return [L[int(row.argmax())] for row in torch.softmax(net(images), 1)]"),
    "a helper that is an exercise": ("softmax_regression_concise", "cross_entropy_with_logits",
        LOG.format("torch.log_softmax(logits, 1)") + "\n" +
        LOGITS.format("-log_softmax(logits)[torch.arange(len(y)), y]")),
    "a parameter": ("linear_regression", "sgd", "def sgd(params, lr, batch_size):\n"
        "    for p in params:\n        p.data = p.data - lr * p.grad.data / batch_size\n        p.grad = None"),
    "parameters without a network": ("linear_regression", "train_linreg", LOOP),
    "a linear model of torch's": ("linear_regression", "linreg",
        "def linreg(X, w, b):\n    return F.linear(X, w.T, b)"),
    "torch's softmax in net": ("softmax_regression", "net", "def softmax(X):\n    return torch.softmax(X, 1)\n"
        "def net(X, W, b):\n    return softmax(X.reshape(-1, W.shape[0]) @ W + b)"),
    "logaddexp where it is not said": ("softmax_regression", "softmax", "def softmax(X):\n"
        "    return (X - functools.reduce(torch.logaddexp, X.unbind(1))[:, None]).exp()"),
    "a gradient's tensor": ("linear_regression", "linreg_gradients", "def linreg_gradients(X, y, w, b):\n"
        "    with torch.enable_grad():\n        e = (X @ w + b - y).detach()\n    assert w.grad is None\n"
        "    return X.T @ e / len(X), e.mean(0)"),
}  # fmt: skip


@pytest.mark.parametrize(("lesson", "exercise", "text"), ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_raises_no_alarm(
    graded: Callable[[str, str, str], ExerciseOutcome], lesson: str, exercise: str, text: str
) -> None:
    outcome = graded(lesson, exercise, text)
    assert [check.message for check in outcome.checks if check.status is not Status.PASSED] == []
    assert outcome.mistakes == ()


@pytest.mark.parametrize(
    "call",
    ["F.softmax(X, 1)", "torch.softmax(X, 1)", "X.softmax(1)", "torchs(X, 1)", "nn.Softmax(1)(X)",
     "getattr(X, 'softmax')(1)", "torch.nn.functional.log_softmax(X, 1)"],
)  # fmt: skip
def test_what_is_named_and_not_run_costs_nothing_and_is_said(
    graded: Callable[[str, str, str], ExerciseOutcome], call: str
) -> None:
    text = f"def softmax(X):\n    if len(X) > 10**6:\n        return {call}\n"
    outcome = graded("softmax_regression", "softmax", text + BY_HAND.split("\n", 1)[1])
    assert outcome.score == outcome.max_score
    (remark,) = outcome.mistakes
    assert remark.message.startswith("softmax names ")
    assert f"(ann.py, line 9: `return {call}`)" in remark.message


@pytest.mark.parametrize(
    ("call", "named"),
    [("numpy.logaddexp.reduce(logits, 1)", "numpy.logaddexp"), ("scipy.special.logsumexp(logits, 1)", "scipy.special.logsumexp")],
)  # fmt: skip
def test_what_other_libraries_compute_is_remarked(
    graded: Callable[[str, str, str], ExerciseOutcome], call: str, named: str
) -> None:
    if named.startswith("scipy"):
        pytest.importorskip("scipy")
    library = named.rpartition(".")[0]
    text = f"import {library}\ndef logsumexp(logits):\n    return torch.as_tensor({call})\n"
    remark, *_named = graded("softmax_regression_concise", "logsumexp", text).mistakes
    assert remark.message.startswith(f"logsumexp names {named} (ann.py, line 9: ")
