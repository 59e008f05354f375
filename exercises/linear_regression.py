# Generated from solutions/linear_regression.py by `autograder build`.

# %% [markdown]
# # Linear regression from scratch
#
# You will build the smallest complete learning machine: data, a model, a loss, a way to improve, and the
# loop that ties them together. Nothing is hidden in a library; every part is a few lines that you write.
# The same five parts return in every deep network, so it pays to know them by heart. At the end of this
# lesson you can
#
# - make a data set whose true answer you know, and serve it in shuffled minibatches,
# - write a linear model and its loss without being fooled by tensor shapes,
# - improve parameters by minibatch stochastic gradient descent,
# - derive the gradient on paper, and check that autograd agrees,
# - find the same answer by a formula, without any descent at all.
#
# Eight functions are yours to write. Replace each `raise NotImplementedError` line by your code; leave
# the name and the arguments as they are. Check your work as often as you like: `autograder check` in a
# terminal, or `check(linreg)` (any of the eight names) in the notebook. The cells between the exercises
# show what your functions do; they are not graded, so play with them.

# %%
import torch
from matplotlib import pyplot as plt

from autograder.toolkit import use_svg_display

# %% [markdown]
# ## The model, and the letters we use
#
# An example is described by $d$ numbers, its **features** $\mathbf{x} \in \mathbb{R}^d$, and it comes
# with a **label** $y$, the number we would like to predict. A linear model weighs the features, adds them
# up and shifts the sum by a **bias**:
#
# $$\hat{y} = w_1 x_1 + \dots + w_d x_d + b = \mathbf{w}^\top \mathbf{x} + b .$$
#
# We never compute this one example at a time. Put $n$ examples into the rows of a matrix $\mathbf{X}$,
# and one matrix product predicts them all:
#
# $$\hat{\mathbf{y}} = \mathbf{X}\mathbf{w} + b .$$
#
# | in the text | in code | shape | meaning |
# |---|---|---|---|
# | $\mathbf{X}$ | `X` | `(n, d)` | features, one example per row |
# | $\mathbf{y}$ | `y` | `(n, 1)` | labels |
# | $\hat{\mathbf{y}}$ | `y_hat` | `(n, 1)` | predictions |
# | $\mathbf{w}$ | `w` | `(d, 1)` | weights |
# | $b$ | `b` | `(1,)` | bias |
#
# Labels and predictions are *columns*, with two axes. Keep an eye on that: most of the bugs in this
# lesson raise no error, they only change a shape.
#
# ## 1. Data whose answer we know
#
# How would you notice that a learning program is subtly wrong? On real data you would not: a poor answer
# could be the data's fault. So we make the data ourselves, from weights and a bias of our choice, and
# later ask whether training finds them again. Real measurements are never exact, so every label gets a
# small error of its own:
#
# $$\mathbf{y} = \mathbf{X}\mathbf{w} + b + \boldsymbol{\epsilon}, \qquad
# x_{ij} \sim \mathcal{N}(0, 1), \qquad \epsilon_i \sim \mathcal{N}(0, \sigma^2) .$$
#
# There are $n$ errors $\epsilon_i$, one for each example, drawn independently. $\sigma$ is their
# *standard deviation*, `noise_std` in code.
#
# Note the shapes: the weights arrive as a plain vector `(d,)`, here and nowhere else, and the labels must
# leave as a column `(n, 1)`. Adding a column to a vector does not fail. It gives an `(n, n)` table, so
# print `y.shape` before you trust your result.


