"""Where the data set is taken from, that it is verified, and that nothing wrong passes in silence."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import autograder
from autograder.data import (
    REAL,
    SAMPLE,
    CacheError,
    FashionMNIST,
    NamedSourceError,
    fashion_mnist_root,
    resolve,
    tensors,
)
from autograder.data.manifest import FILES, RAW, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS
from autograder.data.sources import DEBIAN_FOLDER, SAMPLE_FOLDER
from autograder.vision import torchvision

HOME = str(Path(autograder.__file__).parent.parent)
NOWHERE = Path("/nonexistent")


def offline() -> FashionMNIST:
    """What a grader gets on a machine that has nothing."""
    return resolve(allow_download=False, debian_folder=NOWHERE)


def run_python(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": HOME, **environment},
        text=True,
        capture_output=True,
        check=True,
    )


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    before = path.stat()
    path.write_bytes(content)
    # The clock of a file system may be too coarse to show two writes in one test as two times.
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))


@pytest.fixture
def copied_sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_FOLDER, tmp_path / "copy"))


# --- a folder that somebody names ---


def test_named_gz_files_are_prepared_in_the_cache(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))
    dataset = resolve(allow_download=False)
    assert dataset == FashionMNIST(cache / SAMPLE, f"FASHION_MNIST_ROOT {SAMPLE_FOLDER}", SAMPLE)
    assert resolve() == dataset
    assert fashion_mnist_root() == dataset.root


def test_the_result_is_what_torchvisions_class_wants(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))
    dataset = resolve()
    for train in (True, False):
        theirs = torchvision.datasets.FashionMNIST(dataset.root, train=train)
        images, labels = tensors(dataset, train)
        assert (theirs.data == images).all()
        assert (theirs.targets == labels).all()


@pytest.mark.parametrize("place", ["", "FashionMNIST", "FashionMNIST/raw"])
def test_uncompressed_files_in_torchvisions_layout_are_used_where_they_are(
    cache: Path, raw_sample: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(raw_sample / place))
    assert resolve().root == raw_sample
    assert not (cache / SAMPLE).exists()


def test_uncompressed_files_in_another_layout_are_copied(
    cache: Path, raw_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = (raw_sample / RAW).rename(raw_sample / "flat")
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(flat))
    assert resolve().root == cache / SAMPLE


def test_the_named_folder_comes_before_the_cache(
    cache: Path, raw_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline()
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(raw_sample))
    assert resolve().root == raw_sample


def test_an_absent_named_folder_is_an_error(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", "/nonexistent/fashion")
    with pytest.raises(NamedSourceError, match=r"/nonexistent/fashion is not a folder.*unset it"):
        resolve()


def test_an_incomplete_named_folder_is_an_error_that_says_what_is_missing(
    cache: Path, copied_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copied_sample / f"{TRAIN_LABELS}.gz").unlink()
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(copied_sample))
    with pytest.raises(NamedSourceError, match=f"lacks {TRAIN_LABELS}\\. Expected"):
        resolve()


def damaged(path: Path) -> None:
    flip_a_byte(path)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def not_gzip(path: Path) -> None:
    path.write_bytes(b"<html>404</html>")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_valid_file(path: Path) -> None:
    shutil.copy(path.with_name(f"{TEST_LABELS}.gz"), path)


@pytest.mark.parametrize("damage", [damaged, truncated, not_gzip, empty, another_valid_file])
def test_a_corrupt_named_file_is_an_error_that_names_it(
    cache: Path, copied_sample: Path, monkeypatch: pytest.MonkeyPatch, damage
) -> None:
    path = copied_sample / f"{TRAIN_IMAGES}.gz"
    damage(path)
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(copied_sample))
    with pytest.raises(NamedSourceError) as caught:
        resolve()
    assert str(path) in str(caught.value)
    assert not (cache / SAMPLE).exists()


def test_a_corrupt_uncompressed_named_file_is_an_error_with_both_digests(
    cache: Path, raw_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(raw_sample))
    resolve()  # good, and known to be
    flip_a_byte(raw_sample / RAW / TEST_LABELS)
    with pytest.raises(NamedSourceError, match=f"{TEST_LABELS} has content with sha256 .*expected"):
        resolve()


# --- the cache ---


def test_a_corrupt_file_in_the_cache_is_repaired(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))
    path = resolve().root / RAW / TRAIN_IMAGES
    good = path.read_bytes()
    for damage in (flip_a_byte, truncated, empty, Path.unlink):
        damage(path)
        resolve()
        assert path.read_bytes() == good


def test_a_change_that_hides_in_size_and_mtime_is_noticed(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(SAMPLE_FOLDER))
    path = resolve().root / RAW / TRAIN_LABELS
    good, before = path.read_bytes(), path.stat()
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    while path.stat().st_ctime_ns == before.st_ctime_ns:  # until the file system's clock ticks
        path.chmod(0o644)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    resolve()
    assert path.read_bytes() == good


def test_a_corrupt_cache_with_nothing_to_repair_it_is_reported(cache: Path) -> None:
    raw = cache / REAL / RAW
    raw.mkdir(parents=True)
    (raw / TRAIN_IMAGES).write_bytes(b"half a file")
    dataset = offline()
    assert dataset.name == SAMPLE
    assert f"{raw / TRAIN_IMAGES} is corrupt" in dataset.passed_over[0]
    assert f"{raw / TRAIN_LABELS} is absent" in dataset.passed_over[0]


def test_files_are_verified_once_and_a_damaged_ledger_only_costs_time(cache: Path) -> None:
    root = offline().root
    ledger = cache / "digests.json"
    known = json.loads(ledger.read_text())
    assert {Path(path) for path in known} == {root / RAW / name for name in FILES}
    for content in ("{", "[]", '{"a": 1}', ""):
        ledger.write_text(content)
        code = "from autograder.data import resolve; print(resolve(allow_download=False).root)"
        out = run_python(code, FASHION_MNIST_ROOT=str(SAMPLE_FOLDER)).stdout
        assert out.strip() == str(root)
    assert known.items() <= json.loads(ledger.read_text()).items()


def test_a_cache_that_cannot_be_written_is_an_error_with_advice(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(CacheError, match="Set AUTOGRADER_CACHE to such a folder"):
        offline()


def test_files_in_place_need_no_writable_cache(
    tmp_path: Path, cache: Path, raw_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(raw_sample))
    assert resolve().root == raw_sample


def test_processes_that_prepare_at_once_all_get_whole_files(cache: Path) -> None:
    code = """
