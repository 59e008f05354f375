"""Right answers, in many styles, to the exercises of lesson 5 in `prediction`."""

from __future__ import annotations

from collections.abc import Callable

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


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
