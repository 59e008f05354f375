# %% [markdown]
# # Linear regression with torch's own parts
#
# You have built every part of a learning machine by hand. Now you may forget most of that code, because
# PyTorch brings each part along, tested and fast. What you should not forget is what the parts do: this
# lesson shows which library part replaces which of yours, and where the two differ slightly. At the end of
# this lesson you can
#
# - serve tensors in minibatches with a `DataLoader`,
# - build a network from layers and set its starting values yourself,
# - write the training loop that, with other parts put in, trains nearly every network.
#
# Three functions are yours to write. Replace each `raise NotImplementedError` line by your code; leave
# the name and the arguments as they are. Check your work as often as you like: `autograder check` in a
# terminal, or `check(load_array)` (any of the three names) in the notebook. The cells between the
# exercises show what your functions do and are not graded.

# %%
import warnings

import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.toolkit import use_svg_display

# %% [markdown]
# ## From your parts to torch's
#
# | part | from scratch | with torch |
# |---|---|---|
# | minibatches | `data_iter` | `torch.utils.data.DataLoader` |
# | model and parameters | `linreg`, with `w` and `b` | `nn.Linear` inside `nn.Sequential` |
# | loss | `squared_loss` | `nn.MSELoss` |
# | step | `sgd` | `torch.optim.SGD` |
#
# As before we want data whose true weights we know. Here it comes from an `nn.Linear` layer that plays
# nature: we give it the true parameters and never look inside again while training.

# %%
TRUE_W = torch.tensor([[2.0, -3.4]])  # (1, d): nn.Linear keeps one row of weights per output
TRUE_B = torch.tensor([4.2])


def observe(num_examples):
    """Features (n, 2) and noisy labels (n, 1) from a line with weights TRUE_W and bias TRUE_B."""
    nature = nn.Linear(2, 1)
    nature.load_state_dict({"weight": TRUE_W, "bias": TRUE_B})
    features = torch.randn(num_examples, 2)
    with torch.no_grad():
        exact = nature(features)
    return features, exact + 0.01 * torch.randn_like(exact)


# %% [markdown]
# ## 1. Minibatches from a DataLoader
#
# PyTorch splits the work of serving data between two objects:
#
# - a **dataset** knows what example number $i$ is. `TensorDataset` joins tensors with the same first
#   axis, so that features and labels keep together;
# - a **loader** decides in what order the examples come and packs them into minibatches.
#
# For training we want a new random order in each epoch. For measuring we want the order of the data:
# there is nothing to gain from shuffling, and a fixed order lets you put predictions next to the examples
# they belong to. `is_train` says which of the two is wanted.


# %%
def load_array(data_arrays, batch_size, is_train=True):
    """A DataLoader of minibatches over tensors that share their first axis.

    data_arrays: a tuple or list of tensors, for example (features (n, d), labels (n, 1)). Each
    minibatch holds one tensor per array, of its dtype, all with the same rows. With is_train the
    order is random and new in every pass; without it, the order of the data. The last, shorter
    minibatch is kept. No random generator is reseeded.
    """
    ### BEGIN SOLUTION
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train)
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    numbers = torch.arange(10).reshape(-1, 1)
    for is_train in (True, False):
        loader = load_array((numbers, 100 * numbers), batch_size=4, is_train=is_train)
        for epoch in (1, 2):
            print(f"is_train={is_train}, epoch {epoch}, {len(loader)} minibatches:")
            for X, y in loader:
                print("    X", X.flatten().tolist(), " y", y.flatten().tolist())

# %% [markdown]
# You should see three minibatches of sizes 4, 4 and 2 each time; two different random orders with
# `is_train=True`, and 0 to 9 in order, twice, without. Each label is one hundred times its feature.
#
# Notice that the *same* loader served two epochs. The generator of the first lesson is used up after one
# pass; a loader starts anew whenever a `for` loop asks.
#
# ## 2. A network with one layer
#
# `nn.Linear(in_features, out_features)` is the model $\hat{\mathbf{y}} = \mathbf{X}\mathbf{w} + b$
# together with its parameters: it creates them and marks them as requiring gradients. `nn.Sequential` is
# a chain in which each layer receives the output of the one before. Our chain has a single link,
# `net[0]`; later ones get longer.
#
# Two details to know:
#
# - The layer stores its weights as `(out_features, in_features)`, so here `net[0].weight` is the row
#   $\mathbf{w}^\top$ of shape `(1, d)` where we used to write a column `(d, 1)`. The bias is `(1,)`.
# - The layer comes with random starting values of its own, bias included, from another distribution. We
#   want the ones we used before: weights from $\mathcal{N}(0, 0.01^2)$ and a bias of 0. Do not replace
#   the parameters; overwrite their *values*. The functions in `nn.init` do just that; the underscore at
#   the end of their names is PyTorch's sign for "in place".