# %%
def synthetic_data(w, b, num_examples, noise_std=0.01):
    """Random features X (n, d) and the labels y (n, 1) = Xw + b + noise that belong to them.

    w: (d,) float32, the true weights. b: a number or 0-d tensor, the true bias.
    num_examples: n. noise_std: standard deviation of the noise.

    X has independent standard normal entries, and each row of y its own noise draw. Both are
    float32 and require no gradients. Every call gives new data: no random generator (torch's,
    NumPy's or Python's) is reseeded. w and b are left unchanged.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    true_w = torch.tensor([2.0, -3.4])
    true_b = 4.2
    features, labels = synthetic_data(true_w, true_b, 1000)
    print("features", tuple(features.shape), "labels", tuple(labels.shape))

    _, flat = synthetic_data(torch.zeros(2), true_b, 1000)  # zero weights: bias and noise remain
    print(f"bias and noise: mean {flat.mean():.4f}, standard deviation {flat.std():.4f}")

    use_svg_display()
    figure, axes = plt.subplots(1, 2, figsize=(7, 2.8), sharey=True, layout="constrained")
    for j, ax in enumerate(axes):
        ax.scatter(features[:, j], labels[:, 0], s=2)
        ax.set_xlabel(f"feature {j}")
    axes[0].set_ylabel("label")
    plt.show()

# %% [markdown]
# What good output looks like: shapes `(1000, 2)` and `(1000, 1)`. With zero weights, only the bias and the
# noise are left in the labels: a mean within about 0.001 of 4.2 and a standard deviation between 0.009 and
# 0.011. In the plots the labels rise loosely with feature 0 (weight 2) and fall clearly with feature 1
# (weight -3.4). Both clouds are wide because each plot ignores what the other feature does; the noise
# itself is far too small to see.
#
# ## 2. Minibatches
#
# Soon we shall improve the parameters again and again, each time looking at only a few examples, a
# **minibatch**. One pass over the data, an **epoch**, should be fair:
#
# - every example appears exactly once, also when the batch size does not divide $n$ (the last minibatch
#   is then shorter);
# - the order is random and different in each epoch, so that no accidental order in the data is learned;
# - each row of features stays with its own label.
#
# Drawing a random set anew for each minibatch breaks the first rule: some examples repeat, others never
# come. Think of shuffling a deck of cards once and then dealing it out.
#
# A `for` loop will consume what you return. A function that contains `yield` hands out one minibatch at a
# time, which suits us well; a list of all minibatches is fine too.


# %%
def data_iter(batch_size, features, labels):
    """Minibatches (X, y) that together hold every example once, in a fresh random order.

    features: (n, ...), labels: (n, ...); the same n, any further axes, for example (n, d) and
    (n, 1). Each X is (B, ...) and each y is (B, ...), of the dtypes of features and labels, with
    B = batch_size, except that the last minibatch holds what is left over. Row i of y is the label
    of row i of X. A minibatch keeps its values when the next one comes. features and labels are
    left unchanged, and no random generator is reseeded.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    numbers = torch.arange(10)
    for epoch in (1, 2):
        print(f"epoch {epoch}:")
        for X, y in data_iter(4, numbers.reshape(-1, 1), 100 * numbers.reshape(-1, 1)):
            print("    X", X.flatten().tolist(), " y", y.flatten().tolist())

# %% [markdown]
# Ten examples in minibatches of four: you should see sizes 4, 4 and 2 in each epoch, all of 0 to 9 once
# per epoch, every label one hundred times its feature, and two different orders.
#
# ## 3. The model
#
# The model is the formula $\hat{\mathbf{y}} = \mathbf{X}\mathbf{w} + b$, for a whole minibatch at once.
# The bias has shape `(1,)`, and broadcasting adds it to every row: this time broadcasting does what we
# want.


# %%
def linreg(X, w, b):
    """The linear model's predictions y_hat (n, 1) = Xw + b.

    X: (n, d), w: (d, 1), b: (1,), all of one dtype, which y_hat has too. Gradients flow to w and b
    (and X).
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% [markdown]
# ## 4. The loss
#
# Learning needs a number that says how wrong a prediction is. For example $i$ we take the **squared
# loss**
#
# $$l^{(i)}(\mathbf{w}, b) = \frac{1}{2} \left( \hat{y}^{(i)} - y^{(i)} \right)^2 .$$
#
# The $\frac{1}{2}$ changes nothing essential. It is there so that the derivative with respect to
# $\hat{y}^{(i)}$ is plainly $\hat{y}^{(i)} - y^{(i)}$. The loss of a set of $n$ examples is the mean
#
# $$L(\mathbf{w}, b) = \frac{1}{n} \sum_{i=1}^{n} l^{(i)}(\mathbf{w}, b) ,$$
#
# but your function should *not* average: it returns one loss per example. The average is taken in the next
# section, in a single place.
#
# Now the trap. Labels come as `(n, 1)` or as `(n,)`, depending on where the data is from. Run the next
# cell before you write the function.

# %% tags=["demo"]
if __name__ == "__main__":
    column = torch.zeros(3, 1)
    row = torch.tensor([1.0, 2.0, 3.0])
    print("(3, 1) minus (3,) gives", tuple((column - row).shape))
    print(column - row)

# %% [markdown]
# The shape is `(3, 3)`: every prediction was compared with *every* label, and nothing complained. A model
# trained on such a table learns to predict the mean label for everybody.


# %%
def squared_loss(y_hat, y):
    """The squared loss (y_hat - y)^2 / 2 of each example, shape (n, 1) like y_hat; no mean, no sum.

    y_hat: (n, 1). y: (n, 1) or (n,), the same n labels either way, of the same dtype, which the
    result has too. Both inputs are left unchanged, and gradients flow to y_hat. No ready-made loss
    of torch.nn.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    y_hat = torch.tensor([[1.0], [2.0], [5.0]])
    for y in (torch.tensor([[1.0], [4.0], [4.0]]), torch.tensor([1.0, 4.0, 4.0])):
        loss = squared_loss(y_hat, y)
        print(f"y {tuple(y.shape)}: loss {loss.flatten().tolist()}, shape {tuple(loss.shape)}")

