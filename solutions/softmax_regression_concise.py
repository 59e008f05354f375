# %% [markdown]
# # Softmax regression, stable and short
#
# The model of the last lesson again, this time as it is built in practice: with a loss that no logit can
# break, and with the layers, the loss and the optimizer that PyTorch brings along. At the end of this
# lesson you can
#
# - compute the logarithm of a softmax that neither overflows nor turns into minus infinity,
# - write the gradient of cross-entropy down without autograd, and know why it is so simple,
# - say what `nn.CrossEntropyLoss` expects, and what goes wrong if it gets something else,
# - train the whole model in some twenty lines.
#
# Eight exercises are yours. The first five are the mathematics, by hand; the last three use PyTorch's
# parts. Replace each `raise NotImplementedError` line by your code; names and arguments stay as they are.
# Check your work with `autograder check` in a terminal, or with `check(one_hot)` (or any other name) in the
# notebook.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

from autograder.toolkit import (
    FASHION_MNIST_LABELS,
    Animator,
    Timer,
    fashion_mnist_batches,
    use_svg_display,
)

# %% [markdown]
# ## Labels as vectors
#
# The formulas of classification are written with one-hot labels: a class id $y$ becomes a vector
# $\mathbf{y}$ of length $q$ with a 1 at position $y$ and 0 elsewhere. Unlike the ids themselves, these
# vectors put no class between two others and none far from the rest. You will need them for the gradient
# below.


# %%
def one_hot(y, num_classes):
    """The one-hot vectors of class ids, one row per label: (n, num_classes) float32.

    y: class ids (n,), int64, each from 0 to num_classes - 1.
    From scratch: torch.nn.functional.one_hot is off limits here.
    """
    ### BEGIN SOLUTION
    return torch.eye(num_classes, dtype=torch.float32)[y]
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    print(one_hot(torch.tensor([2, 0, 2]), 4))

# %% [markdown]
# Three rows of four numbers, each with a single 1: in columns 2, 0 and 2.
#
# ## What still breaks
#
# A softmax that subtracts the row's maximum never overflows. It can **underflow**, though: a probability
# below about $10^{-45}$ is stored in float32 as exactly 0. Harmless, until somebody takes its logarithm.
# Here PyTorch's own stable softmax meets a model that is very sure of the wrong class: the logits are 0 and
# 200, the true class is 0.

# %% tags=["demo"]
if __name__ == "__main__":
    logits = torch.tensor([[0.0, 200.0]], requires_grad=True)
    y_hat = torch.softmax(logits, dim=1)
    loss = -torch.log(y_hat[0, 0])
    loss.backward()
    print(f"probabilities {y_hat.tolist()}, loss {loss.item()}, gradient {logits.grad.tolist()}")

# %% [markdown]
# The loss is `inf` and the gradient `nan`. One such example in one minibatch, and after the next step all
# weights are `nan`. Yet the true loss is nothing special: it is 200, to many digits.
#
# ## Log-softmax: let the logarithm meet the exponential on paper
#
# The loss needs only the **logarithm** of the probability. Write it out, with $m = \max_k o_k$ of the row:
#
# $$\log \hat{y}_j = \log \frac{\exp(o_j - m)}{\sum_k \exp(o_k - m)}
# = (o_j - m) - \log \sum_{k=1}^{q} \exp(o_k - m). \tag{1}$$
#
# The logarithm has cancelled the exponential that underflowed. What is left is safe: the sum contains
# $\exp(0) = 1$, so it lies between 1 and $q$ and its logarithm is a small number, never infinite.
#
# Mind the order of the operations too. Around $10^4$, neighbouring float32 numbers are 0.001 apart; whoever
# adds something small to a number that large loses its digits. In (1) the two large numbers, $o_j$ and $m$,
# are subtracted from each other first.


# %%
def log_softmax(logits):
    """The logarithm of the softmax of every row (equation 1): (n, q), dtype of the logits.

    logits: (n, q), left as they are. Exact for logits up to +-1e4, with finite gradients.
    From scratch: torch.softmax, log_softmax and logsumexp in any form are off limits here.
    """
    ### BEGIN SOLUTION
    row_max = logits.detach().amax(dim=1, keepdim=True)  # (n, 1); cancels, so it needs no gradient
    shifted = logits - row_max
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    for row in log_softmax(torch.tensor([[0.0, 200.0], [1e4, 1e4], [-1e4, 1e4]])).tolist():
        print([round(value, 4) for value in row])