# %%
def linreg_net(num_features):
    """A new nn.Sequential with one nn.Linear layer from num_features inputs to one output.

    Its weights (1, num_features) are drawn from N(0, 0.01^2), standard deviation 0.01, and its bias
    (1,) is 0. Both require gradients. The network maps X (n, num_features) to y_hat (n, 1).
    """
    ### BEGIN SOLUTION
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight, mean=0.0, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    print(linreg_net(2))
    wide = linreg_net(10_000)
    weight = wide[0].weight.detach()
    print(f"10000 weights: mean {weight.mean():.5f}, standard deviation {weight.std():.5f}")
    print("bias", wide[0].bias.tolist())
    print("predictions", tuple(wide(torch.randn(5, 10_000)).shape))

# %% [markdown]
# What good output looks like: one `Linear` layer inside a `Sequential`, a mean within 0.0004 of zero, a
# standard deviation between 0.0097 and 0.0103, the bias `[0.0]`, and predictions of shape `(5, 1)`.
#
# ## 3. The training loop
#
# Two parts are left. `nn.MSELoss()` compares predictions with labels and returns one number, the mean
#
# $$\operatorname{MSE} = \frac{1}{|\mathcal{B}|} \sum_{i \in \mathcal{B}}
# \left( \hat{y}^{(i)} - y^{(i)} \right)^2 .$$
#
# Compare with the first lesson: the average is taken *inside* the loss now, so nobody divides by the
# batch size later. And the $\frac{1}{2}$ is gone, so loss and gradient are twice what they were.
#
# `torch.optim.SGD` receives the parameters once, from `net.parameters()`, together with the learning
# rate. After that it has two methods for us: `step()` moves each parameter against the gradient it finds
# in `.grad`, and `zero_grad()` clears the gradients. The library clears nothing by itself.
#
# For each minibatch the loop has to predict and compute the loss, clear old gradients, compute new ones,
# and step. Order matters. Ask yourself at each line: what is in `.grad` right now?
#
# At the end of each epoch you report the mean loss per example. As before, either average while training
# or measure all examples after the epoch. Remember that the last minibatch may be shorter, and that
# `nn.MSELoss` has already divided by its size.


