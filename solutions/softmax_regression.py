# %% [markdown]
# # Softmax regression from scratch
#
# A linear model that names the piece of clothing in a picture, built from tensors and autograd alone. At
# the end of this lesson you can
#
# - turn any scores into probabilities without overflow,
# - say what cross-entropy measures and compute it per example,
# - count what a model gets right, over a whole data set and without wasting memory,
# - write the training loop that every later model in deep learning will reuse.
#
# Nine exercises are yours: eight functions and one small class. Replace each `raise NotImplementedError`
# line by your code; names and arguments stay as they are. Later exercises call earlier ones, so go from top
# to bottom. Check your work with `autograder check` in a terminal, or with `check(softmax)` (or any other
# name) in the notebook.

# %%
from collections import Counter

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
# ## From one number to ten scores
#
# Linear regression gives one number per example. Classification with $q$ classes needs $q$ of them, one
# score per class, so the weight vector becomes a matrix with one column per class. For a minibatch of $n$
# examples with $d$ features
#
# $$\mathbf{O} = \mathbf{X}\mathbf{W} + \mathbf{b}, \qquad
# \mathbf{X} \in \mathbb{R}^{n \times d},\; \mathbf{W} \in \mathbb{R}^{d \times q},\;
# \mathbf{b} \in \mathbb{R}^{q}.$$
#
# Row $i$ of $\mathbf{O}$, of shape $(n, q)$, holds the scores of example $i$. They are called **logits**:
# any real numbers, larger means more likely.
#
# ## Softmax: from scores to probabilities
#
# Probabilities are never negative and sum to one; logits do neither. Softmax mends both: the exponential
# makes every score positive, and dividing by the sum makes the row add up to one,
#
# $$\hat{y}_j = \frac{\exp(o_j)}{\sum_{k=1}^{q} \exp(o_k)}. \tag{1}$$
#
# The exponential keeps the order, so the largest logit gets the largest probability. Every **row** is an
# example of its own: what softmax makes of it must not depend on the other rows of the minibatch.
#
# On paper we would be done. In float32, $\exp(89)$ is already infinite, and infinity divided by infinity is
# `nan`. The cure is an identity: for any number $c$, the factor $\exp(-c)$ cancels,
#
# $$\frac{\exp(o_j - c)}{\sum_k \exp(o_k - c)}
# = \frac{\exp(o_j)\,\exp(-c)}{\sum_k \exp(o_k)\,\exp(-c)} = \hat{y}_j. \tag{2}$$
#
# Subtracting the same number from all scores of a row changes nothing, so we may choose it. With
# $c = \max_k o_k$, the largest score **of that row**, no exponent is above 0 and nothing overflows; and
# one exponent is exactly 0, so the denominator is at least 1 and never vanishes. Convince yourself that one
# $c$ for the whole minibatch cannot promise both.
#
# When you write it, print the shape of everything you subtract or divide by. A tensor of shape $(n,)$ lines
# up with the last axis of $(n, q)$, which is the wrong one, and when $n = q$ PyTorch cannot warn you.


# %%
def softmax(X):
    """The softmax of every row of X: probabilities, each row summing to 1 (equations 1 and 2).

    X: logits (n, q). Returns (n, q) with the dtype of X; X itself stays as it is.
    Right and finite for logits up to +-1e4 in any mixture, also when the rows lie far apart, and
    gradients flow through it.
    From scratch: torch.softmax, log_softmax and logsumexp in any form are off limits here.
    """
    ### BEGIN SOLUTION
    row_max = X.detach().amax(dim=1, keepdim=True)  # (n, 1); cancels, so it needs no gradient
    X_exp = torch.exp(X - row_max)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    logits = torch.tensor([[1.0, 2.0, 3.0], [101.0, 102.0, 103.0], [-1e4, 0.0, 1e4]])
    y_hat = softmax(logits)
    print(y_hat)
    print("row sums:", y_hat.sum(dim=1))