# %% [markdown]
# The first row is `[-200.0, 0.0]`: no infinity any more. The second is `[-0.6931, -0.6931]`, that is
# $-\log 2$ for two equal classes; if you see `-0.6934` there, small digits were lost on the way. The third
# row is `[-20000.0, 0.0]`.
#
# ## Log-sum-exp
#
# The denominator of softmax has a logarithm worth a name of its own. Taking the factor $\exp(m)$ out of the
# sum,
#
# $$\operatorname{logsumexp}(\mathbf{o}) = \log \sum_{k=1}^{q} \exp(o_k)
# = m + \log \sum_{k=1}^{q} \exp(o_k - m). \tag{2}$$
#
# It is a soft version of the maximum: at least $m$, and at most $m + \log q$. It turns up wherever
# probabilities are handled by their logarithms, so it is worth having as a function.


# %%
def logsumexp(logits):
    """log(sum(exp(row))) of every row of the logits (equation 2): (n,), dtype of the logits.

    logits: (n, q), left as they are. Right for logits up to +-1e4, with finite gradients.
    From scratch: torch.logsumexp, logaddexp, softmax and log_softmax in any form are off limits here.
    """
    ### BEGIN SOLUTION
    row_max = logits.detach().amax(dim=1)  # (n,)
    return row_max + (logits - row_max.unsqueeze(1)).exp().sum(dim=1).log()
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    use_svg_display()
    values = logsumexp(torch.tensor([[0.0, 0.0], [1e4, -1e4], [-1e4, -1e4]]))
    print([round(value, 4) for value in values.tolist()])

    x = torch.linspace(-5, 5, 101)
    pairs = torch.stack([x, torch.zeros(101)], dim=1)
    plt.figure(figsize=(4, 2.8))
    plt.plot(x, logsumexp(pairs), label="logsumexp of (x, 0)")
    plt.plot(x, pairs.amax(dim=1), "--", label="max of (x, 0)")
    plt.xlabel("x")
    plt.legend()
    plt.tight_layout()
    plt.show()

# %% [markdown]
# The numbers are `[0.6931, 10000.0, -9999.3066]`. In the plot the solid curve hugs the corner of the dashed
# one from above. The gap is widest at $x = 0$, where both classes are equal: there it is $\log 2$.
#
# ## Cross-entropy from logits
#
# For the true class $y$ of an example, cross-entropy is minus the log-probability of that class:
#
# $$l(\mathbf{y}, \mathbf{o}) = -\sum_{j=1}^{q} y_j \log \hat{y}_j = -\log \hat{y}_y
# = \log \sum_{k=1}^{q} \exp(o_k) - o_y. \tag{3}$$
#
# The right-hand side is good for thinking: the loss is the distance of the true logit from the soft maximum
# of all logits. For computing, remember what was said about two large numbers and a small difference.


# %%
def cross_entropy_with_logits(logits, y):
    """The cross-entropy loss of each example, straight from logits (equation 3): (n,), no mean.

    logits: (n, q), unnormalised scores. y: class ids (n,), int64. Neither is changed. The result
    has the dtype of the logits.
    Exact for logits up to +-1e4, with finite gradients, also where the model is sure of a wrong class.
    From scratch: torch's cross_entropy, nll_loss, softmax, log_softmax and logsumexp are off limits
    here; your own functions are not.
    """
    ### BEGIN SOLUTION
    return -log_softmax(logits)[torch.arange(len(y)), y]
    ### END SOLUTION


# %% [markdown]
# The example that broke everything, once more, next to a harmless one. Then the comparison with PyTorch's
# loss.

# %% tags=["demo"]
if __name__ == "__main__":
    logits = torch.tensor([[0.0, 200.0], [1.0, 3.0]], requires_grad=True)
    y = torch.tensor([0, 1])
    losses = cross_entropy_with_logits(logits, y)
    losses.sum().backward()
    print(f"losses {losses.tolist()}")
    print(f"gradient {logits.grad.tolist()}")
    torch_losses = nn.CrossEntropyLoss(reduction="none")(logits, y)
    print(f"largest difference from PyTorch: {(losses - torch_losses).abs().max():.1e}")

