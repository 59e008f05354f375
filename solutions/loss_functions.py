# %% [markdown]
# # Loss functions
#
# A model learns what its loss asks for. Two losses can agree on what a perfect prediction is and still
# teach different things, because they disagree on how bad the imperfect ones are. At the end of this
# lesson you can
#
# - write the three classical losses for regression so that they work on tensors of any shape,
# - say from the slope of a loss how it will train, and what an outlier will do to it,
# - explain where the squared loss comes from: it is what normally distributed noise asks for.
#
# Four functions are yours to write. Replace each `raise NotImplementedError` line by your code; leave the
# name and the arguments as they are. Check your work as often as you like: `autograder check` in a
# terminal, or `check(huber_loss)` (any of the four names) in the notebook. The cells between the
# exercises show what your functions do and are not graded.

# %%
import math

import torch
from matplotlib import pyplot as plt

from autograder.toolkit import use_svg_display

# %% [markdown]
# ## Common ground
#
# In this lesson $y$ is the label, $\hat{y}$ the prediction and $e = \hat{y} - y$ the error. All four
# functions work **elementwise**: `y_hat` and `y` are tensors of one and the same shape, whatever it is,
# and the result has that shape too, one loss for each entry. Nothing is averaged or added up; that is the
# caller's decision.
#
# It also means that a Python `if` will not do. `if error > 1:` asks for a single yes or no, while a
# tensor of errors has one answer per entry. When two formulas meet in one function, each entry must get
# its own.
#
# What trains a model is not the loss itself but its **slope** $\partial l / \partial \hat{y}$: the force
# that pulls on the prediction. So we shall look at every loss together with its slope. The helper below
# asks autograd for it, which works only if your result is still connected to `y_hat`: compute with torch
# operations all the way.


# %%
def loss_and_slope(loss, errors):
    """A loss at the given errors, and its slope there: two tensors of the shape of errors."""
    y_hat = errors.clone().requires_grad_()
    values = loss(y_hat, torch.zeros_like(errors))
    values.sum().backward()  # entries do not mix, so the sum's gradient is each entry's own slope
    return values.detach(), y_hat.grad


# %% [markdown]
# ## 1. Squared loss
#
# $$l(\hat{y}, y) = \frac{1}{2} (\hat{y} - y)^2, \qquad \frac{\partial l}{\partial \hat{y}} = \hat{y} - y .$$
#
# Also called L2 loss. The slope is the error itself. Far from the label it pulls hard, which gets
# training off to a quick start; close to the label it pulls ever more gently, so that the prediction
# settles. The other side of the coin: *one* label that is off by a hundred pulls as hard as a hundred
# labels that are off by one.


# %%
def l2_loss(y_hat, y):
    """The squared loss (y_hat - y)^2 / 2 of each entry; no mean, no sum.

    y_hat, y: of one dtype and the same shape, any shape; the result has both. The inputs are left
    unchanged, and gradients flow. No ready-made loss of torch.nn.
    """
    ### BEGIN SOLUTION
    return (y_hat - y) ** 2 / 2
    ### END SOLUTION


# %% [markdown]
# ## 2. Absolute loss
#
# $$l(\hat{y}, y) = |\hat{y} - y|, \qquad
# \frac{\partial l}{\partial \hat{y}} = \begin{cases} +1 & \text{if } \hat{y} > y \\
# -1 & \text{if } \hat{y} < y . \end{cases}$$
#
# Also called L1 loss. The pull has the same strength everywhere, so a far outlier counts no more than any
# other example. But the strength does not fade near the label either: a step that is too long leaps over
# the goal, the next one leaps back, and so on. Exactly at the label the loss has a kink and no
# derivative; there any slope in $[-1, 1]$ will do, and autograd picks one for you.


# %%
def l1_loss(y_hat, y):
    """The absolute loss |y_hat - y| of each entry; no mean, no sum.

    y_hat, y: of one dtype and the same shape, any shape; the result has both. The inputs are left
    unchanged, and gradients flow; where y_hat equals y any slope from -1 to 1 is right. No
    ready-made loss of torch.nn.
    """
    ### BEGIN SOLUTION
    return (y_hat - y).abs()
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    errors = torch.tensor([-100.0, -2.0, -0.5, 0.5, 2.0, 100.0])
    print("errors   ", errors.tolist())
    for loss in (l2_loss, l1_loss):
        values, slopes = loss_and_slope(loss, errors)
        print(f"{loss.__name__}:  values {values.tolist()}")
        print(f"          slopes {slopes.tolist()}")

