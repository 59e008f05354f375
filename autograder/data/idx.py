"""The idx format of the MNIST family: a big-endian header, then unsigned bytes.

    2 zero bytes · 1 byte element type (8: unsigned byte) · 1 byte number of axes
    one 4-byte length per axis
    the elements, last axis fastest

Images have three axes (n, 28, 28) and a header of 16 bytes, labels one axis (n,) and 8 bytes.
"""

from __future__ import annotations

import math
import mmap
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.data.errors import IdxFormatError

if TYPE_CHECKING:  # torch takes a second to import; whoever only asks for a path need not wait
    import torch

UNSIGNED_BYTE = 0x08


def header_size(axes: int) -> int:
    """Bytes in front of the first element."""
    return 4 + 4 * axes


def encode(shape: tuple[int, ...], elements: bytes) -> bytes:
    """A whole idx file; `elements` are the unsigned bytes, last axis fastest."""
    if math.prod(shape) != len(elements):
        raise IdxFormatError(
            f"Encoding an idx file: {len(elements)} bytes came for the shape {shape}, which holds "
            f"{math.prod(shape)}. Pass one byte per element."
        )
    return struct.pack(f">HBB{len(shape)}I", 0, UNSIGNED_BYTE, len(shape), *shape) + elements


def read_shape(path: Path, axes: int) -> tuple[int, ...]:
    """Lengths of the axes, after checking that the header and the file's size agree with them.

    Raises IdxFormatError for a wrong magic number, another number of axes, or a file that is
    shorter or longer than its header says; FileNotFoundError when there is no file.
    """
    advice = "Run `autograder data` to fetch it anew, or correct FASHION_MNIST_ROOT."
    with path.open("rb") as file:
        head = file.read(header_size(axes))
    magic = struct.pack(">HBB", 0, UNSIGNED_BYTE, axes)
    if head[:4] != magic:
        hint = " It is gzip-compressed; decompress it first." if head[:2] == b"\x1f\x8b" else ""
        raise IdxFormatError(
            f"Reading {path}: it starts with the bytes {head[:4].hex() or '(none)'}, expected "
            f"{magic.hex()}, an idx file of unsigned bytes with {axes} axes.{hint} {advice}"
        )
    if len(head) < header_size(axes):
        raise IdxFormatError(
            f"Reading {path}: it ends after {len(head)} bytes, expected a header of "
            f"{header_size(axes)}. {advice}"
        )
    shape = struct.unpack(f">{axes}I", head[4:])
    size, expected = path.stat().st_size, header_size(axes) + math.prod(shape)
    if size != expected:
        raise IdxFormatError(
            f"Reading {path}: it has {size} bytes, expected {expected} for the shape {shape} in "
            f"its header. {advice}"
        )
    return tuple(shape)


def mapped(path: Path, axes: int) -> torch.Tensor:
    """The elements as a uint8 tensor over a private mapping of the file; nothing is read yet.

    Pages come in when touched and are shared by every process that maps the file. Writing to the
    tensor is allowed and copies the page concerned for this process alone: a fork server can hold
    the tensor, and no worker can change what the next one sees, nor the file. No tensor is computed
    here, so no thread pool of torch exists before a fork.

    The trap of mappings: a file that is shortened later kills the reader with SIGBUS. The cache
    therefore only ever replaces whole files by renaming and never writes into one.
    """
    import torch

    shape = read_shape(path, axes)
    if math.prod(shape) == 0:
        raise IdxFormatError(
            f"Mapping {path}: its shape is {shape}, which has no elements; expected at least one. "
            "Use a file with examples in it."
        )
    with path.open("rb") as file:
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    # The tensor keeps `mapping` alive; `view` only describes the shape.
    return torch.frombuffer(mapping, dtype=torch.uint8, offset=header_size(axes)).view(shape)
