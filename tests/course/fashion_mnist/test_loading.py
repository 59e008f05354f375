"""Right answers, in many styles, to the exercises of lesson 4 in `loading`."""

from __future__ import annotations

from collections.abc import Callable

import torch

from autograder.course import fashion
from autograder.course.fashion_mnist import loading
from autograder.outcome import Status, Verdict

RIGHT = {
    "load_data_fashion_mnist": [
        # as a book has it: any root, download, processes that load
        """
        def load_data_fashion_mnist(batch_size, resize=None):
            trans = [transforms.ToTensor()]
            if resize:
                trans.insert(0, transforms.Resize(resize))
            trans = transforms.Compose(trans)
            train = torchvision.datasets.FashionMNIST(
                root="../data", train=True, transform=trans, download=True)
            test = torchvision.datasets.FashionMNIST(
                root="../data", train=False, transform=trans, download=True)
            return (data.DataLoader(train, batch_size, shuffle=True, num_workers=4),
                    data.DataLoader(test, batch_size, shuffle=False, num_workers=4))
        """,
        """
        from torchvision.transforms import v2

        def load_data_fashion_mnist(batch_size, resize=None):
            steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
            if resize is not None:
                steps.append(v2.Resize((resize, resize)))
            sets = [torchvision.datasets.FashionMNIST("~/nowhere", train, v2.Compose(steps))
                    for train in (True, False)]
            return [data.DataLoader(s, batch_size=batch_size, shuffle=s is sets[0]) for s in sets]
        """,
        # in memory, resized when its turn comes
        """
        def load_data_fashion_mnist(batch_size, resize=None):
            def together(examples):
                X, y = torch.stack([X for X, _ in examples]), torch.stack([y for _, y in examples])
                if resize is not None:
                    X = torch.nn.functional.interpolate(X, (resize, resize), mode="nearest")
                return X, y

            loaders = []
            for train in (True, False):
                raw = torchvision.datasets.FashionMNIST(fashion_mnist_root(), train)
                pairs = data.TensorDataset(raw.data.unsqueeze(1) / 255, raw.targets)
                loaders.append(
                    data.DataLoader(pairs, batch_size, shuffle=train, collate_fn=together))
            return tuple(loaders)
        """,
        # samplers, batches made by hand, a data set of one's own
        """
        class Clothes(data.Dataset):
            def __init__(self, train, resize):
                self.raw = torchvision.datasets.FashionMNIST(fashion_mnist_root(), train)
                self.resize = resize

            def __len__(self):
                return len(self.raw)

            def __getitem__(self, i):
                image, label = self.raw[i]
                if self.resize:
                    image = image.resize((self.resize, self.resize))
                return transforms.functional.to_tensor(image), torch.tensor(label)

        def load_data_fashion_mnist(batch_size, resize=None):
            train, test = Clothes(True, resize), Clothes(False, resize)
            batches = data.BatchSampler(data.RandomSampler(train), batch_size, drop_last=False)
            return (data.DataLoader(train, batch_sampler=batches),
                    data.DataLoader(test, batch_size, sampler=data.SequentialSampler(test)))
        """,
        """
        from torch.utils.data import DataLoader
        from torchvision.datasets import FashionMNIST

        class Quiet(FashionMNIST):
            pass

        class Loader(DataLoader):
            pass

        def load_data_fashion_mnist(batch_size: int, resize: int | None = None, num_workers=2):
            print("loading")
            to_tensor = transforms.ToTensor()
            change = transforms.Resize(resize, antialias=False) if resize else (lambda X: X)
            pick = lambda image: change(to_tensor(image))
            train = Quiet(root="data", train=True, transform=pick, download=True)
            test = Quiet(root="data", train=False, transform=pick, download=True)
            return (Loader(train, batch_size, True, num_workers=num_workers,
                           persistent_workers=True, generator=torch.Generator()),
                    Loader(test, batch_size, num_workers=num_workers))
        """,
        """
        def load_data_fashion_mnist(batch_size, resize=None):
            def together(examples):
                images, labels = zip(*examples)
                if resize is not None:
                    images = [image.resize((resize, resize), 3) for image in images]
                X = torch.stack([transforms.functional.pil_to_tensor(image) for image in images])
                return X.float() / 255, torch.tensor(labels)

            def loader(train):
                clothes = torchvision.datasets.FashionMNIST(fashion_mnist_root(), train=train)
                return data.DataLoader(clothes, batch_size, shuffle=train, collate_fn=together)

            return loader(True), loader(False)
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "load_data_fashion_mnist": {
        "seeds everybody": """
        right = load_data_fashion_mnist

        def load_data_fashion_mnist(batch_size, resize=None):
            torch.manual_seed(0)
            return right(batch_size, resize)
        """,
    },
}


def test_subtle_neighbours_lose_points(
    graded: Callable[..., Verdict], exercise: str, wrong: str
) -> None:
    verdict = graded(wrong, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


def test_resizing_is_told_from_cropping_at_every_size() -> None:
    """The tolerance lies between them for the images and sizes that are really compared."""
    images = fashion.part(False)[0][:30, None].double() / 255
    for side in range(40, 65):
        right = torch.nn.functional.interpolate(images, (side, side), mode="bilinear")
        coarse = torch.nn.functional.interpolate(images, (side, side), mode="nearest")
        margin = side - 28
        edges = (margin // 2, margin - margin // 2) * 2
        padded = torch.nn.functional.pad(images, edges)
        assert float((coarse - right).abs().mean()) < loading._RESIZE_TOLERANCE / 1.4
        assert float((right.flip(3) - right).abs().mean()) > loading._RESIZE_TOLERANCE * 1.2
        assert float((padded - right).abs().mean()) > loading._RESIZE_TOLERANCE * 2
