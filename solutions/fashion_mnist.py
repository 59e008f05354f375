# %% [markdown]
# # Fashion-MNIST: meet the images
#
# The next two lessons teach a linear model to recognise clothes. Before any model sees the data, you should
# see it. At the end of this lesson you can
#
# - turn class ids into names a person can read,
# - serve a data set of 70,000 images in minibatches, shuffled for training and in order for testing,
# - draw a grid of images, and use it to judge how hard the task is.
#
# Three functions are yours to write. Replace each `raise NotImplementedError` line by your code; leave the
# name and the arguments as they are. Check your work as often as you like: `autograder check` in a
# terminal, or `check(show_images)` (any of the three names) in the notebook.

# %%
import matplotlib.pyplot as plt
import torch
from torch.utils import data

from autograder.data import fashion_mnist_root
from autograder.toolkit import Timer, use_svg_display

# isort: split
# These two stay below autograder.toolkit, which prepares a CPU-only torch for torchvision.
import torchvision
from torchvision import transforms

# %% [markdown]
# ## What is in the box
#
# Fashion-MNIST holds small grey pictures of clothes: 60,000 for training and 10,000 for testing, each
# $28 \times 28$ pixels with one channel, each showing one of ten kinds of clothing. The two parts never
# mix: the model learns from the first, and only the second tells how well it does on pictures it has not
# met.
#
# `torchvision.datasets.FashionMNIST(root=..., train=...)` opens one part. Without further arguments an
# example is a pair of a PIL image, whose pixels are whole numbers from 0 (black) to 255 (white), and an
# `int` class id.

# %% tags=["demo"]
if __name__ == "__main__":
    raw_train = torchvision.datasets.FashionMNIST(root=fashion_mnist_root(), train=True)
    raw_test = torchvision.datasets.FashionMNIST(root=fashion_mnist_root(), train=False)
    print(f"{len(raw_train)} images to train on, {len(raw_test)} to test on")
    image, label = raw_train[0]
    print(f"the first one: {image.mode} image of {image.size} pixels, range {image.getextrema()}")
    print(f"its label: {label!r}")

# %% [markdown]
# You should see 60000 and 10000, an `L` image (PIL's word for grey) of (28, 28) pixels that uses the whole
# range (0, 255), and the label 9. If it is 5000 and 1000, this machine does not have the whole set, and
# you work with the small sample that comes with the course. What is different then stands in [square
# brackets].
#
# ## From class ids to names
#
# A label is a number from 0 to 9 because that is what a loss can count with. The numbers carry no order: a
# 7 is not "more" than a 2. For people we want the names, in this order:
#
# | id | name | id | name |
# |---|---|---|---|
# | 0 | t-shirt | 5 | sandal |
# | 1 | trouser | 6 | shirt |
# | 2 | pullover | 7 | sneaker |
# | 3 | dress | 8 | bag |
# | 4 | coat | 9 | ankle boot |
#
# Your function will meet ids in many wrappings: a list of `int`, the label tensor of a minibatch, a
# generator. All of these can be looped over, but going through a tensor gives you little tensors, not
# `int`s.


# %%
def get_fashion_mnist_labels(labels):
    """The text label of every class id in `labels`, as a list of str in the same order.

    labels: any iterable of class ids 0 to 9 (list, range, generator, int64 tensor (n,), ...).
    The names, from id 0 to id 9: t-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker,
    bag, ankle boot (one name, with a space).
    """
    ### BEGIN SOLUTION
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]  # fmt: skip
    return [names[int(label)] for label in labels]
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    print(get_fashion_mnist_labels(torch.tensor([9, 0, 0, 3])))