# %% [markdown]
# The first two rows come out equal, `[0.0900, 0.2447, 0.6652]`, because they differ by a shift of 100. The
# last row is `[0, 0, 1]`, without a `nan` anywhere, and all three rows sum to 1.

# %% [markdown]
# **Question (2 points).** Equation (2) holds for any $c$, so one might subtract the largest logit of the
# *whole minibatch* from every row. Give a minibatch of two rows for which this goes wrong in float32. What
# comes out, and why can it not happen with the maximum of each row?

# %% [markdown] answer="why_row_max" points=2
# For instance the rows `[0, 1]` and `[1000, 1001]`. With $c = 1001$ the exponents of the first row are
# -1001 and -1000; both exponentials are so small that float32 rounds them to 0, the row's sum is 0, and
# 0/0 gives `nan` for the whole row (the second row is fine). With its own maximum, each row has one
# exponent that is exactly 0, so its sum is at least 1.
#
# *2 points*: rows more than about 100 apart, the vanishing denominator and `nan`, and why the row's
# maximum prevents it. *1 point*: a fitting example, but the reason is missing or speaks of overflow.

# %% [markdown]
# ## The model
#
# An image arrives with the shape $(1, 28, 28)$. Our model does not know about rows and columns of pixels;
# it wants one long vector of $d = 1 \cdot 28 \cdot 28 = 784$ features. Flatten, multiply, add, normalise:
#
# $$\hat{\mathbf{Y}} = \operatorname{softmax}(\mathbf{X}\mathbf{W} + \mathbf{b}). \tag{3}$$
#
# That is the whole network: $784 \cdot 10$ weights and $10$ biases.


# %%
def net(X, W, b):
    """The class probabilities (n, q) that softmax regression gives to the examples in X (equation 3).

    X: (n, ...), for instance images (n, 1, 28, 28); each example is flattened to its d features.
    W: (d, q). b: (q,). All of one dtype, which the result has too. Uses your softmax; gradients
    flow to W and b.
    """
    ### BEGIN SOLUTION
    return softmax(X.flatten(start_dim=1) @ W + b)
    ### END SOLUTION


# %% [markdown]
# Start with small random weights and zero biases. Before any training the model should have no strong
# opinion: every class gets about one tenth.

# %% tags=["demo"]
if __name__ == "__main__":
    train_iter, test_iter = fashion_mnist_batches(256)
    print(f"{len(train_iter.labels)} images to train on, {len(test_iter.labels)} to test on")
    torch.manual_seed(0)
    W = torch.normal(0, 0.01, size=(784, 10), requires_grad=True)
    b = torch.zeros(10, requires_grad=True)

    X, y = next(iter(test_iter))
    with torch.no_grad():
        y_hat = net(X, W, b)
    print(tuple(X.shape), "->", tuple(y_hat.shape))
    print("first example:", [round(p, 3) for p in y_hat[0].tolist()])

# %% [markdown]
# Expected: 60000 and 10000 images, `(256, 1, 28, 28) -> (256, 10)`, and ten probabilities that are all
# close to 0.1: none below 0.05, none above 0.2. (With 5000 and 1000 images you work with the small sample
# that comes with the course. What it makes different stands in [square brackets] from here on.)
#
# ## Cross-entropy: what a probability costs
#
# How good is a row of probabilities? Ask what it gave to the class that turned out to be true. If the
# examples are independent, the model gives to all the labels together the probability
#
# $$P(\mathbf{Y} \mid \mathbf{X}) = \prod_{i=1}^{n} P(\mathbf{y}^{(i)} \mid \mathbf{x}^{(i)}),$$
#
# and we want it as large as possible. A product of thousands of small numbers is awkward; minus its
# logarithm is a sum, one term per example, to be made small. With the label as a one-hot vector
# $\mathbf{y}$ (1 at the true class, 0 elsewhere) the term of one example is
#
# $$l(\mathbf{y}, \hat{\mathbf{y}}) = -\sum_{j=1}^{q} y_j \log \hat{y}_j = -\log \hat{y}_{y}. \tag{4}$$
#
# All terms but one are multiplied by 0, so no one-hot vector is needed: pick from each row the probability
# of its true class, and take minus the (natural) logarithm. The picking pairs row $i$ with column $y_i$,
# giving $n$ numbers. If you see $n^2$ of them, you picked something else.
#
# The loss is 0 for a probability of 1 and grows without bound as the probability goes to 0. A model that
# gives every one of ten classes 0.1 pays $\log 10 \approx 2.303$, a good number to compare with the first
# loss you ever print.


