"""Wrong versions of predict."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

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
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=0)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
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
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c - 1] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.least_probable",
        message=mark("The least probable class is named."),
        hint=mark("Which score belongs to the class the model believes in?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmin(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
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
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images * 255).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.standardised_images",
        message=mark("The images are standardised first."),
        hint=mark("Which range of pixels has the net been trained on?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net((images - images.mean()) / images.std()).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.sequential_alone",
        message=mark("Only an nn.Sequential is put in evaluation mode."),
        hint=mark("Is a network in a class of its own an nn.Sequential?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Sequential):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
)
