"""Lesson 4's checks: right answers in many styles pass, junk never does and never harms."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from autograder.course import fashion
from autograder.course.catalog import assignment
from autograder.course.fashion_mnist import loading
from autograder.course.mistake import KnownMistake, mistakes
from autograder.data import SAMPLE, resolve
from autograder.data.sources import SAMPLE_FOLDER
from autograder.grading import Grader
from autograder.outcome import Status, Verdict

NAME = "fashion_mnist"
SOLUTION = (Path(__file__).parents[2] / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
EXERCISES = [exercise.name for exercise in assignment(NAME).exercises]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader() as grader:
        yield grader


def grade(grader: Grader, code: str, exercise: str = "", seed: str = "") -> Verdict:
    """The verdict on the solution with this code after it."""
    text = f"{SOLUTION}\n\n# %%\n{textwrap.dedent(code)}"
    only = [exercise] if exercise else []
    return grader.grade(assignment(NAME), "student.py", text.encode(), seed=seed, only=only)


def complaints(verdict: Verdict) -> list[str]:
    return [f"{c.name} {c.status}: {c.message}" for c in verdict.checks if c.status != "passed"]


NAMES = """
NAMES = ["t-shirt", "trouser", "pullover", "dress", "coat",
         "sandal", "shirt", "sneaker", "bag", "ankle boot"]