# %%
def train_concise(net, data_iter, lr, num_epochs):
    """Train net in place with nn.MSELoss and torch.optim.SGD; returns the loss of each epoch.

    net: an nn.Module that maps X (B, d) to y_hat (B, 1). data_iter: minibatches (X (B, d),
    y (B, 1)), to be gone through anew in each epoch; the last may be shorter. lr: the learning
    rate.

    The result is a list of num_epochs floats: the mean over all examples of the squared error (no
    1/2), measured while training through the epoch or after it.
    """
    ### BEGIN SOLUTION
    mean_squared_error = nn.MSELoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for _ in range(num_epochs):
        total_loss, num_examples = 0.0, 0
        for X, y in data_iter:
            loss = mean_squared_error(net(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * len(y)  # back from the minibatch's mean to its sum
            num_examples += len(y)
        losses.append(total_loss / num_examples)
    return losses
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    features, labels = observe(1000)
    train_iter = load_array((features, labels), batch_size=10)
    net = linreg_net(2)
    for epoch, loss in enumerate(train_concise(net, train_iter, lr=0.03, num_epochs=3), start=1):
        print(f"epoch {epoch}: loss {loss:.6f}")
    print("error of the weights:", net[0].weight.detach() - TRUE_W)
    print("error of the bias:", net[0].bias.detach() - TRUE_B)

# %% [markdown]
# The errors should be about 0.001, seldom above 0.002. The second and third loss settle at about 0.0001,
# which is the variance $\sigma^2 = 0.01^2$ of the noise: without the $\frac{1}{2}$ this floor lies twice
# as high as in the first lesson. The first loss is about 2.9 if you average while training, and between
# 0.0001 and 0.0005 if you measure after the epoch.
#
# ### The same learning rate is a longer step
#
# MSE is twice the squared loss of the first lesson, so its gradient is twice as large, and `lr=0.015`
# here makes the very steps that `lr=0.03` made there. The next cell compares some rates. To look at the
# network after each epoch we simply call `train_concise` for one epoch at a time: it trains `net` in
# place, so the next call goes on where the last one stopped.

# %% tags=["demo"]
if __name__ == "__main__":
    use_svg_display()
    figure, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    for lr in (0.001, 0.005, 0.015, 0.03):
        net = linreg_net(2)
        distances = []
        for _ in range(6):
            train_concise(net, train_iter, lr, num_epochs=1)
            distances.append((net[0].weight.detach() - TRUE_W).norm().item())
        ax.semilogy(range(1, 7), distances, marker="o", markersize=3, label=f"lr = {lr}")
    ax.set_xlabel("epoch")
    ax.set_ylabel("distance from the true weights")
    figure.legend(loc="outside right upper")
    plt.show()

# %% [markdown]
# The curves fall until the noise stops them at about 0.001 or somewhat lower. With 0.03 that takes two or
# three epochs, with 0.015 three or four. With 0.005 six epochs come down to about 0.01, and with 0.001
# the weights are still more than 1 away from the truth.

# %% [markdown]
# **Question (2 points).** A data set has 1,000 examples and the batch size is 300. Somebody adds up
# `loss.item()` over the minibatches of an epoch and divides by the number of minibatches. Which examples
# count for too much in this figure, and by what factor compared with the others?

# %% [markdown] answer="mean_of_means" points=2
# The minibatches hold 300, 300, 300 and 100 examples, and `nn.MSELoss` has divided each loss by its own
# size. The mean of the four means gives every minibatch the weight 1/4. An example of the last one
# therefore weighs 1/400, an example of the others 1/1200: three times as much, when each should weigh
# 1/1000.
#
# *2 points*: the examples of the last minibatch, and the factor 3. *1 point*: the last minibatch without
# or with a wrong factor.

# %% [markdown]
# **Question (2 points).** Somebody makes the optimizer first and sets the starting weights afterwards,
# with `net[0].weight = nn.Parameter(0.01 * torch.randn(1, 2))`. Training raises no error. What happens to
# weight and bias during training, and why? Why would `nn.init.normal_(net[0].weight, std=0.01)` have been
# fine?

# %% [markdown] answer="replaced_parameter" points=2
# The optimizer keeps the parameter objects it was given. The network now computes with a new object that
# the optimizer does not know, so the new weight receives gradients but is never moved (nor is its gradient
# ever cleared), while the bias is trained as before. The loss stays high: a bias alone cannot fit a line.
# `nn.init.normal_` writes new values into the same object, which the optimizer does know.
#
# *2 points*: weight frozen and bias trained, because the optimizer holds the old object. *1 point*: the
# weight is not trained, without the reason.

# %% [markdown]
# ## A last look at shapes
#
# `nn.MSELoss` knows nothing of your intentions. Given predictions `(n, 1)` and labels `(n,)` it
# broadcasts to `(n, n)`, as a plain subtraction did in the first lesson. PyTorch at least warns. The cell
# catches the warning and prints it; when you meet it in your own work, do not scroll past it.

# %% tags=["demo"]
if __name__ == "__main__":
    y_hat = torch.tensor([[1.0], [2.0], [3.0]])
    y = torch.tensor([1.0, 2.0, 3.0])
    print("labels (3, 1):", nn.MSELoss()(y_hat, y.reshape(3, 1)).item())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        print("labels (3,):  ", nn.MSELoss()(y_hat, y).item())
    for warning in caught:
        print("warning:", warning.message)

# %% [markdown]
# The predictions are perfect, and the loss should be 0. With labels of shape `(3,)` it is 1.33 instead.
#
# ## What to take along
#
# - Dataset and loader, network, loss, optimizer, loop: this is the shape of nearly every PyTorch program.
# - Know who averages. `nn.MSELoss` does, so the step does not.
# - Library conventions differ from the textbook's in small ways: a missing $\frac{1}{2}$, a transposed
#   weight. Look them up once instead of guessing.
#
# Questions to think about:
#
# 1. `nn.MSELoss(reduction="sum")` adds instead of averaging. How would you choose the learning rate then?
# 2. What would go wrong if `zero_grad()` stood between `backward()` and `step()`?
# 3. A second `nn.Linear` layer put into the chain makes more parameters. Does it make a richer model?
