"""Right answers, in many styles, to the exercises of lesson 5 in `prediction`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
    "predict": [
        """
        def predict(net, images):
            if isinstance(net, nn.Module):
                net.eval()
            return [FASHION_MNIST_LABELS[int(i)] for i in net(images).argmax(axis=1)]
        """,
        """
        @torch.no_grad()
        def predict(net, images):
            getattr(net, "eval", lambda: None)()
            return tuple(FASHION_MNIST_LABELS[c] for c in net(images).max(1)[1].tolist())
        """,
        """
        def predict(net, images):
            names = ['t-shirt', 'trouser', 'pullover', 'dress', 'coat',
                     'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot']
            if isinstance(net, nn.Module):
                net.train(False)
            found = []
            for image in images:
                with torch.inference_mode():
                    found.append(names[net(image[None]).argmax()])
            return found
        """,
        """
        def predict(net, images):
            if isinstance(net, nn.Module):
                net.eval()
            classes = net(images).detach().numpy().argmax(1)
            return list(map(FASHION_MNIST_LABELS.__getitem__, classes))
        """,
        """
        def predict(net, images):
            if hasattr(net, "training"):
                was, net.training = net.training, False
                net.eval()
            class_ids = torch.topk(net(images), 1).indices[:, 0]
            if hasattr(net, "training"):
                net.train(was)
            return [FASHION_MNIST_LABELS[c] for c in class_ids]
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "predict": {
        "the first sixteen": """
        def predict(net, images):
            if isinstance(net, nn.Module):
                net.eval()
            with torch.no_grad():
                return [FASHION_MNIST_LABELS[c] for c in net(images[:16]).argmax(1).tolist()]
        """,
        "flattened by the caller": """
        def predict(net, images):
            if isinstance(net, nn.Module):
                net.eval()
            with torch.no_grad():
                return [FASHION_MNIST_LABELS[c] for c in net(images.reshape(len(images), -1)).argmax(1).tolist()]
        """,
    },
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


def test_subtle_neighbours_lose_points(
    graded: Callable[..., Verdict], exercise: str, wrong: str
) -> None:
    verdict = graded(wrong, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}