# %% [markdown]
# The values should be 5000, 2, 0.125, and the same again backwards, for `l2_loss`; 100, 2, 0.5, and
# backwards, for `l1_loss`. The slopes of the first are the errors themselves, those of the second
# -1 or 1.
#
# ## 3. Huber's loss
#
# Can we have both, a gentle landing and no fear of outliers? Huber's loss is a parabola in the middle and
# continues as a straight line outside. The threshold $\delta > 0$ says where one ends and the other
# begins:
#
# $$l_\delta(\hat{y}, y) = \begin{cases}
# \frac{1}{2} (\hat{y} - y)^2 & \text{if } |\hat{y} - y| \le \delta \\
# \delta \left( |\hat{y} - y| - \frac{1}{2} \delta \right) & \text{otherwise.} \end{cases}$$
#
# Why $-\frac{1}{2} \delta$? At $|e| = \delta$ the parabola has the value $\frac{1}{2} \delta^2$ and the
# slope $\pm \delta$. The line must start at that height and go on with that slope; otherwise there is a
# step in the loss or a kink. Put $|e| = \delta$ into both branches and convince yourself. With
# $\delta = 1$ the outer branch is the familiar $|e| - \frac{1}{2}$, and this is a poor test value: a
# formula with a $\delta$ in the wrong place gives the same there. (You may also meet a Huber loss divided
# by $\delta$, under names like "smooth L1". Ours is not.)
#
# PyTorch can choose between two tensors entry by entry. Look for a function that takes a condition and
# two alternatives.


# %%
def huber_loss(y_hat, y, delta=1.0):
    """Huber's loss of each entry: squared up to |y_hat - y| = delta, linear beyond; no mean, no sum.

    y_hat, y: of one dtype and the same shape, any shape; the result has both. delta: the threshold,
    a positive number. The formula stands in the text above; value and slope are continuous at
    delta. Both tensors are left unchanged, and gradients flow. No ready-made loss of torch.nn.
    """
    ### BEGIN SOLUTION
    distance = (y_hat - y).abs()
    return torch.where(
        distance <= delta,
        distance**2 / 2,
        delta * (distance - delta / 2),
    )
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    use_svg_display()
    errors = torch.linspace(-3, 3, 301)
    curves = {
        "l2": l2_loss,
        "l1": l1_loss,
        "huber, delta 1": huber_loss,
        "huber, delta 2": lambda y_hat, y: huber_loss(y_hat, y, delta=2.0),
    }
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3), layout="constrained")
    for name, loss in curves.items():
        values, slopes = loss_and_slope(loss, errors)
        style = "--" if name.startswith("huber") else "-"
        left.plot(errors, values, style, label=name)
        right.plot(errors, slopes, style)
    left.set(xlabel="error", ylabel="loss")
    right.set(xlabel="error", ylabel="slope")
    left.legend(fontsize="small")
    plt.show()

# %% [markdown]
# What to look for. On the left, both Huber curves follow the parabola of `l2` up to their threshold and
# leave it as a tangent, without a step. On the right, `l2` is a straight line, `l1` a jump from -1 to 1,
# and each Huber slope is the line of `l2`, cut off at $\pm \delta$. So Huber's loss pulls like the
# squared loss on small errors and like a multiple of the absolute loss on large ones.
#
# ## Two experiments
#
# **Settling down.** Let a single prediction start at 10, far from its label 0, and follow the slope
# downhill with the learning rate 0.3.

# %% tags=["demo"]
if __name__ == "__main__":
    figure, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    for loss in (l2_loss, l1_loss, huber_loss):
        y_hat = torch.tensor([10.0])
        path = [y_hat.item()]
        for _ in range(50):
            _, slope = loss_and_slope(loss, y_hat)
            y_hat = y_hat - 0.3 * slope
            path.append(y_hat.item())
        ax.plot(path, label=loss.__name__)
        print(f"{loss.__name__:>10}: the last four predictions", [round(p, 4) for p in path[-4:]])
    ax.set(xlabel="step", ylabel="prediction")
    ax.legend()
    plt.show()

