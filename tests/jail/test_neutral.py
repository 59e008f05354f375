"""Paths of this machine stay here; everything else comes as it was sent."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import torch

from autograder.jail.neutral import MOST_TEXT, neutral
from autograder.wire import Record

KNOWN = ("/srv/our course/venv", "/opt/it", "/it")
HIDDEN = {
    "No such file or directory: '/home/prof/exam/data.csv'": "No such file or directory: '…/data.csv'",
    "<module 'torch' from '/home/prof/.venv/lib/python3.11/site-packages/torch/__init__.py'>":
        "<module 'torch' from '…/site-packages/torch/__init__.py'>",
    'File "/opt/conda/lib/python3.12/json/decoder.py", line 3': 'File "…/python3.12/json/decoder.py", line 3',
    "['/srv/a/main', '/home/prof/x']": "['…', '…']",
    "PATH=/opt/a/bin:/usr/bin/env": "PATH=/opt/a/bin:/usr/bin/env",
    "in /srv/our course/venv/x.py": "in …/x.py",
    "(/opt/it)": "(…)", "/opt/it/exam/": "…", "/items": "/items",
    "98 92 8:1 /home/prof/venv /home/prof/venv ro": "98 92 8:1 … … ro",
}  # fmt: skip
KEPT = [
    "(y_hat - y)**2/2", "a / b / c", "https://pytorch.org/docs/stable/index.html", "1/2/3", "n/a/b",
    "/student/data.csv", "/usr/lib/python3.11/json/decoder.py", "/dev/null", "t-shirt", "/", "//", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HIDDEN)
def test_paths_are_hidden(text: str) -> None:
    assert neutral(text, KNOWN) == HIDDEN[text]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_path_of_a_machine_s_stays(text: str) -> None:
    assert neutral(text, KNOWN) == text


def test_a_tree_keeps_its_form() -> None:
    tensor, picture = torch.ones(2), "/9j/4AAQ/SkZJRg.x/abc="
    tree = Record("returned", {
        "value": (tensor, ["/a/b/c.py", 1.5, None, True], {"/a/b": 1}), "data": {"image/png": picture}
    })  # fmt: skip
    seen = neutral(tree, ())
    assert seen["value"][0] is tensor
    assert seen["value"][1:] == (["…/c.py", 1.5, None, True], {"…": 1})
    assert seen["data"]["image/png"] == picture


# Of what takes longest, each with no end.
LONG = {
    "a name": lambda n: "/x/site-packages/" + "a" * n,
    "folders": lambda n: "/a" * (n // 2),
    "packages": lambda n: "/site-packages" * (n // 14),
    "single names": lambda n: "@/a" * (n // 3),
    "short paths": lambda n: " /a/" * (n // 4),
    "known paths": lambda n: "/it/" * (n // 4),
}


@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_the_time_it_takes_grows_with_the_text_and_no_faster(make: Callable[[int], str]) -> None:
    times = []
    for size in (2**14, 2**18):
        start = time.process_time()
        neutral(make(size), KNOWN)
        times.append(time.process_time() - start)
    assert times[1] < 100 * times[0] + 0.1  # the square would be 256 times as much


def test_of_endless_text_the_rest_is_left_out() -> None:
    part = "/a/" * 2**18
    seen = neutral([part] * 20, ())
    assert 0 < seen.count("…") < 20
    assert len([text for text in seen if text != "…"]) * len(part) <= MOST_TEXT
    assert neutral(["a" * 2**20] * 20, ()) == ["a" * 2**20] * 20