# %%
def cross_entropy(y_hat, y):
    """The cross-entropy loss of each example, shape (n,): one value per example, no mean (equation 4).

    y_hat: probabilities (n, q), as net returns them; they are not normalised again.
    y: class ids (n,), int64. The result has the dtype of y_hat. The logarithm is the natural one.
    From scratch: no cross_entropy or nll_loss of torch's own. A safeguard inside the logarithm of
    at most 1e-8 is allowed.
    """
    ### BEGIN SOLUTION
    return -torch.log(y_hat[torch.arange(len(y)), y])
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    use_svg_display()
    y_hat = torch.tensor([[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.0, 0.01, 0.99]])
    print(cross_entropy(y_hat, torch.tensor([0, 2, 1])))

    p = torch.linspace(0.005, 1, 200)
    loss_of_p = cross_entropy(torch.stack([p, 1 - p], dim=1), torch.zeros(200, dtype=torch.int64))
    plt.figure(figsize=(4, 2.5))
    plt.plot(p, loss_of_p)
    plt.xlabel("probability of the true class")
    plt.ylabel("loss")
    plt.tight_layout()
    plt.show()

# %% [markdown]
# Three values: `[0.3567, 0.9163, 4.6052]`. The third example was sure of the wrong class, gave the true one
# only 0.01, and pays $-\log 0.01 \approx 4.6$. The curve says the same: being unsure is cheap, being wrong
# with confidence is dear.
#
# What if the probability is exactly 0? Then $-\log 0 = \infty$, the gradient is no number, and training is
# lost. In this lesson the logits stay so small that it does not happen. It is a real danger all the same,
# and the next lesson removes it for good.
#
# ## Accuracy: counting hits
#
# The loss is what we can differentiate; accuracy is what we care about. The prediction of an example is the
# class with the largest score, and a hit is a prediction equal to the label. Return the **number** of hits
# rather than the fraction: counts of several minibatches can be added up, fractions of minibatches of
# different sizes cannot.


# %%
def accuracy(y_hat, y):
    """How many of the n predictions are right: a count from 0 to n, as a plain number.

    y_hat: scores or probabilities (n, q), where the largest one of a row is its prediction, or
    predicted class ids (n,). y: true class ids (n,). Works for a single example (n = 1) as well.
    """
    ### BEGIN SOLUTION
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return int((predictions == y).sum())
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    y_hat = torch.tensor([[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.0, 0.01, 0.99]])
    y = torch.tensor([0, 2, 1])
    print(accuracy(y_hat, y), "of", len(y), "right from scores")
    print(accuracy(torch.tensor([0, 2, 2]), y), "of", len(y), "right from class ids")

# %% [markdown]
# Both lines say 2 of 3: the scores of the third example prefer class 2 to class 1.

# %% [markdown]
# **Question (2 points).** We want a high accuracy. Why do we not use the accuracy itself (or its negative)
# as the loss to descend on, and train on cross-entropy instead?

# %% [markdown] answer="why_not_accuracy" points=2
# The prediction is an argmax, so accuracy changes only when the largest score of some example changes
# hands. A tiny change of the weights hardly ever does that: as a function of the weights accuracy is flat
# almost everywhere, with jumps in between. Its gradient is 0 or does not exist, and tells descent nothing
# about where to go. Cross-entropy responds to every small change of the true class's probability, also for
# examples whose prediction stays the same.
#
# *2 points*: the gradient is zero (piecewise constant), and cross-entropy changes smoothly. *1 point*:
# "accuracy is not differentiable" without saying what that means for the step.

