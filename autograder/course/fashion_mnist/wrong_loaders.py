"""Wrong versions of load_data_fashion_mnist."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark


def loaders(
    *,
    steps: str = "[transforms.ToTensor()]",
    resized: str = "steps.insert(0, transforms.Resize(resize))",
    transform: str = "transforms.Compose(steps)",
    train_set: str = "root, True, transform=transform",
    test_set: str = "root, False, transform=transform",
    before: str = "",
    train: str = "train_set, batch_size, shuffle=True",
    test: str = "test_set, batch_size, shuffle=False",
    result: str = "train_iter, test_iter",
) -> str:
    """A right loading of both parts with some of its pieces exchanged."""
    return f"""\
def load_data_fashion_mnist(batch_size, resize=None):
    steps = {steps}
    if resize is not None:
        {resized}
    transform = {transform}
    root = fashion_mnist_root()
    train_set = torchvision.datasets.FashionMNIST({train_set})
    test_set = torchvision.datasets.FashionMNIST({test_set}){before}
    train_iter = data.DataLoader({train})
    test_iter = data.DataLoader({test})
    return {result}
"""


MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="load_data_fashion_mnist.not_shuffled",
        message=mark("serves the training images in the order of the file"),
        hint=mark("What would every epoch's first minibatch look like?"),
        code=loaders(train="train_set, batch_size, shuffle=False"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.test_shuffled",
        message=mark("shuffles the test images, too"),
        hint=mark("Who gains if the test images come in another order each time?"),
        code=loaders(test="test_set, batch_size, shuffle=True"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.shuffle_exchanged",
        message=mark("shuffles the test images instead of the training images"),
        hint=mark("Which of the two parts is learned from?"),
        code=loaders(
            train="train_set, batch_size, shuffle=False",
            test="test_set, batch_size, shuffle=True",
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.train_twice",
        message=mark("loads the training part twice"),
        hint=mark("How many images does each of your loaders serve?"),
        code=loaders(test_set="root, True, transform=transform"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.parts_exchanged",
        message=mark("returns the loaders in the wrong order"),
        hint=mark("Which of the two does the caller expect first?"),
        code=loaders(result="test_iter, train_iter"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.only_train",
        message=mark("returns one loader"),
        hint=mark("Which data will the model be tested on?"),
        code=loaders(result="train_iter"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.drops_last",
        message=mark("drops the last short minibatch"),
        hint=mark("Count the images of one pass."),
        code=loaders(
            train="train_set, batch_size, shuffle=True, drop_last=True",
            test="test_set, batch_size, shuffle=False, drop_last=True",
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.data_sets",
        message=mark("returns the data sets without loaders"),
        hint=mark("What does a for loop over your result get at each turn?"),
        code=loaders(result="train_set, test_set"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.one_batch",
        message=mark("returns a minibatch instead of a loader"),
        hint=mark("What would a second epoch go through?"),
        code=loaders(result="next(iter(train_iter)), next(iter(test_iter))"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.no_tensors",
        message=mark("leaves the images PIL images"),
        hint=mark("What can be put together into one minibatch?"),
        code=loaders(
            train_set="root, True, transform=None", test_set="root, False, transform=None"
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.insert_into_transform",
        message=mark("treats a transform like a list, which goes wrong only with resize"),
        hint=mark("Did you try the optional argument?"),
        code=loaders(steps="transforms.ToTensor()", transform="steps"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.resize_ignored",
        message=mark("does nothing with resize"),
        hint=mark("What is the shape of X with resize=64?"),
        code=loaders(resized="pass"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.resize_train_only",
        message=mark("resizes the training images alone"),
        hint=mark("Is the model tested on images of the size it learned from?"),
        code=loaders(test_set="root, False, transform=transforms.ToTensor()"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.cropped",
        message=mark("cuts or pads the picture instead of resizing it"),
        hint=mark("Does your transform change the size of the whole picture?"),
        code=loaders(resized="steps.insert(0, transforms.CenterCrop(resize))"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.training_images_cropped",
        message=mark("resizes the test images, but cuts or pads the training images"),
        hint=mark("Show a training image and a test image: are both whole?"),
        code=loaders(
            train_set="root, True, transform=transform if resize is None else"
            " transforms.Compose([transforms.CenterCrop(resize), transforms.ToTensor()])"
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.not_shuffled_when_resized",
        message=mark("shuffles the training images only where they are not resized"),
        hint=mark("What has the size of an image to do with the order?"),
        code=loaders(train="train_set, batch_size, shuffle=resize is None"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.resize_width_only",
        message=mark("resizes one side alone"),
        hint=mark("What is the shape of X with resize=64?"),
        code=loaders(resized="steps.insert(0, transforms.Resize((28, resize)))"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.centred_pixels",
        message=mark("moves the pixels to [-1, 1]"),
        hint=mark("Print the smallest and the largest pixel."),
        code=loaders(steps="[transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.pixels_to_255",
        message=mark("keeps pixels from 0 to 255"),
        hint=mark("Print the smallest and the largest pixel."),
        code=loaders(steps="[transforms.PILToTensor(), transforms.Lambda(lambda X: X.float())]"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.bytes",
        message=mark("keeps pixels as whole numbers"),
        hint=mark("What dtype does a model compute with?"),
        code=loaders(steps="[transforms.PILToTensor()]"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.flattened",
        message=mark("flattens the images"),
        hint=mark("Which axes does one image have?"),
        code=loaders(steps="[transforms.ToTensor(), transforms.Lambda(lambda X: X.reshape(-1))]"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.no_channel",
        message=mark("removes the channel axis"),
        hint=mark("Which axes does one image have?"),
        code=loaders(steps="[transforms.ToTensor(), transforms.Lambda(lambda X: X.squeeze(0))]"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.fixed_batch_size",
        message=mark("always serves 256 images at once"),
        hint=mark("Does your function use all of its arguments?"),
        code=loaders(train="train_set, 256, shuffle=True", test="test_set, 256, shuffle=False"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.float_labels",
        message=mark("turns the labels into floating-point numbers"),
        hint=mark("What dtype can index a tensor?"),
        code=loaders(
            train_set="root, True, transform=transform, target_transform=float",
            test_set="root, False, transform=transform, target_transform=float",
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.mirrored",
        message=mark("changes training images at random, as by mirroring some"),
        hint=mark("Which images does the contract ask for, and what did you add?"),
        code=loaders(
            train_set="root, True, transform=transforms.Compose("
            "[transforms.RandomHorizontalFlip(), *steps])"
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.with_replacement",
        message=mark("draws training images with replacement"),
        hint=mark("Is every image seen exactly once in a pass?"),
        code=loaders(
            before="""
    sampler = data.RandomSampler(train_set, replacement=True)""",
            train="train_set, batch_size, sampler=sampler",
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.same_order_each_pass",
        message=mark("goes through the same random order in every pass"),
        hint=mark("When is the random order drawn: at each pass, or once?"),
        code=loaders(
            before="""
    order = torch.randperm(len(train_set)).tolist()""",
            train="train_set, batch_size, sampler=order",
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.labels_shuffled",
        message=mark("shuffles the labels apart from the images"),
        hint=mark("Is each image still next to its own label?"),
        code=loaders(
            before="""
    train_set.targets = train_set.targets[torch.randperm(len(train_set))]"""
        ),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.subset",
        message=mark("uses the first thousand images alone"),
        hint=mark("How many images does each of your loaders serve?"),
        code=loaders(train="data.Subset(train_set, range(1000)), batch_size, shuffle=True"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.block_shuffled",
        message=mark("shuffles neighbouring images together, in blocks of ten"),
        hint=mark("Which neighbours does an image keep?"),
        code=loaders(
            before="""
    blocks = torch.arange(len(train_set)).reshape(-1, 10)

    class Blocks(data.Sampler):
        def __len__(self):
            return len(train_set)

        def __iter__(self):
            return iter(blocks[torch.randperm(len(blocks))].flatten().tolist())
""",
            train="train_set, batch_size, sampler=Blocks()",
        ),
    ),
)