# %% [markdown]
# Losses 200 and 0.1269; the gradients are `[-1, 1]` and about `[0.119, -0.119]`, all finite. The difference
# from PyTorch is 0 or of the order of $10^{-8}$.
#
# ## The gradient by hand
#
# Where do gradients as tidy as $[-1, 1]$ come from? Differentiate the right-hand side of (3). The
# derivative of log-sum-exp with respect to $o_j$ is $\exp(o_j) / \sum_k \exp(o_k)$, which is softmax; the
# derivative of $o_y$ is 1 if $j = y$ and 0 otherwise, which is the one-hot label:
#
# $$\frac{\partial\, l(\mathbf{y}, \mathbf{o})}{\partial o_j}
# = \operatorname{softmax}(\mathbf{o})_j - y_j. \tag{4}$$
#
# What the model believes, minus what is true. Every entry lies between $-1$ and 1, so even the worst
# mistake pulls with bounded strength; a row sums to 0; and the pull vanishes only where belief and truth
# agree. Linear regression had the same form, prediction minus label. That is no accident: both losses are
# negative log-likelihoods, and their distributions belong to one large family, the exponential family.


# %%
def cross_entropy_gradient(logits, y):
    """The gradient of each example's own loss with respect to its logits (equation 4): (n, q).

    logits: (n, q). y: class ids (n,), int64. Neither is changed. The result has the dtype of the
    logits; row i belongs to the loss of example i alone, so nothing is divided by n.
    Finite for logits up to +-1e4. Without autograd: no backward, no torch.autograd. From scratch:
    torch's softmax functions are off limits here; your own functions are not.
    """
    ### BEGIN SOLUTION
    num_classes = logits.shape[1]
    return log_softmax(logits).exp() - one_hot(y, num_classes).to(logits.dtype)
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    torch.manual_seed(0)
    logits = torch.normal(0, 3, size=(5, 4), requires_grad=True)
    y = torch.tensor([0, 3, 1, 1, 2])
    cross_entropy_with_logits(logits, y).sum().backward()
    by_hand = cross_entropy_gradient(logits.detach(), y)
    print(f"largest difference from autograd: {(by_hand - logits.grad).abs().max():.1e}")
    print(f"largest row sum: {by_hand.sum(dim=1).abs().max():.1e}")

# %% [markdown]
# The difference is about $10^{-7}$ or less, a rounding error in float32, and so is the largest row sum.
# Checking a formula against autograd in this way is a habit worth keeping.

# %% [markdown]
# **Question (2 points).** Every row of the gradient sums to 0. Derive this without equation (4), from what
# happens to the loss when the same number is added to all logits of a row. What follows for the sum of the
# ten biases during training?

# %% [markdown] answer="rows_sum_to_zero" points=2
# Adding the same number to all logits of a row changes neither the softmax nor, therefore, the loss. So
# the derivative of the loss in the direction $(1, \dots, 1)$ is 0, and this derivative is the sum of the
# row's entries. The gradient of the biases is a sum (or mean) of such rows, hence its entries sum to 0 as
# well: no step changes the sum of the biases, which keeps its starting value, here 0.
#
# *2 points*: the invariance with the conclusion for the sum, and the constant sum of the biases.
# *1 point*: one of the two.

# %% [markdown]
# ## The model from ready-made layers
#
# From here on PyTorch does the work. The network is a chain of two layers: `nn.Flatten` makes one row of
# 784 numbers out of each image, `nn.Linear` computes $\mathbf{X}\mathbf{W} + \mathbf{b}$ (and stores its
# weight as $\mathbf{W}^\top$, of shape $(q, d)$). There is **no** softmax at the end. The loss works on
# logits, as yours does; and for the predicted class the logits are enough, because softmax keeps their
# order.
#
# `nn.Linear` starts with random weights of its own choice. We want ours, as in the last lesson: weights
# from $\mathcal{N}(0, 0.01^2)$, biases 0. The functions for it are in `torch.nn.init`; their names end in
# an underscore because they work in place.


# %%
def softmax_net(num_inputs=784, num_outputs=10):
    """A fresh softmax regression model: an nn.Sequential of nn.Flatten and nn.Linear, giving logits.

    Maps X (n, ...) with num_inputs features per example to logits (n, num_outputs), without softmax.
    The weights are drawn from N(0, 0.01^2), 0.01 being the standard deviation; the biases are 0.
    Both require gradients.
    """
    ### BEGIN SOLUTION
    linear = nn.Linear(num_inputs, num_outputs)
    nn.init.normal_(linear.weight, mean=0.0, std=0.01)
    nn.init.zeros_(linear.bias)
    return nn.Sequential(nn.Flatten(), linear)
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    net = softmax_net()
    print(net)
    print(f"standard deviation of the weights: {net[1].weight.std():.4f}")

