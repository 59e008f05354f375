"""Wrong versions of predict."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark

_PREDICT = """
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
"""

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="predict.class_ids",
        message=mark("It returns class ids instead of their names."),
        hint=mark("Can a person read what you return?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        return net(images).argmax(dim=1).tolist()
""",
    ),
    KnownMistake(
        id="predict.argmax_over_images",
        message=mark("argmax runs over the images instead of the classes."),
        hint=mark("Which axis disappears in argmax, and which should remain?"),
        code=changed(_PREDICT, "argmax(dim=1)", "argmax(dim=0)"),
    ),
    KnownMistake(
        id="predict.first_image_only",
        message=mark("Only one name is returned, that of the first image."),
        hint=mark("How many names does the caller expect?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        return FASHION_MNIST_LABELS[int(net(images)[0].argmax())]
""",
    ),
    KnownMistake(
        id="predict.labels_from_one",
        message=mark("Class ids are taken to start at 1, so every name is its neighbour's."),
        hint=mark("Which number has the first class?"),
        code=changed(_PREDICT, "FASHION_MNIST_LABELS[c]", "FASHION_MNIST_LABELS[c - 1]"),
    ),
    KnownMistake(
        id="predict.least_probable",
        message=mark("The least probable class is named."),
        hint=mark("Which score belongs to the class the model believes in?"),
        code=changed(_PREDICT, "argmax(dim=1)", "argmin(dim=1)"),
    ),
    KnownMistake(
        id="predict.training_mode",
        message=mark("A module predicts in the mode it happens to be in."),
        hint=mark("Which layers behave differently while training, and who tells them?"),
        code="""
def predict(net, images):
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.class_ids_with_a_graph",
        message=mark("It returns class ids instead of their names."),
        hint=mark("Can a person read what you return?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    return net(images).argmax(dim=1).tolist()
""",
    ),
    KnownMistake(
        id="predict.pixels_to_255",
        message=mark("The images are multiplied by 255 first."),
        hint=mark("Which range of pixels has the net been trained on?"),
        code=changed(_PREDICT, "net(images)", "net(images * 255)"),
    ),
    KnownMistake(
        id="predict.stretched_images",
        message=mark("The images are stretched to the range from 0 to 1 first."),
        hint=mark("Which range of pixels has the net been trained on?"),
        code=changed(
            _PREDICT, "net(images)", "net((images - images.min()) / (images.max() - images.min()))"
        ),
    ),
    KnownMistake(
        id="predict.standardised_images",
        message=mark("The images are standardised first."),
        hint=mark("Which range of pixels has the net been trained on?"),
        code=changed(_PREDICT, "net(images)", "net((images - images.mean()) / images.std())"),
    ),
    KnownMistake(
        id="predict.sequential_alone",
        message=mark("Only an nn.Sequential is put in evaluation mode."),
        hint=mark("Is a network in a class of its own an nn.Sequential?"),
        code=changed(_PREDICT, "nn.Module", "nn.Sequential"),
    ),
)