# %% [markdown]
# Each loss shows its character. The squared loss plunges, is below 0.3 after ten steps, and ends at 0. The
# absolute loss walks down in even steps of 0.3 and then never arrives: it jumps between 0.1 and -0.2
# forever. Huber's loss walks alongside it as long as the error is above 1, then lands gently and ends at
# 0.0008.

# %% [markdown]
# **Question (2 points).** The absolute loss ends up jumping between 0.1 and -0.2. You may change the
# training but not the loss: what would make the prediction arrive at 0? And why does the squared loss
# arrive without any such help?

# %% [markdown] answer="absolute_loss_never_arrives" points=2
# Let the learning rate shrink while training, for instance by a constant factor after each step or
# whenever the prediction has leapt over the label. A step is the learning rate times the slope. The slope
# of the absolute loss is always 1 or -1, so its steps are as long as the learning rate, however near the
# goal is. The slope of the squared loss is the error itself, so its steps get shorter by themselves.
#
# *2 points*: a falling learning rate, and a reason that speaks of the slopes. *1 point*: one of the two,
# or merely a smaller fixed learning rate, with the reason.

# %% [markdown]
# **Outliers.** Suppose we must predict five numbers by a single constant, and one of the five is a typing
# mistake: 10 where 1.0 was meant. Which constant does each loss prefer? We try a fine grid of candidates
# and take the one with the smallest mean loss.

# %% tags=["demo"]
if __name__ == "__main__":
    y = torch.tensor([0.9, 1.0, 1.1, 1.2, 10.0])
    candidates = torch.linspace(0, 10, 10_001)
    guesses, truths = torch.broadcast_tensors(candidates[:, None], y)  # both (10001, 5)
    for loss in (l2_loss, l1_loss, huber_loss):
        best = candidates[loss(guesses, truths).mean(dim=1).argmin()]
        print(f"{loss.__name__:>10}: {best:.2f}")
    print(f"mean {y.mean():.2f}, median {y.median():.2f}")

# %% [markdown]
# You should see 2.84, 1.10 and 1.30. Where the mean loss is smallest, all pulls cancel:
#
# - for the squared loss the *errors* must add up to zero, and the constant that does so is the mean. The
#   one typing mistake drags it above all four honest numbers;
# - for the absolute loss only the *signs* count, as many up as down, and that is the median. The outlier
#   might be 10 or 10 million;
# - for Huber's loss the outlier pulls with strength $\delta = 1$, and the four others hold against it
#   together once the constant lies $\frac{1}{4}$ above their mean, 1.05.
#
# ## 4. Where the squared loss comes from
#
# So far we have chosen a loss by its looks. There is a deeper way: say how the data arose, and the loss
# follows. Assume, as in the first lesson, that a label is the model's prediction plus normally
# distributed noise,
#
# $$y = \hat{y} + \epsilon, \qquad \epsilon \sim \mathcal{N}(0, \sigma^2) .$$
#
# Then the probability density of seeing the label $y$ is that of a normal distribution around $\hat{y}$:
#
# $$p(y \mid \hat{y}) = \frac{1}{\sqrt{2 \pi \sigma^2}}
# \exp \left( -\frac{1}{2 \sigma^2} (y - \hat{y})^2 \right) .$$
#
# The **maximum likelihood** principle prefers the parameters under which the data we saw was most
# probable. Independent examples multiply their densities. A product of a thousand small numbers is
# awkward; its logarithm is a sum and has its maximum at the same place. Change the sign, and there is
# something to minimise, example by example, the **negative log-likelihood** $-\log p(y \mid \hat{y})$.
# (As always in this course, $\log$ is the natural logarithm.) Do the algebra on paper: take the logarithm
# of the formula above and simplify until no exponential is left. That is not only prettier. With
# $\sigma = 1$ and an error of 15 the density is so small that float32 rounds it to 0, and the logarithm
# of 0 is $-\infty$; the simplified formula has no such trouble.