# %% [markdown]
# You should see the two layers, `in_features=784, out_features=10, bias=True`, and a standard deviation of
# about 0.0100.
#
# ## Initialising any network
#
# With one layer it is easy to reach in and set its weights. A network of thirty layers needs another way:
# `net.apply(f)` calls `f(m)` for every module `m` inside `net`, and for `net` itself. So write the `f` that
# looks at one module, initialises it if it is a linear layer, and leaves all others in peace. Note that a
# linear layer can be made without a bias.


# %%
def init_weights(m):
    """Initialises the module m in place if it is an nn.Linear; meant for net.apply(init_weights).

    A linear layer gets weights from N(0, 0.01^2), 0.01 being the standard deviation, and, if it has a
    bias, zeros there; both require gradients. Modules of any other kind are left alone.
    """
    ### BEGIN SOLUTION
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, mean=0.0, std=0.01)
        if m.bias is not None:
            nn.init.zeros_(m.bias)
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    deeper = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    deeper.apply(init_weights)
    for m in deeper:
        if isinstance(m, nn.Linear):
            print(f"{m}: std {m.weight.std():.4f}, largest bias {m.bias.abs().max():.1f}")

# %% [markdown]
# Both linear layers report a standard deviation of about 0.0100 and a largest bias of 0.0.
#
# ## Training
#
# The loop has the shape you know: predict, loss, clear the old gradients, backward, step.
# `nn.CrossEntropyLoss()` takes **logits** and class ids and returns the **mean** over the minibatch, which
# is what `torch.optim.SGD` wants. It is not what the report wants: minibatches differ in size, so the mean
# loss of an epoch is not the mean of its minibatches' means.
#
# Around the loop: training mode while training; evaluation mode and no graph while measuring on the test
# set. This file stands by itself, so count the hits here again.


# %%
def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
    """Trains net; returns (train loss, train accuracy, test accuracy) for each epoch, in a list.

    net: an nn.Module from X to logits (n, q), trained in place with nn.CrossEntropyLoss on the logits
    and torch.optim.SGD with learning rate lr over all its parameters, num_epochs passes long.
    train_iter, test_iter: minibatches (X, y) of any sizes, y (B,) int64; can be iterated repeatedly.
    The result holds num_epochs tuples of three floats: the mean loss per example and the accuracy
    over the epoch's training examples, both measured during training, and the accuracy on test_iter
    after the epoch, in evaluation mode. Accuracies are fractions.
    """
    ### BEGIN SOLUTION
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    history = []
    for _ in range(num_epochs):
        net.train()
        loss_sum, hits, examples = 0.0, 0, 0
        for X, y in train_iter:
            logits = net(X)
            mean_loss = loss(logits, y)
            optimizer.zero_grad()
            mean_loss.backward()
            optimizer.step()
            loss_sum += mean_loss.item() * len(y)
            hits += (logits.argmax(dim=1) == y).sum().item()
            examples += len(y)
        net.eval()
        test_hits, test_examples = 0, 0
        with torch.no_grad():
            for X, y in test_iter:
                test_hits += (net(X).argmax(dim=1) == y).sum().item()
                test_examples += len(y)
        history.append((loss_sum / examples, hits / examples, test_hits / test_examples))
    return history
    ### END SOLUTION


# %% [markdown]
# Ten epochs with minibatches of 256 and learning rate 0.1, as in the last lesson.

# %% tags=["demo"]
if __name__ == "__main__":
    train_iter, test_iter = fashion_mnist_batches(256)
    print(f"{len(train_iter.labels)} images to train on, {len(test_iter.labels)} to test on")
    torch.manual_seed(0)
    net = softmax_net()
    timer = Timer()
    history = train_softmax_concise(net, train_iter, test_iter, lr=0.1, num_epochs=10)
    print(f"{timer.stop():.1f} seconds")

    legend = ["train loss", "train accuracy", "test accuracy"]
    animator = Animator(xlabel="epoch", xlim=[1, 10], legend=legend)
    for epoch, figures in enumerate(history, start=1):
        animator.add(epoch, figures)