"""

RIGHT = {
    "get_fashion_mnist_labels": [
        "def get_fashion_mnist_labels(labels):\n    return [NAMES[int(i)] for i in labels]",
        "def get_fashion_mnist_labels(labels):\n    return tuple(NAMES[i] for i in labels)",
        """
        def get_fashion_mnist_labels(labels):
            result = []
            for label in labels:
                if isinstance(label, torch.Tensor):
                    label = label.item()
                result += [NAMES[label]]
            return result
        """,
        """
        def get_fashion_mnist_labels(labels):
            by_id = dict(enumerate(NAMES))
            return list(map(by_id.__getitem__, map(int, labels)))
        """,
        """
        import numpy as np

        def get_fashion_mnist_labels(labels):
            return [str(name) for name in np.array(NAMES)[np.array(list(labels), dtype=int)]]
        """,
        """
        def get_fashion_mnist_labels(labels):
            return [name for label in list(labels) for i, name in enumerate(NAMES) if i == label]
        """,
    ],
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
    "show_images": [
        # as a book has it
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            figsize = (num_cols * scale, num_rows * scale)
            _, axes = plt.subplots(num_rows, num_cols, figsize=figsize)
            axes = axes.flatten() if num_rows * num_cols > 1 else [axes]
            for i, (ax, img) in enumerate(zip(axes, imgs)):
                if torch.is_tensor(img):
                    ax.imshow(img.squeeze().numpy())
                else:
                    ax.imshow(img)
                ax.axes.get_xaxis().set_visible(False)
                ax.axes.get_yaxis().set_visible(False)
                if titles:
                    ax.set_title(titles[i])
            return axes
        """,
        # a table of axes, ticks without marks, colours, a tight layout, shown at the end
        """
        import numpy as np

        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            fig = plt.figure(figsize=(num_cols * scale, num_rows * scale))
            axes = fig.subplots(num_rows, num_cols, squeeze=False)
            for ax in axes.flat:
                ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
            for k in range(min(len(imgs), axes.size)):
                ax = axes[k // num_cols][k % num_cols]
                ax.imshow(np.squeeze(np.asarray(imgs[k])), cmap="magma", aspect="auto")
                ax.set_title("" if titles is None else titles[k], loc="left", fontsize=8)
            plt.tight_layout()
            plt.show()
            return axes
        """,
        # one by one, unused cells removed or never filled, a list
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            plt.figure(figsize=[num_cols * scale, num_rows * scale])
            result = []
            for i in range(num_rows * num_cols):
                result.append(plt.subplot(num_rows, num_cols, i + 1))
                if i < len(imgs):
                    img = imgs[i]
                    plt.imshow(img[0] if getattr(img, "ndim", 2) == 3 else img, "gray")
                    plt.xticks([])
                    plt.yticks([])
                    if titles is not None:
                        plt.title(titles[i])
            for ax in result[len(imgs):]:
                ax.remove()
            plt.close()
            return result
        """,
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            fig, axes = plt.subplots(num_rows, num_cols, squeeze=False, layout="constrained",
                                     subplot_kw={"xticks": [], "yticks": []})
            fig.set_size_inches(num_cols * scale, num_rows * scale)
            to_pil = transforms.ToPILImage()
            axes = list(axes.ravel())
            for ax in axes[len(imgs):]:
                ax.set_visible(False)
            names = titles or [""] * len(imgs)
            for ax, img, name in zip(axes, imgs, names):
                ax.imshow(to_pil(img) if torch.is_tensor(img) else img, cmap="Greys")
                ax.set(title=name)
            fig.canvas.draw()
            return tuple(axes)
        """,
        # upright by its own means; brightness within fixed limits; a flat iterator
        """
        import numpy as np

        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            grid = plt.GridSpec(num_rows, num_cols, hspace=0.05, wspace=0.02)
            fig = plt.figure(figsize=(num_cols * scale, num_rows * scale))
            for r in range(num_rows):
                for c in range(num_cols):
                    fig.add_subplot(grid[r, c]).axis("off")
            for i, img in enumerate(imgs):
                pixels = np.asarray(img, dtype=float)
                pixels = pixels.reshape(pixels.shape[-2:])
                top = 255 if pixels.max() > 1 else 1
                fig.axes[i].imshow(pixels[::-1], origin="lower", vmin=0, vmax=top)
                if titles is not None:
                    fig.axes[i].set_title(titles[i])
            return np.array(fig.axes).flat
        """,
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            _, axes = plt.subplots(num_rows, num_cols, squeeze=False,
                                   figsize=(num_cols * scale, num_rows * scale))
            for i, ax in enumerate(axes.flat):
                plt.setp(ax, xticks=(), yticks=())
                if i >= len(imgs):
                    ax.axis("off")
                    continue
                pixels = transforms.functional.to_tensor(imgs[i]) if not torch.is_tensor(
                    imgs[i]) else imgs[i].view(1, *imgs[i].shape[-2:])
                ax.imshow(pixels.repeat(3, 1, 1).permute(1, 2, 0))
                if titles is not None:
                    ax.set_title(titles[i])
            return axes.flatten().tolist()
        """,
    ],
}
STYLES = [
    pytest.param(exercise, NAMES + textwrap.dedent(code), id=f"{exercise}-{number}")
    for exercise, codes in RIGHT.items()
    for number, code in enumerate(codes)
]


@pytest.mark.parametrize(("exercise", "code"), STYLES)
def test_every_right_style_gets_full_marks(grader: Grader, exercise: str, code: str) -> None:
    assert complaints(grade(grader, code, exercise)) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_at_least_five_right_styles(exercise: str) -> None:
    assert len(RIGHT[exercise]) >= 5


def test_the_solution_gets_full_marks(grader: Grader) -> None:
    verdict = grade(grader, "")
    assert (complaints(verdict), verdict.score) == ([], verdict.max_score)


def test_the_solution_gets_full_marks_on_the_embedded_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path))
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))
    cached = (fashion.dataset, fashion._part, loading._part, loading._rows_by_image)
    for function in cached:
        function.cache_clear()
    try:
        dataset = resolve(allow_download=False)
        assert dataset.name == SAMPLE
        with Grader(dataset) as grader:
            verdict = grade(grader, "")
        assert (complaints(verdict), verdict.score) == ([], verdict.max_score)
    finally:
        for function in cached:
            function.cache_clear()


JUNK = {
    "none": "None",
    "int": "3",
    "huge": "10**400",
    "nan": "float('nan')",
    "text": "'shirt'",
    "list": "[1.0, 2.0]",
    "nothing": "[]",
    "pair of junk": "(None, 'x')",
    "pair of lists": "([], [])",
    "pair of numbers": "([(1, 2)] * 9, [(1, 2)] * 9)",
    "pair of pairs of pairs": "[[('a', 'b')] * 9] * 2",
    "pair of nan": "[[(torch.full((30, 1, 28, 28), float('nan')), torch.zeros(30).long())] * 9] * 2",
    "pair of complex": "[[(torch.zeros(1, dtype=torch.complex64), torch.eye(2).to_sparse())] * 9] * 2",
    "endless pair": "[__import__('itertools').count()] * 2",
    "dict": "{'a': 1}",
    "two keys": "{0: 'a', 1: 'b'}",
    "scalar": "torch.tensor(0.5)",
    "table": "torch.zeros(3, 3)",
    "complex": "torch.zeros(5, dtype=torch.complex64)",
    "sparse": "torch.eye(3).to_sparse()",
    "array": "__import__('numpy').ones((5, 4))",
    "objects": "__import__('numpy').array([None, 'x'], dtype=object)",
    "ragged": "[[1], [2, 3], plt.figure()]",
    "generator": "(i for i in range(3))",
    "function": "print",
    "equal to all": "type('Liar', (), {'__eq__': lambda self, other: True})()",
    "text that lies": "[type('L', (str,), {'__eq__': lambda s, o: True})('x')] * 10",
    "figure and axes": "plt.subplots(2, 3)",
    "figure": "plt.figure()",
    "axes": "plt.subplots()[1]",
    "empty axes": "[plt.subplots()[1] for _ in range(6)]",
    "false axes": "[type('Ax', (), {'get_images': lambda self: [1]})()] * 6",
    "grid of axes": "plt.subplots(2, 3)[1]",
}  # fmt: skip


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_never_passes_and_never_harms(grader: Grader, junk: str) -> None:
    code = "".join(f"def {name}(*arguments):\n    return {junk}\n\n\n" for name in EXERCISES)
    verdict = grade(grader, code)
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []
    assert verdict.score == 0


# What a process may answer that no description of ours has the form of.
FORGED = {
    "fields of other types": "{'title': 3, 'images': 'x', 'ticks_shown': 'no', 'size': None,"
    " 'figure': [], 'place': ('a', None)}",
    "no fields": "{}",
    "pictures of other types": "{'title': '', 'images': [3], 'place': (1, 2)}",
    "complex pictures": "{'title': '', 'images': [Record('ndarray', {'data':"
    " torch.zeros(28, 28, dtype=torch.complex64)})], 'place': (0.5, 0.5), 'size': (1.5, 1.5)}",
    "nan places": "{'title': '', 'images': [], 'place': (float('nan'), float('nan'))}",
}


@pytest.mark.parametrize("fields", FORGED.values(), ids=FORGED.keys())
def test_forged_descriptions_never_pass_and_never_harm(grader: Grader, fields: str) -> None:
    code = f"""
    from autograder.wire import Record
    from autograder.worker import serve

    def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
        forged = [Record("axes", {fields}) for _ in range(num_rows * num_cols)]
        serve.describe_axes = lambda axes: forged
        return []
    """
    verdict = grade(grader, code, "show_images")
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []


MISTAKES = mistakes(NAME)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.id for mistake in MISTAKES])
def test_every_known_mistake_loses_points(grader: Grader, mistake: KnownMistake) -> None:
    text = mistake.planted_in(SOLUTION).encode()
    verdict = grader.grade(assignment(NAME), "student.py", text, only=[mistake.exercise])
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}


def test_mistakes_have_distinct_names_of_exercises() -> None:
    names = [mistake.id for mistake in MISTAKES]
    assert len(set(names)) == len(names)
    assert {mistake.exercise for mistake in MISTAKES} == set(EXERCISES)


# The check that notices a mistake, where it is the only one that should.
SEPARATE = {
    "load_data_fashion_mnist.not_shuffled": "training_is_shuffled",
    "load_data_fashion_mnist.with_replacement": "training_is_shuffled",
    "load_data_fashion_mnist.labels_shuffled": "training_images_and_labels",
    "load_data_fashion_mnist.drops_last": "loads_both_parts",
    "load_data_fashion_mnist.cropped": "resizes_images",
    "show_images.channel_axis": "draws_every_kind",
    "show_images.figsize_exchanged": "sizes_the_figure",
    "show_images.ticks_left": "hides_ticks",
    "show_images.needs_all_images": "copes_with_odd_grids",
}


@pytest.mark.parametrize(("name", "check"), SEPARATE.items(), ids=SEPARATE.keys())
def test_one_misunderstanding_costs_one_check(grader: Grader, name: str, check: str) -> None:
    (mistake,) = (mistake for mistake in MISTAKES if mistake.id == name)
    verdict = grade(grader, mistake.code, mistake.exercise)
    assert [c.name for c in verdict.checks if c.status != "passed"] == [check]


def test_resizing_is_told_from_cropping_at_every_size() -> None:
    """The tolerance lies between them for the images and sizes that are really compared."""
    images = loading._part(False)[0][:30, None].double() / 255
    for side in range(40, 65):
        right = torch.nn.functional.interpolate(images, (side, side), mode="bilinear")
        coarse = torch.nn.functional.interpolate(images, (side, side), mode="nearest")
        margin = side - 28
        edges = (margin // 2, margin - margin // 2) * 2
        padded = torch.nn.functional.pad(images, edges)
        assert float((coarse - right).abs().mean()) < loading._RESIZE_TOLERANCE / 1.4
        assert float((right.flip(3) - right).abs().mean()) > loading._RESIZE_TOLERANCE * 1.2
        assert float((padded - right).abs().mean()) > loading._RESIZE_TOLERANCE * 2