# %% [markdown]
# ## Accumulator: running totals
#
# An epoch sees a few hundred minibatches and must keep several totals: the loss, the hits, the examples. A
# tiny class does this for any number of them. One trap matters: a loss tensor drags along the whole graph
# it was computed with. Adding up such tensors would keep every minibatch's graph in memory. Totals are for
# reading, so store plain Python floats; `.item()` reads the number in a one-element tensor.


# %%
class Accumulator:
    """n running totals, all starting at 0.0; `totals[i]` reads the total number i."""

    def __init__(self, n):
        """Prepares n totals, each 0.0."""
        ### BEGIN SOLUTION
        self.totals = [0.0] * n
        ### END SOLUTION

    def add(self, *values):
        """Adds the first value to the first total, the second to the second, and so on.

        values: exactly n of them, each a number or a one-element tensor, with or without a graph;
        nothing of the graph is kept.
        """
        ### BEGIN SOLUTION
        numbers = [v.item() if torch.is_tensor(v) else v for v in values]
        self.totals = [t + float(v) for t, v in zip(self.totals, numbers, strict=True)]
        ### END SOLUTION

    def reset(self):
        """Sets all totals back to 0.0."""
        ### BEGIN SOLUTION
        self.totals = [0.0] * len(self.totals)
        ### END SOLUTION

    def __getitem__(self, index):
        """The total at this index, a plain Python float."""
        ### BEGIN SOLUTION
        return self.totals[index]
        ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    totals = Accumulator(2)
    totals.add(2, 3)
    totals.add(torch.tensor(0.5, requires_grad=True), 1)
    print(totals[0], totals[1])
    totals.reset()
    print(totals[0], totals[1])

# %% [markdown]
# `2.5 4.0`, then `0.0 0.0`.
#
# ## Accuracy over a whole data set
#
# Now add the hits of all minibatches and divide **once**, by the number of examples. Averaging the
# accuracies of the minibatches instead would give the last, short one more weight than it deserves.
#
# Two habits of a good evaluation: nothing here will be differentiated, so ask PyTorch not to record a
# graph; and if the model is an `nn.Module`, switch it to evaluation mode first, because some layers
# (dropout, batch normalisation) behave differently while training. From here on `net` may be any function
# from a minibatch X to scores, be it our own or a module, so the parameter `net` has nothing to do with
# the three-argument function above.


# %%
def evaluate_accuracy(net, data_iter):
    """The fraction of all examples in data_iter that net predicts correctly, a float in [0, 1].

    net: any callable that takes X and returns scores (n, q); an nn.Module is put in evaluation mode
    first (whether training mode is restored afterwards is up to you).
    data_iter: minibatches (X, y) of any sizes; every example has the same weight.
    No graph is recorded, and afterwards net can be trained on as before.
    """
    ### BEGIN SOLUTION
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)  # hits, examples
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
    ### END SOLUTION


# %% [markdown]
# Our model has fixed W and b during an evaluation, so we wrap it in a function of X alone.

# %% tags=["demo"]
if __name__ == "__main__":

    def model(X):
        return net(X, W, b)

    print(f"accuracy before training: {evaluate_accuracy(model, test_iter):.3f}")

# %% [markdown]
# A poor result, as it should be: about 0.1 on average, and anything from 0.03 to 0.16 in eight runs with
# other random weights.
#
# ## One epoch of training
#
# For each minibatch: predict, compute the loss, compute gradients, update. What performs the update is the
# `updater`, and there are two kinds of it:
#
# | | a `torch.optim.Optimizer` | a function such as our `updater` below |
# |---|---|---|
# | old gradients | cleared by you, before the backward pass | it clears them itself, after its step |
# | backward pass on | the **mean** of the losses | the **sum** of the losses |
# | step | `updater.step()` | `updater(size of this minibatch)` |
#
# Mean or sum, the step is the same: minibatch descent averages over the minibatch $B$,
#
# $$(\mathbf{W}, \mathbf{b}) \leftarrow (\mathbf{W}, \mathbf{b}) - \frac{\eta}{|B|} \sum_{i \in B}
# \partial_{(\mathbf{W}, \mathbf{b})}\, l^{(i)}. \tag{5}$$
#
# Here $\eta$ is the learning rate `lr`. An optimizer knows only $\eta$, so the division by $|B|$ must be in
# the loss. Our `sgd` from the first lesson divides by the batch size itself, so dividing in the loss too
# would make the steps 256 times too small. Here it is again, given:


# %%
def sgd(params, lr, batch_size):
    """One minibatch step in place, param - lr * grad / batch_size, then the gradients are cleared."""
    with torch.no_grad():
        for param in params:
            param.sub_(lr * param.grad / batch_size)
            param.grad.zero_()


# %% [markdown]
# The size to report is the true one of **this** minibatch: the last of an epoch holds what is left over,
# 96 examples of 60,000, for instance, and not 256.
#
# While it trains, the epoch also keeps score: the sum of all losses, the hits, the examples. These figures
# are measured on the fly, each minibatch with the weights of its moment, and so cost nothing extra.


# %%
def train_epoch(net, train_iter, loss, updater):
    """Trains net for one pass over train_iter; returns (mean loss per example, accuracy), two floats.

    net: callable from X to y_hat (n, q); an nn.Module is put in training mode first.
    train_iter: minibatches (X, y) of any sizes.
    loss: loss(y_hat, y) gives one value per example, (n,).
    updater: a torch.optim.Optimizer (clear gradients, backward on the mean loss, step), or a function
    of the batch size (backward on the summed loss, then the call; it clears the gradients itself).
    Both figures are over all examples of the pass, measured during training, from the predictions
    that the step is made from; accuracy is a fraction.
    """
    ### BEGIN SOLUTION
    if isinstance(net, nn.Module):
        net.train()
    totals = Accumulator(3)  # summed loss, hits, examples
    for X, y in train_iter:
        y_hat = net(X)
        losses = loss(y_hat, y)
        if isinstance(updater, torch.optim.Optimizer):
            updater.zero_grad()
            losses.mean().backward()
            updater.step()
        else:
            losses.sum().backward()
            updater(len(y))
        totals.add(losses.sum(), accuracy(y_hat, y), len(y))
    return totals[0] / totals[2], totals[1] / totals[2]
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    lr = 0.1

    def updater(batch_size):
        sgd([W, b], lr, batch_size)

    timer = Timer()
    train_loss, train_accuracy = train_epoch(model, train_iter, cross_entropy, updater)
    print(f"loss {train_loss:.3f}, accuracy {train_accuracy:.3f}, {timer.stop():.2f} seconds")

# %% [markdown]
# One epoch brings the loss to about 0.79 [1.47], from the 2.3 of a model that knows nothing, and the
# accuracy to about 0.75 [0.56], in a second or less if the machine has nothing else to do.
#
# ## The whole training
#
# Several epochs, and after each a look at the test set. Watch both accuracies: the first shows what the
# model has learned, the second what of it holds for images it was not trained on. Do not mix up the two
# iterators; a test accuracy measured on training images always looks good.