# %% [markdown]
# That should print `['ankle boot', 't-shirt', 't-shirt', 'dress']`, the labels of the first four training
# images.
#
# ## Serving minibatches
#
# Training reads the data in minibatches, many times over. Four decisions go into a good loader:
#
# - **Tensors with small numbers.** `transforms.ToTensor()` turns a PIL image into a float32 tensor of shape
#   (1, 28, 28) and divides by 255, so that every pixel lies in $[0, 1]$. The axes are channel, height,
#   width.
# - **Any size.** Later models may want bigger pictures. `transforms.Resize` changes the size of a PIL
#   image; `transforms.Compose` chains several steps into one. Resizing is optional here, so try it with and
#   without.
# - **Shuffle what you learn from, nothing else.** A fresh order in every epoch keeps the minibatches from
#   being the same ones again and again. The test set gains nothing from it, and in a fixed order the
#   predictions of two models can be laid side by side.
# - **Lose nobody.** 60,000 is not a multiple of 256. The last, shorter minibatch belongs to the data too.
#
# A data set takes the step to apply to each image as the argument `transform=...`; `data.DataLoader` makes
# minibatches out of a data set. Its `num_workers` extra processes pay off for heavy images on machines with
# many cores. For images this small, none at all (the default) is about as fast.


# %%
def load_data_fashion_mnist(batch_size, resize=None):
    """The pair (train_iter, test_iter) of DataLoaders over Fashion-MNIST's two parts.

    Each minibatch is (X, y): X (B, 1, 28, 28) float32 with pixels in [0, 1], y (B,) int64 class ids.
    B is batch_size, except in the last minibatch, which holds what is left and is kept.
    resize: None, or one int s for square images, X (B, 1, s, s).
    Only train_iter is shuffled, anew in each pass; test_iter keeps the order of the data set. No
    random generator is reseeded.

    The data come from torchvision.datasets.FashionMNIST with root=fashion_mnist_root().
    """
    ### BEGIN SOLUTION
    steps = [transforms.ToTensor()]
    if resize is not None:
        steps.insert(0, transforms.Resize(resize))
    transform = transforms.Compose(steps)
    root = fashion_mnist_root()
    train_set = torchvision.datasets.FashionMNIST(root=root, train=True, transform=transform)
    test_set = torchvision.datasets.FashionMNIST(root=root, train=False, transform=transform)
    return (
        data.DataLoader(train_set, batch_size, shuffle=True),
        data.DataLoader(test_set, batch_size, shuffle=False),
    )
    ### END SOLUTION


# %% [markdown]
# Look at one minibatch of the loader, and of a second one that resizes. Shape, dtype and range are the
# three things to print whenever data enter a program.

# %% tags=["demo"]
if __name__ == "__main__":
    train_iter, test_iter = load_data_fashion_mnist(256)
    X, y = next(iter(train_iter))
    print(f"X {tuple(X.shape)} {X.dtype}, pixels from {X.min():.1f} to {X.max():.1f}")
    print(f"y {tuple(y.shape)} {y.dtype}")

    X_large, _ = next(iter(load_data_fashion_mnist(32, resize=64)[0]))
    print(f"resized: {tuple(X_large.shape)}")

# %% [markdown]
# Expected: `X (256, 1, 28, 28) torch.float32, pixels from 0.0 to 1.0`, then `y (256,) torch.int64`, and
# `resized: (32, 1, 64, 64)`.

# %% [markdown]
# **Question (2 points).** Imagine a training set sorted by class, 6,000 t-shirts first and 6,000 ankle
# boots last, and a loader that does not shuffle. Every example is still served once per epoch. What would
# a model learn during an epoch, and what would it answer after it? Would the same order do any harm to the
# test set?

# %% [markdown] answer="sorted_by_class" points=2
# Nearly every minibatch would hold a single class, and the model would be pulled towards answering just
# that class, whatever the picture shows. Each class undoes much of what the ones before it taught, so
# after the epoch the model favours the last classes, ankle boots above all. In a shuffled minibatch every
# step balances all ten classes. The test set suffers no harm: nothing is learned from it, and a count of
# hits does not depend on the order.
#
# *2 points*: a pull towards one class at a time with the last ones favoured, and no harm in testing.
# *1 point*: one of the two.

# %% [markdown]
# Now one full pass. It answers two questions: is every example served, and is reading fast enough? If
# reading takes longer than the arithmetic that follows, a faster model would not help at all.

# %% tags=["demo"]
if __name__ == "__main__":
    timer = Timer()
    sizes = [len(y) for X, y in train_iter]
    seconds = timer.stop()
    print(f"{len(sizes)} minibatches, the last one of {sizes[-1]}, {sum(sizes)} examples in all")
    print(f"one pass: {seconds:.2f} seconds")