# %% [markdown]
# The same figures as from scratch, because it is the same model: training loss from about 0.79 down to
# 0.45, test accuracy about 0.83 at the end [with the small sample of 5000 images: 1.47, 0.61 and 0.79;
# square brackets are about the sample from here on]. Expect a few seconds, part of which PyTorch spends on
# loading its optimizers when the first one is made.
#
# ## One softmax too many
#
# The most common mistake with this loss raises no error: a model that ends in a softmax, trained with
# `nn.CrossEntropyLoss`, which applies its own. The loss then sees "logits" between 0 and 1. Even a perfect
# model, which gives the true class 1 and the nine others 0, cannot get below
#
# $$-\log \frac{e^1}{e^1 + 9\, e^0} \approx 1.461.$$

# %% tags=["demo"]
if __name__ == "__main__":
    torch.manual_seed(0)
    twice = nn.Sequential(softmax_net(), nn.Softmax(dim=1))
    history_twice = train_softmax_concise(twice, train_iter, test_iter, lr=0.1, num_epochs=10)
    for name, model, (train_loss, _, test_accuracy) in [
        ("logits", net, history[-1]),
        ("softmax twice", twice, history_twice[-1]),
    ]:
        with torch.no_grad():
            called_shirt = sum((model(X).argmax(dim=1) == 6).sum().item() for X, _ in test_iter)
        print(
            f"{name:>13}: loss {train_loss:.3f}, test accuracy {test_accuracy:.3f}, "
            f"{called_shirt} test images called shirt"
        )

# %% [markdown]
# The loss ends at 1.71 or, in other runs, 1.76 instead of 0.45, and the test accuracy at about 0.78 or
# 0.72 instead of 0.83 [1.86 instead of 0.61, 0.67 instead of 0.79]. The last number is the worst: of 1,000
# [100] shirts the model calls **none** a shirt. Equation (4) would pull hard at a probability that is far
# too small. But on its way through the second softmax the pull on $o_k$ is multiplied by $\hat{y}_k$, the
# model's own probability of class $k$. After one epoch a shirt gets about 0.01 [0.08] for "shirt", so
# little of the correction is left.
#
# Nothing crashed, and an accuracy near or above 0.7 looks like success. So when a loss levels off at an
# odd height, ask first whether it was given what it expects.

# %% [markdown]
# **Question (2 points).** Another model ends in `nn.LogSoftmax(dim=1)` and is trained with
# `nn.CrossEntropyLoss` as well. Does it suffer as the model with one softmax too many does? Say what the
# loss's own log-softmax makes of its input.

# %% [markdown] answer="log_softmax_twice" points=2
# No. The model's outputs are log-probabilities, and the log-sum-exp of such a row is
# $\log \sum_k \hat{y}_k = \log 1 = 0$. The second log-softmax subtracts this 0 and so leaves its input as
# it is: loss, gradients and training are the same as with logits. The extra layer is only wasted work.
#
# *2 points*: no harm, because log-softmax of log-probabilities changes nothing, with a reason. *1 point*:
# no harm, without a reason that holds.

# %% [markdown]
# ## The examples that cost most
#
# A loss per example, rather than a mean, can be sorted. Here are the eight test images with the largest
# loss, with the true name, the predicted one, and the probability given to the truth.

# %% tags=["demo"]
if __name__ == "__main__":
    X, y = (torch.cat(parts) for parts in zip(*test_iter, strict=True))
    with torch.no_grad():
        logits = net(X)
        losses = cross_entropy_with_logits(logits, y)
    _, axes = plt.subplots(2, 4, figsize=(9, 5.4))
    for ax, i in zip(axes.flat, losses.argsort(descending=True).tolist(), strict=False):
        true_label, guess = FASHION_MNIST_LABELS[y[i]], FASHION_MNIST_LABELS[logits[i].argmax()]
        ax.imshow(X[i, 0].numpy(), cmap="gray")
        ax.set_title(f"{true_label}, called\n{guess} ({torch.exp(-losses[i]):.0e})")
        ax.set_axis_off()
    plt.tight_layout()
    plt.show()
    print("largest losses:", [round(loss, 1) for loss in losses.sort().values[-3:].tolist()])

# %% [markdown]
# A bag with a long strap that might be a pair of trousers, a pair of trousers that might be a dress: the
# model is wrong in ways one can understand, and of a few labels one may have doubts oneself. The largest
# losses are about 9 or 10 [5 or 6], not infinite, and even one of 200 would have done no harm. The
# expensive examples are the first ones to look at when a model disappoints: they show what it lacks, and
# what is wrong with the data.
#
# You have now built softmax regression twice, once from the formulas and once from PyTorch's parts, and
# know what the parts do inside.
