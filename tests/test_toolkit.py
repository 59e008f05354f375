"""What students are given: it says what it shows, leaves matplotlib alone, and iterates rightly."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

import autograder
from autograder import toolkit
from autograder.data.sources import SAMPLE_FOLDER
from autograder.toolkit import (
    FASHION_MNIST_LABELS,
    Animator,
    MiniBatches,
    Timer,
    fashion_mnist_batches,
    use_svg_display,
)
from autograder.vision import torchvision

HOME = str(Path(autograder.__file__).parent.parent)


def run_python(code: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": HOME},
        text=True,
        capture_output=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_every_public_name_is_exported() -> None:
    defined = {
        name
        for name, value in vars(toolkit).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == toolkit.__name__
    }
    assert defined | {"FASHION_MNIST_LABELS"} == set(toolkit.__all__)


# --- Animator ---


def test_without_a_display_every_add_prints_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    animator = Animator(xlabel="epoch", legend=["train loss", "test accuracy"])
    animator.add(2.5, (0.61234567, None))
    animator.add(3, (0.512, 0.79))
    animator.add(4, torch.tensor([0.25, 1.0]))
    assert capsys.readouterr().out.splitlines() == [
        "epoch 2.5: train loss 0.6123",
        "epoch 3: train loss 0.512, test accuracy 0.79",
        "epoch 4: train loss 0.25, test accuracy 1",
    ]
    assert animator.curves == [
        [(2.5, 0.61234567), (3.0, 0.512), (4.0, 0.25)],
        [(3.0, pytest.approx(0.79)), (4.0, 1.0)],
    ]


@pytest.mark.parametrize(
    ("make", "y", "line"),
    [
        (Animator, 2, "x 1: y 2"),
        (lambda: Animator("epoch", "loss"), torch.tensor(0.5), "epoch 1: loss 0.5"),
        (lambda: Animator("epoch", "loss"), [0.5], "epoch 1: loss 0.5"),
        (lambda: Animator("epoch", legend="loss"), 0.5, "epoch 1: loss 0.5"),
        (Animator, (1, 2), "x 1: curve 1 1, curve 2 2"),
        (lambda: Animator(legend=["a"]), (1, 2), "x 1: a 1, curve 2 2"),
        (Animator, float("nan"), "x 1: y nan"),
    ],
)
def test_curves_without_a_name_get_one(
    make: Callable[[], Animator], y: object, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make().add(1, y)
    assert capsys.readouterr().out == line + "\n"


def test_an_add_of_nothing_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Animator().add(1, (None, None))
    assert capsys.readouterr().out == ""


def test_the_picture_is_well_formed_also_when_curves_are_short_or_empty() -> None:
    animator = Animator("epoch", "loss", ["one", "two"], xlim=(1, 10), ylim=(0, 1))
    ElementTree.fromstring(animator.svg())  # noqa: S314 - our own picture
    animator.add(1, (0.5, None))
    ElementTree.fromstring(animator.svg())  # noqa: S314


def test_neither_import_nor_use_selects_a_matplotlib_backend() -> None:
    code = """
import sys
from autograder.toolkit import Animator, use_svg_display
assert "matplotlib" not in sys.modules
use_svg_display()
animator = Animator("epoch")
animator.add(1, 2)
animator.svg()
assert "matplotlib.pyplot" not in sys.modules
import matplotlib
assert matplotlib.rcParams._get_backend_or_none() is None, matplotlib.get_backend()
print("unselected")
"""
    assert run_python(code).splitlines()[-1] == "unselected"


def test_in_a_notebook_one_figure_is_updated_in_place_and_stays() -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    # In a process of its own: kernels bring threads, event loops and warnings with them.
    code = """