# %% [markdown]
# Both lines should show the losses 0.0, 2.0 and 0.5 in the shape `(3, 1)`.
#
# ## 5. One step downhill
#
# The gradient of the loss points uphill, so we move the parameters a little the other way. **Minibatch
# stochastic gradient descent** estimates the gradient from a minibatch $\mathcal{B}$:
#
# $$(\mathbf{w}, b) \leftarrow (\mathbf{w}, b) - \frac{\eta}{|\mathcal{B}|} \sum_{i \in \mathcal{B}}
# \partial_{(\mathbf{w}, b)} \, l^{(i)}(\mathbf{w}, b) .$$
#
# $\eta$ is the **learning rate**, `lr` in code. We split the work in two. The training loop will call
# `backward()` on the *sum* of the losses, which leaves the sum $\sum_{i \in \mathcal{B}}$ in each
# parameter's `.grad`. Your `sgd` does the rest, and the division by $|\mathcal{B}|$ happens here and
# nowhere else.
#
# Three things make this short function interesting:
#
# - **The caller must see the change.** A line `param = ...` only gives a local name a new meaning; the
#   tensor that the caller holds stays as it was. The update has to happen *in place*.
# - **The step is not part of the model.** Autograd refuses in-place changes of a parameter while it
#   records, and rightly so: nobody wants to differentiate the update. `torch.no_grad()` pauses the
#   recording.
# - **Gradients accumulate.** `backward()` *adds* to `.grad`. What you leave there mixes into the next
#   step, so every parameter must end with its gradient cleared, not only the last one.


# %%
def sgd(params, lr, batch_size):
    """Move every parameter one gradient step, in place: param <- param - lr * grad / batch_size.

    params: an iterable (a list, or an iterator that can be gone through once) of leaf tensors that
    require grad, any shapes; each `.grad` holds the sum of the gradients of batch_size examples.
    lr: the learning rate, a number.

    Afterwards each parameter is the same tensor object with new values, still a leaf that requires
    grad, its gradient is cleared (zero or None), and autograd is on again. Returns nothing. No
    optimizer of torch.optim.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    # Minimise (t - 3)^2 / 2, whose gradient is t - 3, starting from t = 0.
    t = torch.zeros(1, requires_grad=True)
    path = []
    for _ in range(5):
        ((t - 3) ** 2 / 2).sum().backward()
        sgd([t], lr=0.5, batch_size=1)
        path.append(round(t.item(), 4))
    print(path)

# %% [markdown]
# You should see `[1.5, 2.25, 2.625, 2.8125, 2.9062]`: each step halves the distance to 3. If the values
# run past 3, a gradient was not cleared; if they stay at 0, the caller's tensor was not changed.
#
# ## 6. What autograd computes
#
# Autograd is no magic. For the mean loss $L$ you can write the gradient down yourself with the chain
# rule. The loss changes with the prediction at the rate $\hat{y}^{(i)} - y^{(i)}$; the prediction changes
# with $\mathbf{w}$ at the rate $\mathbf{x}^{(i)}$ and with $b$ at the rate 1. Hence
#
# $$\frac{\partial L}{\partial \mathbf{w}} = \frac{1}{n} \sum_{i=1}^{n} \mathbf{x}^{(i)}
# \left( \mathbf{w}^\top \mathbf{x}^{(i)} + b - y^{(i)} \right), \qquad
# \frac{\partial L}{\partial b} = \frac{1}{n} \sum_{i=1}^{n}
# \left( \mathbf{w}^\top \mathbf{x}^{(i)} + b - y^{(i)} \right) .$$
#
# Read the first formula in words: each example votes with its features, weighted by its error. A sum over
# examples of "feature times number" is a matrix product in disguise. Which one? The shapes tell: the
# errors are `(n, 1)`, the features `(n, d)`, and the result has to be `(d, 1)`, the shape of `w`. A
# gradient always has the shape of its parameter.


# %%
def linreg_gradients(X, y, w, b):
    """The gradient of the mean squared loss L of the linear model: (grad_w (d, 1), grad_b (1,)).

    X: (n, d), y: (n, 1), w: (d, 1), b: (1,). L is the mean over the n examples of
    (y_hat - y)^2 / 2; the two formulas stand in the text above. Computed without autograd: no
    backward, no torch.autograd, no torch.func. The inputs are left unchanged; the gradients have
    their dtype.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    w = torch.randn(2, 1, requires_grad=True)
    b = torch.randn(1, requires_grad=True)
    squared_loss(linreg(features, w, b), labels).mean().backward()
    by_hand = linreg_gradients(features, labels, w.detach(), b.detach())
    for name, ours, theirs in zip(("w", "b"), by_hand, (w.grad, b.grad), strict=True):
        difference = (ours - theirs).abs().max().item()
        print(f"gradient of {name}: by hand {ours.flatten()}, autograd differs by {difference:.0e}")