import sys
from pathlib import Path
from autograder.data import resolve
print("ready", flush=True)
sys.stdin.readline()
print(resolve(allow_download=False, debian_folder=Path("/nonexistent")).root)
"""
    environment = {**os.environ, "PYTHONPATH": HOME}
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:  # all are waiting; now they go together
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert outputs == [str(cache / SAMPLE)] * 4
    assert sorted(path.name for path in (cache / SAMPLE / RAW).iterdir()) == sorted(FILES)
    assert sorted(path.name for path in cache.iterdir()) == ["digests.json", SAMPLE]
    assert offline().root == cache / SAMPLE


# --- the other sources ---


def test_without_network_or_leave_to_use_it_the_sample_is_used_and_the_result_says_why(
    cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dataset = offline()
    assert (dataset.name, dataset.source) == (SAMPLE, "embedded sample")
    assert [reason.split(":")[0] for reason in dataset.passed_over] == [
        "cache",
        f"Debian package dataset-fashion-mnist in {NOWHERE}",
        "downloads",
    ]
    assert "small sample" in caplog.text


def test_downloads_that_fail_end_at_the_sample_and_are_tried_once_per_process(
    cache: Path, tmp_path: Path
) -> None:
    code = """
import logging
from pathlib import Path
from autograder.data import fetch, resolve
logging.disable()
first = resolve(debian_folder=Path("/nonexistent"))
fetch.SECONDS = 0  # a second attempt would now fail for another reason
second = resolve(debian_folder=Path("/nonexistent"))
assert first == second, (first, second)
print(first.name, *first.passed_over, sep="\\n")
"""
    (tmp_path / "bin").mkdir()
    with socket.socket() as closed:  # bound but not listening: every connection is refused
        closed.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"
        out = run_python(
            code, PATH=str(tmp_path / "bin"), http_proxy=proxy, https_proxy=proxy, no_proxy=""
        ).stdout.splitlines()
    assert out[0] == SAMPLE
    assert "apt-get is not on PATH" in out[3]
    assert out[4].startswith("torchvision's download: exit status 1: ")
    assert "refused" in out[4]
    assert sorted(path.name for path in cache.iterdir()) == ["digests.json", SAMPLE]


def test_a_package_that_unpacks_to_something_else_is_passed_over(
    cache: Path, tmp_path: Path
) -> None:
    """Real programs stand in for apt-get and dpkg-deb, and deliver a folder without the files."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, script in (
        ("apt-get", "echo > dataset-fashion-mnist_1_all.deb"),
        ("dpkg-deb", "/bin/mkdir -p unpacked/usr/share/datasets/fashion-mnist"),
    ):
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    code = """
import logging
from autograder.data.cache import Cache, cache_folder
from autograder.data.fetch import fetch_with_apt
from autograder.data.sources import _add_real
cache = Cache(cache_folder())
with cache.staging() as staging:
    try:
        _add_real(cache, fetch_with_apt(staging))
    except Exception as error:
        print(type(error).__name__, error)
"""
    out = run_python(code, PATH=str(tools)).stdout
    assert out.startswith("FetchError no train-images-idx3-ubyte, ")
    assert list(cache.iterdir()) == []


def test_an_installed_debian_package_is_used_and_then_the_cache(cache: Path) -> None:
    if not DEBIAN_FOLDER.is_dir():
        pytest.skip(f"{DEBIAN_FOLDER} is not on this machine")
    first, second = resolve(allow_download=False), resolve(allow_download=False)
    assert (first.name, first.root) == (REAL, cache / REAL)
    assert "Debian package" in first.source
    assert second == FashionMNIST(cache / REAL, f"cache {cache}", REAL)
    images, labels = tensors(first, train=True)
    assert (images.shape, labels.shape) == ((60_000, 28, 28), (60_000,))
    assert labels.long().bincount().tolist() == [6_000] * 10


def test_a_corrupt_debian_folder_is_passed_over(cache: Path, copied_sample: Path) -> None:
    """The sample's files are whole, but they are not what that package must contain."""
    dataset = resolve(allow_download=False, debian_folder=copied_sample)
    assert dataset.name == SAMPLE
    assert "the content has sha256" in dataset.passed_over[1]
    assert not any((cache / REAL / RAW).iterdir())


def test_asking_for_a_path_imports_no_torch(cache: Path) -> None:
    code = "import sys, autograder.data as d; d.resolve(); assert 'torch' not in sys.modules"
    run_python(code, FASHION_MNIST_ROOT=str(SAMPLE_FOLDER))