import json, nbformat
from nbclient import NotebookClient
cells = [
    "from autograder.toolkit import Animator, use_svg_display",
    "animator = Animator('epoch', 'loss', ['train loss', 'test loss'])\\n"
    "print('before')\\n"
    "animator.add(1, (0.75, None))\\nanimator.add(2, (0.5, 0.625))",
    "animator.add(3, (0.25, 0.375))",
    "import sys; assert 'matplotlib.pyplot' not in sys.modules",
    "use_svg_display()\\nimport matplotlib.pyplot as plt\\nplt.plot([1, 2]);",
]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
print(json.dumps([cell.outputs for cell in notebook.cells]))
"""
    outputs = json.loads(run_python(code).splitlines()[-1])
    assert [len(cell) for cell in outputs] == [0, 2, 0, 0, 1]
    printed, figure = outputs[1]
    assert printed["text"] == "before\n"
    assert figure["output_type"] == "display_data"
    assert figure["data"]["text/plain"] == "epoch 3: train loss 0.25, test loss 0.375"
    ElementTree.fromstring(figure["data"]["image/svg+xml"])  # noqa: S314
    (students_own,) = outputs[4]
    assert set(students_own["data"]) == {"image/svg+xml", "text/plain"}


def test_svg_display_outside_a_notebook_does_nothing() -> None:
    use_svg_display()


# --- Timer ---


def test_a_timer_remembers_its_runs() -> None:
    timer = Timer()
    runs = [timer.stop()]
    timer.start()
    runs.append(timer.stop())
    assert all(seconds >= 0 for seconds in runs)
    assert timer.sum() == sum(runs)
    assert timer.avg() == sum(runs) / 2


def test_a_timer_that_never_stopped_has_no_average() -> None:
    assert Timer().sum() == 0
    with pytest.raises(ValueError, match="expected at least 1"):
        Timer().avg()


# --- Fashion-MNIST ---


def test_the_labels_are_torchvisions_in_the_courses_words() -> None:
    assert len(FASHION_MNIST_LABELS) == 10
    for ours, theirs in zip(
        FASHION_MNIST_LABELS, torchvision.datasets.FashionMNIST.classes, strict=True
    ):
        assert theirs.lower().startswith(ours)


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path))
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))


def test_batches_have_the_promised_form(sample: None) -> None:
    train, test = fashion_mnist_batches(256)
    for batches, n in ((train, 5000), (test, 1000)):
        sizes = []
        for X, y in batches:
            assert (X.dtype, y.dtype) == (torch.float32, torch.int64)
            assert X.shape == (len(y), 1, 28, 28)
            assert X.min() >= 0
            assert X.max() <= 1
            sizes.append(len(y))
        assert len(sizes) == len(batches)
        assert sizes == [256] * (n // 256) + [n % 256]


def numbered(n: int, batch_size: int, *, shuffle: bool) -> MiniBatches:
    """Images whose pixels all have the value of their label, which is their number."""
    labels = torch.arange(n, dtype=torch.uint8)
    return MiniBatches(labels.view(n, 1, 1).expand(n, 28, 28), labels, batch_size, shuffle=shuffle)


@pytest.mark.parametrize("batch_size", [1, 10, 64, 200, 1000])
def test_a_pass_yields_every_example_once_with_its_own_label(batch_size: int) -> None:
    batches = numbered(200, batch_size, shuffle=True)
    for _ in range(2):
        seen = []
        for X, y in batches:
            assert torch.equal(X * 255, y.view(-1, 1, 1, 1).expand_as(X).float())
            seen += y.tolist()
        assert sorted(seen) == list(range(200))


def test_each_pass_is_in_another_order_that_follows_the_global_seed() -> None:
    batches = numbered(200, 50, shuffle=True)

    def order() -> list[int]:
        return torch.cat([y for _, y in batches]).tolist()

    torch.manual_seed(1)
    first, second = order(), order()
    torch.manual_seed(1)
    assert order() == first
    assert second != first


def test_the_test_part_keeps_its_order() -> None:
    batches = numbered(200, 64, shuffle=False)
    assert torch.cat([y for _, y in batches]).tolist() == list(range(200))


def test_two_passes_may_run_at_once() -> None:
    batches = numbered(30, 10, shuffle=True)
    for (_, first), (_, second) in zip(batches, batches, strict=True):
        assert len(first) == len(second) == 10


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, "256", None, True])
def test_a_batch_size_that_is_none_is_refused(batch_size: object) -> None:
    with pytest.raises(ValueError, match=r"batch_size is .*expected a whole number.*Try 256"):
        numbered(10, batch_size, shuffle=False)  # type: ignore[arg-type]