# %% [markdown]
# 235 minibatches, the last one of 96 examples, 60000 in all: $234 \cdot 256 + 96 = 60000$ [20, 136 and
# 5000: $19 \cdot 256 + 136 = 5000$]. The pass took 1.3 seconds on a small two-core machine [0.1]. Nearly
# all of that goes into turning pictures into tensors one by one. The training itself, in the next lesson,
# will need a fraction of a second per epoch, so there we use `fashion_mnist_batches`, which makes the same
# minibatches out of one large tensor kept in memory.
#
# ## Looking at the data
#
# Numbers tell you that the shapes are right. Only your eyes tell you that row 17 really is a sandal. So we
# want a function that draws a grid of images with a title over each, for raw PIL images and for tensors
# alike.
#
# `plt.subplots(num_rows, num_cols, figsize=...)` makes the grid and `ax.imshow(...)` draws one picture;
# `cmap="gray"` asks for grey instead of false colours. Three traps are waiting. `imshow` takes a single
# picture as an array (28, 28), so the channel axis of a tensor (1, 28, 28) is in its way. `subplots`
# returns a table of axes, or one row, or one single object, depending on the grid: look up its `squeeze`
# argument. And a grid may have more cells than you have images.


# %%
def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
    """Draws `imgs` row by row in a new num_rows by num_cols figure and returns its axes.

    imgs: grey images, each a tensor (28, 28) or (1, 28, 28) (or of another size) or a PIL image; a
    tensor (n, 1, 28, 28) is fine too, since looping over it gives its images. With fewer images
    than cells the remaining cells stay empty.
    titles: None, or one str per image, set as the title of its axes.
    The figure measures (num_cols * scale, num_rows * scale) inches; the images' ticks are hidden.
    Returns all num_rows * num_cols axes row by row, as a flat sequence or as a table of them, also
    for a single row or cell.
    """
    ### BEGIN SOLUTION
    figsize = (num_cols * scale, num_rows * scale)
    _, axes = plt.subplots(num_rows, num_cols, figsize=figsize, squeeze=False)
    axes = axes.flatten()
    for ax in axes:
        ax.set_axis_off()
    for i, (ax, img) in enumerate(zip(axes, imgs, strict=False)):  # stops at the shorter
        picture = img
        if torch.is_tensor(img):
            picture = img.detach().reshape(img.shape[-2:]).numpy()  # drop the channel axis, if any
        ax.imshow(picture, cmap="gray")
        if titles is not None:
            ax.set_title(titles[i])
    return axes
    ### END SOLUTION


# %% tags=["demo"]
if __name__ == "__main__":
    use_svg_display()
    X, y = next(iter(train_iter))
    show_images(X[:18], 2, 9, titles=get_fashion_mnist_labels(y[:18]))
    plt.tight_layout()
    plt.show()

# %% [markdown]
# Eighteen pieces of clothing, light on black, each with its name and no numbers along the edges. Run the
# cell again: the training loader is shuffled, so other pieces appear. Do the names fit the pictures? That
# is the quickest test that images and labels still belong together.
#
# ## How hard will it be?
#
# One more picture before the first model. The average image of a class shows what its members have in
# common, and where ten averages differ is where a model can find something to hold on to.

# %% tags=["demo"]
if __name__ == "__main__":
    pixels = raw_train.data / 255  # (n, 28, 28)
    averages = [pixels[raw_train.targets == c].mean(dim=0) for c in range(10)]
    show_images(averages, 2, 5, titles=get_fashion_mnist_labels(range(10)), scale=1.8)
    plt.tight_layout()
    plt.show()
    print("images per class:", torch.bincount(raw_train.targets).tolist())

# %% [markdown]
# Trousers, bags and ankle boots have outlines of their own. Pullover, coat and shirt are almost the same
# grey cloud with two sleeves, and this is where the models of the next lessons will make most of their
# mistakes.
#
# The last line shows 6000 images of every class [500]. With ten classes of equal size, guessing is right
# one time in ten: an accuracy of 0.1 is what "has learned nothing" looks like. Keep that number in mind.
