"""Wrong versions of load_data_fashion_mnist: what it makes of the images, and of the loaders."""

from __future__ import annotations

from autograder.course.fashion_mnist.wrong_loaders import loaders
from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="load_data_fashion_mnist.standardised_pixels",
        message=mark("standardises the pixels by the data set's mean and deviation"),
        hint=mark("Which range of pixel values does the contract ask for?"),
        code=loaders(steps="[transforms.ToTensor(), transforms.Normalize((0.286,), (0.353,))]"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.training_rest_dropped",
        message=mark("leaves out the last, shorter minibatch of the training images"),
        hint=mark("How many images does a pass over your training loader serve?"),
        code=loaders(train="train_set, batch_size, shuffle=True, drop_last=True"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.resize_test_only",
        message=mark("resizes the test images, and not the training images"),
        hint=mark("Which of your two data sets gets which transform?"),
        code=loaders(train_set="root, True, transform=transforms.ToTensor()"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.reseeds",
        message=mark("seeds a global random generator"),
        hint=mark("Who else uses random numbers after your function has set the seed?"),
        code=loaders(before="\n    torch.manual_seed(0)"),
    ),
    KnownMistake(
        id="load_data_fashion_mnist.iterators",
        message=mark("returns iterators, which are used up after one pass"),
        hint=mark("How often can you go through what you return?"),
        code=loaders(result="iter(train_iter), iter(test_iter)"),
    ),
)
