"""The idx format is read exactly or refused with the reason; mappings leave their file alone."""

import struct
from pathlib import Path

import pytest
import torch

from autograder.data import SAMPLE, FashionMNIST, IdxFormatError, tensors
from autograder.data.idx import encode, mapped, read_shape
from autograder.data.manifest import RAW, TEST_LABELS, TRAIN_IMAGES

ELEMENTS = bytes(range(24))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file-idx3-ubyte"
    path.write_bytes(encode((2, 3, 4), ELEMENTS))
    return path


def test_what_was_encoded_is_mapped_back(path: Path) -> None:
    tensor = mapped(path, axes=3)
    assert tensor.dtype == torch.uint8
    assert tensor.shape == (2, 3, 4)
    assert tensor.flatten().tolist() == list(ELEMENTS)


def test_labels_start_behind_a_shorter_header(tmp_path: Path) -> None:
    path = tmp_path / "labels"
    path.write_bytes(encode((3,), b"\x07\x08\x09"))
    assert path.read_bytes() == struct.pack(">II", 0x801, 3) + b"\x07\x08\x09"
    assert mapped(path, axes=1).tolist() == [7, 8, 9]


def test_writing_to_a_mapping_changes_neither_the_file_nor_another_mapping(path: Path) -> None:
    content = path.read_bytes()
    mine, another = mapped(path, axes=3), mapped(path, axes=3)
    mine.fill_(255)
    assert mine.min() == 255
    assert another.flatten().tolist() == list(ELEMENTS)
    assert path.read_bytes() == content


def test_a_mapping_outlives_the_file_name(path: Path) -> None:
    tensor = mapped(path, axes=3)
    path.unlink()
    assert tensor.flatten().tolist() == list(ELEMENTS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", r"starts with the bytes \(none\), expected 00000803"),
        (b"\x00\x00", "starts with the bytes 0000, expected 00000803"),
        (b"\x00\x00\x08\x03\x00", "ends after 5 bytes, expected a header of 16"),
        (encode((24,), ELEMENTS), "starts with the bytes 00000801, expected 00000803"),
        (b"\x00\x00\x0d\x03" + b"\x00" * 12, "00000d03, expected 00000803"),
        (b"\x1f\x8b\x08\x00" + b"\x00" * 12, "gzip-compressed; decompress it first"),
        (encode((2, 3, 4), ELEMENTS)[:-1], r"has 39 bytes, expected 40 for the shape \(2, 3, 4\)"),
        (encode((2, 3, 4), ELEMENTS) + b"!", "has 41 bytes, expected 40"),
        (encode((0, 28, 28), b""), "no elements; expected at least one"),
    ],
)
def test_a_malformed_file_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(IdxFormatError, match=reason) as caught:
        mapped(path, axes=3)
    assert str(path) in str(caught.value)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_shape(tmp_path / "absent", axes=1)


def test_encoding_refuses_a_shape_that_does_not_fit() -> None:
    with pytest.raises(
        IdxFormatError, match=r"24 bytes came for the shape \(5, 5\), which holds 25"
    ):
        encode((5, 5), ELEMENTS)


def test_images_and_labels_that_do_not_belong_together_are_refused(raw_sample: Path) -> None:
    dataset = FashionMNIST(raw_sample, "test", SAMPLE)
    (raw_sample / RAW / TEST_LABELS).write_bytes(encode((3,), b"\x00\x01\x02"))
    with pytest.raises(IdxFormatError, match=r"\(1000, 28, 28\) came with 3 labels"):
        tensors(dataset, train=False)


def test_images_of_another_size_are_refused(raw_sample: Path) -> None:
    (raw_sample / RAW / TRAIN_IMAGES).write_bytes(encode((5000, 1, 1), bytes(5000)))
    with pytest.raises(IdxFormatError, match=r"expected \(n, 28, 28\)"):
        tensors(FashionMNIST(raw_sample, "test", SAMPLE), train=True)