# %% [markdown]
# The two should agree up to rounding: a few millionths at most, often less. From now on you know what
# `backward()` does for you, and you can check it.

# %% [markdown]
# **Question (2 points).** In somebody's `sgd` the line that clears the gradient has slipped out of the
# loop, so that only the last parameter, `b`, is cleared. Along which gradient does `w` move in the third
# step? Why does the loss fall at first all the same, and then behave badly?

# %% [markdown] answer="gradients_not_cleared" points=2
# YOUR ANSWER HERE

# %% [markdown]
# ## 7. The answer in one formula
#
# The squared loss is special: its minimum lies where its gradient vanishes, and this condition is a linear
# equation, which can be solved at once. To have a single unknown, let the bias ride along as one more
# weight, whose feature is 1 for every example:
#
# $$\tilde{\mathbf{X}} = \begin{bmatrix} \mathbf{X} & \mathbf{1} \end{bmatrix}, \qquad
# \tilde{\mathbf{w}} = \begin{bmatrix} \mathbf{w} \\ b \end{bmatrix}, \qquad
# L = \frac{1}{2n} \left\| \tilde{\mathbf{X}} \tilde{\mathbf{w}} - \mathbf{y} \right\|^2 .$$
#
# Setting the gradient of section 6 to zero gives the **normal equations** and, if the matrix has an
# inverse, their solution:
#
# $$\tilde{\mathbf{X}}^\top \tilde{\mathbf{X}} \, \tilde{\mathbf{w}} = \tilde{\mathbf{X}}^\top \mathbf{y},
# \qquad \tilde{\mathbf{w}}^* = \left( \tilde{\mathbf{X}}^\top \tilde{\mathbf{X}} \right)^{-1}
# \tilde{\mathbf{X}}^\top \mathbf{y} .$$
#
# *If* it has an inverse. Suppose one feature is a copy of another, or there are fewer examples than
# unknowns. Then many $\tilde{\mathbf{w}}$ fit equally well, and the inverse does not exist: code that
# insists on it crashes or, because of rounding, returns huge weights. Among all the best answers we
# choose the shortest one, with the smallest $\|\tilde{\mathbf{w}}\|$. It always exists and is unique; the
# *pseudo-inverse* $\tilde{\mathbf{X}}^+$ gives it as
# $\tilde{\mathbf{w}}^* = \tilde{\mathbf{X}}^+ \mathbf{y}$, and least-squares solvers can find it directly.
# `torch.linalg` has both, so look around there. Either has to decide which singular values count as
# zero: in float32 rounding leaves about $10^{-7}$ of the largest one in their place, so a bound far below
# that, such as the $10^{-15}$ of `torch.pinverse`, inverts mere rounding. (Some people minimise
# $\|\mathbf{w}\|$ alone and leave the bias free. That is accepted as well.)