# %%
def gaussian_nll(y_hat, y, sigma):
    """The negative log density -log N(y; y_hat, sigma^2) of each entry; no mean, no sum.

    y_hat, y: of one dtype and the same shape, any shape; the result has both. sigma: the standard
    deviation (not the variance), a positive number. Natural logarithm, the constant term included;
    finite for errors of many sigma as well. The density stands in the text above. Both tensors are
    left unchanged, and gradients flow. No ready-made loss of torch.nn, no torch.distributions.
    """
    ### BEGIN SOLUTION
    z = (y_hat - y) / sigma  # the error in units of sigma
    return z**2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    y_hat, y = torch.tensor([0.0, 1.0, 2.0, 3.0]), torch.zeros(4)
    print("l2_loss:  ", l2_loss(y_hat, y))
    for sigma in (1.0, 0.5):
        nll = gaussian_nll(y_hat, y, sigma)
        print(f"sigma {sigma}:", nll, "less its first entry:", nll - nll[0])
    print("an error of 50 sigma:", gaussian_nll(torch.tensor([50.0]), torch.zeros(1), 1.0))

# %% [markdown]
# With $\sigma = 1$ the values are 0.9189, 1.4189, 2.9189 and 5.4189: the squared loss plus the constant
# $\frac{1}{2} \log 2 \pi = 0.9189$. With $\sigma = 0.5$ they start at 0.2258, and what is added to that
# is four times the squared loss, because $\frac{1}{\sigma^2} = 4$. The distant error should cost
# 1250.9189, not `inf`.
#
# That is the point of this section: **at a fixed $\sigma$ the negative log-likelihood and the squared
# loss differ only by a factor and a constant**, so they have the same minimum. Whoever minimises squared
# errors assumes normal noise, knowingly or not. And whoever expects outliers should assume something
# else.
#
# The likelihood can do one thing more that the squared loss cannot: judge $\sigma$ itself.

# %% tags=["demo"]
if __name__ == "__main__":
    errors = 0.7 * torch.randn(1000)
    sigmas = torch.linspace(0.4, 2.0, 161).tolist()
    means = [gaussian_nll(errors, torch.zeros(1000), sigma).mean().item() for sigma in sigmas]
    print(f"best sigma {sigmas[means.index(min(means))]:.2f}")
    print(f"root mean square of the errors {errors.square().mean().sqrt():.2f}")

    figure, ax = plt.subplots(figsize=(5, 3), layout="constrained")
    ax.plot(sigmas, means)
    ax.set(xlabel="sigma", ylabel="mean negative log-likelihood")
    plt.show()

# %% [markdown]
# The errors were drawn with standard deviation 0.7. The best $\sigma$ should be 0.65 to 0.75 and agree
# with the root mean square of the errors to two digits or nearly. Too small a $\sigma$ is punished by the
# squared term, too large a one by $\log \sigma$. With smaller errors the curve could dip below 0: a
# density, unlike a probability, can exceed 1.

# %% [markdown]
# **Question (2 points).** Two sensors measure the same quantity, one with noise of standard deviation 0.1,
# the other with 1.0, and you know both numbers. You train on the labels of both with `gaussian_nll`, each
# with its own `sigma`. At the same error, how much harder does a label of the first sensor pull on the
# prediction than one of the second? Which modification of the squared loss would do the same?

# %% [markdown] answer="two_sensors" points=2
# The slope of the negative log-likelihood is $(\hat{y} - y) / \sigma^2$. For the first sensor that is 100
# times the error, for the second the error itself: the precise sensor pulls 100 times as hard. A weighted
# squared loss does the same, with the weight $1 / \sigma^2$ on each example; the rest of the negative
# log-likelihood does not depend on the prediction.
#
# *2 points*: the factor 100 and the weights $1 / \sigma^2$. *1 point*: "the precise one pulls harder",
# with a factor of 10 or none.

# %% [markdown]
# ## What to take along
#
# - Look at the slope. It tells how hard an example pulls, and with that how training starts, how it ends,
#   and what an outlier can do.
# - Squared loss aims at the mean, absolute loss at the median, Huber's loss lies in between.
# - A loss is an assumption about noise. Squared loss means normal noise.
# - Per example first; average later, in one place.
#
# Questions to think about:
#
# 1. What does `huber_loss` become for a very large $\delta$? And what is left of it for a very small one,
#    after division by $\delta$?
# 2. Which noise density would make the *absolute* loss the negative log-likelihood?
# 3. Replace the 10 of the second experiment by 1000 (and widen the grid of candidates). Which of the
#    three answers move?