# %%
def train(net, train_iter, test_iter, loss, num_epochs, updater):
    """Trains net for num_epochs epochs; returns (train loss, train accuracy, test accuracy) for each.

    The result is a list of num_epochs tuples of three floats: the two figures of train_epoch, and
    the accuracy on test_iter after that epoch. The other arguments are those of train_epoch.
    Drawing the curves with Animator on the way is welcome, not required.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(num_epochs):
        train_loss, train_accuracy = train_epoch(net, train_iter, loss, updater)
        test_accuracy = evaluate_accuracy(net, test_iter)
        history.append((train_loss, train_accuracy, test_accuracy))
    return history
    ### END SOLUTION


# %% [markdown]
# Ten epochs with learning rate 0.1, from fresh weights.

# %% tags=["demo"]
if __name__ == "__main__":
    torch.manual_seed(0)
    W = torch.normal(0, 0.01, size=(784, 10), requires_grad=True)
    b = torch.zeros(10, requires_grad=True)

    history = train(model, train_iter, test_iter, cross_entropy, 10, updater)

    legend = ["train loss", "train accuracy", "test accuracy"]
    animator = Animator(xlabel="epoch", xlim=[1, 10], legend=legend)
    for epoch, figures in enumerate(history, start=1):
        animator.add(epoch, figures)

# %% [markdown]
# After ten epochs the training loss is about 0.45, the training accuracy 0.85 and the test accuracy 0.83
# [0.61, 0.81 and 0.79]. Any run should end below 0.5 [0.65] in loss and above 0.7 in both accuracies.
#
# The test curve jumps up and down by a few hundredths while the training curve is smooth: a test accuracy
# is one snapshot after the epoch's last step, a training accuracy the average over a whole epoch of steps.
# That is also why the first test accuracy is higher than the first training accuracy. And notice how close
# the two stay later on: a linear model is too simple to learn the training images by heart.
#
# ## Naming the clothes
#
# Last, the model as its users see it: images in, names out. `FASHION_MNIST_LABELS` is the tuple of the ten
# names.


# %%
def predict(net, images):
    """The text label of the most probable class of each image, as a list of n str.

    net: callable from images (n, 1, 28, 28) to scores (n, q); an nn.Module predicts in evaluation
    mode. images: (n, 1, 28, 28). The names are those of FASHION_MNIST_LABELS. No graph is needed.
    """
    ### BEGIN SOLUTION
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    X, y = next(iter(test_iter))
    _, axes = plt.subplots(2, 8, figsize=(12, 4))
    for ax, image, true_id, guess in zip(
        axes.flat, X, y.tolist(), predict(model, X[:16]), strict=False
    ):
        true_label = FASHION_MNIST_LABELS[true_id]
        ax.imshow(image[0].numpy(), cmap="gray")
        ax.set_title(f"{true_label}\n{guess}", color="black" if guess == true_label else "red")
        ax.set_axis_off()
    plt.tight_layout()
    plt.show()

# %% [markdown]
# The true name stands above the predicted one, in red where they differ. About 15 [12] of the 16 are
# right; a flat sneaker taken for a sandal is the likely exception.
#
# ## Inside the model
#
# Column $c$ of $\mathbf{W}$ has one weight per pixel, so it can be drawn as an image. It is the template of
# class $c$: where it is red, a bright pixel in the picture speaks for the class; where it is blue, against
# it.

# %% tags=["demo"]
if __name__ == "__main__":
    templates = W.detach().T.reshape(10, 28, 28)
    limit = templates.abs().max()
    _, axes = plt.subplots(2, 5, figsize=(9, 4.2))
    for ax, template, name in zip(axes.flat, templates, FASHION_MNIST_LABELS, strict=True):
        ax.imshow(template.numpy(), cmap="seismic", vmin=-limit, vmax=limit)
        ax.set_title(name)
        ax.set_axis_off()
    plt.tight_layout()
    plt.show()

    pairs = []  # (true label, predicted label) of every test image
    for X, y in test_iter:
        true_labels = [FASHION_MNIST_LABELS[c] for c in y.tolist()]
        pairs += zip(true_labels, predict(model, X), strict=True)
    for name in FASHION_MNIST_LABELS:
        guesses = Counter(guess for true_label, guess in pairs if true_label == name)
        top = [f"{guess} {count / guesses.total():.2f}" for guess, count in guesses.most_common(3)]
        print(f"{name:>10} is called", ", ".join(top))

# %% [markdown]
# You will recognise the trouser's two legs, with a sharp blue line between them, and the sleeves of the
# t-shirt. The list below the pictures says what the test images of each class are called. Trousers, bags
# and ankle boots get their own name 90 to 95 times in a hundred. Shirts usually fare worst, with 40 to 75,
# depending on the run [10 to 70]: the rest go to t-shirt, pullover and coat, the grey clouds with two
# sleeves of the last lesson.
#
# One template per class is not enough to tell those apart. Networks with more than one layer do better, and
# they train with the very loop that you have just written.