# %%
def least_squares(X, y):
    """The weights and bias of smallest mean squared loss, found without descent: (w (d, 1), b (1,)).

    X: (n, d), y: (n, 1), of one dtype, which w and b have too. When several answers fit equally
    well (dependent columns, or fewer examples than unknowns), the one of smallest norm: of the
    stacked (w, b), or of w alone. Formula: the text above; everything in torch.linalg may be used.
    X and y are left unchanged.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    w, b = least_squares(features, labels)
    print("weights", w.flatten(), "bias", b)

    twins = torch.cat([features, features[:, :1]], dim=1)  # feature 2 is a copy of feature 0
    w, b = least_squares(twins, labels)
    print("with a copied feature: weights", w.flatten(), "bias", b)

# %% [markdown]
# The first line should be within about 0.001 of the truth: weights 2 and -3.4, bias 4.2. In the second,
# the copied feature and its original share the weight 2 fairly: about 1, -3.4 and 1. The predictions are
# the same as before; only the way to write them has become ambiguous.
#
# Why descend at all, then? Because few models are as friendly as this one. For nearly every other there
# is no formula, and gradient descent works all the same.
#
# ## 8. Training
#
# Everything is in place; your functions become a learning machine:
#
# 1. Start with small random weights, $\mathbf{w} \sim \mathcal{N}(0, 0.01^2)$, and $b = 0$. Both must ask
#    autograd to record what happens to them.
# 2. For each epoch, go once through all minibatches. For each one: predict, compute the losses, call
#    `backward()` on their sum, take one step.
# 3. After each epoch, note the mean loss per example.
#
# For the note in step 3 you have a choice: average the losses you meet while training, or compute the
# loss of all examples once the epoch is over. Both are accepted, but they are different quantities: the
# first includes the bad start. If you collect losses on the way, mind two things. Keep plain numbers
# (`.item()`), since a tensor would drag its whole history along; and remember that the last minibatch may
# be shorter, so the mean of the minibatch means is not the mean of all examples.


# %%
def train_linreg(features, labels, lr, num_epochs, batch_size):
    """Train the linear model by minibatch gradient descent; returns (w, b, losses).

    features: (n, d), labels: (n, 1). w (d, 1) starts near 0, drawn from N(0, 0.01^2) or zero, b
    (1,) at 0; each epoch is one pass of data_iter, in a new random order, with a step of sgd per
    minibatch. losses: list of num_epochs floats, the mean squared_loss per example in each epoch,
    measured while training through the epoch or after it. features and labels are left unchanged,
    and no random generator is reseeded. No torch.nn, no torch.optim: use your own functions.
    """
    raise NotImplementedError("not implemented yet: put your code in place of this line")


# %% tags=["demo"]
if __name__ == "__main__":
    w, b, losses = train_linreg(features, labels, lr=0.03, num_epochs=3, batch_size=10)
    for epoch, loss in enumerate(losses, start=1):
        print(f"epoch {epoch}: loss {loss:.6f}")
    print("error of w:", w.detach().flatten() - true_w)
    print("error of b:", b.detach() - true_b)

# %% [markdown]
# Three epochs are enough. The errors of `w` and `b` should be about 0.001, seldom above 0.002, and the
# last loss about 0.00005 to 0.0001. It cannot go much lower: with noise of standard deviation
# $\sigma = 0.01$ even the true parameters have the expected loss $\frac{1}{2} \sigma^2 = 0.00005$. The first
# loss depends on how you measure: about 2.8 if you average while training, about 0.04 if you measure after
# the epoch.

# %% [markdown]
# **Question (2 points).** Somebody calls `backward()` on the *mean* of the minibatch's losses and leaves
# `sgd` as it is. No error is raised, and after many more epochs the true weights come out as before. What
# has changed? With a batch size of 10, which value of `lr` gives back the steps that `lr=0.03` made?

# %% [markdown] answer="averaged_twice" points=2
# YOUR ANSWER HERE

# %% [markdown]
# ### The learning rate
#
# How large should a step be? Let us try.

# %% tags=["demo"]
if __name__ == "__main__":
    figure, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    for lr in (0.001, 0.003, 0.01, 0.03):
        _, _, losses = train_linreg(features, labels, lr, num_epochs=10, batch_size=10)
        ax.semilogy(range(1, 11), losses, marker="o", markersize=3, label=f"lr = {lr}")
    ax.axhline(0.01**2 / 2, color="grey", linestyle=":", label="noise floor")
    ax.set_xlabel("epoch")
    ax.set_ylabel("mean loss")
    figure.legend(loc="outside right upper")
    plt.show()

# %% [markdown]
# On the logarithmic axis each curve falls along a straight line until it meets the noise floor: every
# epoch divides the loss by about the same factor, and a larger learning rate makes the factor larger. At
# 0.03 the floor is reached in the third or fourth epoch; at 0.001 ten epochs do not bring the loss below
# 2. Larger is not always better, though: try 3 and watch the loss become `inf`, then `nan`.
#
# ## What to take along
#
# - The five parts, data, model, loss, gradient step and loop, stay. In later lessons each is replaced by
#   something bigger, and the loop hardly changes.
# - Average in one place. Here `sgd` divides, and nothing else does.
# - A wrong shape is often silent. Printing `.shape` costs nothing.
# - When a known answer exists, compare with it: with the true parameters, with a formula, with autograd.
#
# Questions to think about:
#
# 1. If `squared_loss` lacked its $\frac{1}{2}$, would training still find `true_w`? What would change?
# 2. What happens if all weights start at exactly 0? Is the random start needed in *this* model?
# 3. With 1000 examples and `batch_size=1000`, how many steps does one epoch take, and what does that mean
#    for the number of epochs?
