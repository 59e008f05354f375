"""Frames between the judge and the processes that hold a student's code.

A frame is a 16-byte header (magic, call number, body length) and a body: one typed tree whose
leaves are numbers, text, raw bytes and tensors. Decoding builds nothing but those types, so a
hostile process can at most send wrong values; pickle is never involved. Every count is checked
against a cap, and every length against the bytes that are really there, *before* anything is
allocated for it.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

MAGIC = b"AGW1"
HEADER = struct.Struct("<4sIQ")  # magic, call number, length of the body in bytes
MAX_FRAME = 64 * 2**20
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_AXES = 16
MAX_NAME = 1024  # bytes of a key or a kind
INTEGER, FLOAT, COUNT, SIZE = map(struct.Struct, ("<q", "<d", "<I", "<Q"))
NAME = struct.Struct("<cQ")  # the tag of text and its bytes
TEXT_ERRORS = "replace"  # lone surrogates in a student's text must not stop a frame

DTYPES = (
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.uint8, torch.int8,
    torch.int16, torch.int32, torch.int64, torch.bool, torch.complex64, torch.complex128,
)  # fmt: skip
CODE_OF_DTYPE = {dtype: code for code, dtype in enumerate(DTYPES)}


class ProtocolError(Exception):
    """The peer sent something that is no frame of ours, or none of the kind expected here."""


class ConnectionClosed(Exception):  # noqa: N818  an event, reported as such
    """The peer's end of the socket was closed: it exited or was killed."""


@dataclass(frozen=True)
class Record:
    """A named bundle of fields: requests, replies, and values that have no plain form."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        try:
            return self.fields[name]
        except KeyError:
            raise ProtocolError(f"a {self.kind!r} record came without {name!r}") from None

    def get(self, name: str, default: Any = None) -> Any:
        return self.fields.get(name, default)


def encode(value: Any) -> bytes:
    """The body of a frame for `value`.

    TypeError for anything without a wire form, ValueError for what `decode` would refuse as too
    large: the sender is told before the receiver has to be.
    """
    parts: list[bytes] = []
    _encode(value, parts, 0)
    return b"".join(parts)


def _encode(  # noqa: C901  one branch per wire type
    value: Any, parts: list[bytes], depth: int
) -> None:
    if depth > MAX_DEPTH or len(parts) > MAX_NODES:  # every part of the tree adds at least one
        raise ValueError("the value is nested too deeply or has too many parts")
    if value is None:
        parts.append(b"N")
    elif isinstance(value, bool):
        parts.append(b"1" if value else b"0")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("an integer of more than 64 bits")
        parts.append(b"i" + INTEGER.pack(value))
    elif isinstance(value, float):
        parts.append(b"f" + FLOAT.pack(value))
    elif isinstance(value, str):
        _encode_bytes(b"s", value.encode("utf-8", TEXT_ERRORS), parts)
    elif isinstance(value, (bytes, bytearray)):
        _encode_bytes(b"b", bytes(value), parts)
    elif isinstance(value, (list, tuple)):
        parts.append((b"l" if isinstance(value, list) else b"t") + COUNT.pack(len(value)))
        for item in value:
            _encode(item, parts, depth + 1)
    elif isinstance(value, dict):
        parts.append(b"d" + COUNT.pack(len(value)))
        for key, item in value.items():
            _encode_name(str(key), parts)
            _encode(item, parts, depth + 1)
    elif isinstance(value, Record):
        parts.append(b"r")
        _encode_name(value.kind, parts)
        _encode(value.fields, parts, depth + 1)
    elif isinstance(value, torch.Tensor):
        _encode_tensor(value, parts)
    else:
        raise TypeError(f"{type(value).__name__} has no wire form")


def _encode_name(name: str, parts: list[bytes]) -> None:
    data = name.encode("utf-8", TEXT_ERRORS)
    if len(data) > MAX_NAME:
        raise ValueError(f"a name of {len(data)} bytes is too long")
    _encode_bytes(b"s", data, parts)


def _encode_bytes(tag: bytes, data: bytes, parts: list[bytes]) -> None:
    parts.append(tag + SIZE.pack(len(data)))
    parts.append(data)


def _encode_tensor(tensor: torch.Tensor, parts: list[bytes]) -> None:
    code = CODE_OF_DTYPE.get(tensor.dtype)
    if code is None or tensor.layout != torch.strided or tensor.device.type != "cpu":
        raise TypeError(f"a {tensor.dtype} {tensor.layout} {tensor.device} tensor has no wire form")
    if not _is_sane(tensor.shape):  # asked before an expanded view becomes as large as it looks
        raise ValueError(f"a tensor of shape {tuple(tensor.shape)} is too large")
    plain = tensor.detach().as_subclass(torch.Tensor).resolve_conj().resolve_neg().contiguous()
    parts.append(b"T" + struct.pack(f"<BB{plain.ndim}Q", code, plain.ndim, *plain.shape))
    if plain.dtype == torch.bfloat16:  # NumPy has no such type
        plain = plain.view(torch.int16)
    parts.append(plain.numpy().tobytes())


def decode(body: bytes | bytearray) -> Any:
    """The value a body stands for; ProtocolError when it is anything but one whole tree."""
    reader = _Reader(memoryview(body))
    value = reader.value(0)
    if reader.at != len(body):
        raise ProtocolError(f"{len(body) - reader.at} bytes follow the end of the tree")
    return value


class _Reader:
    def __init__(self, body: memoryview) -> None:
        self.body, self.at, self.nodes = body, 0, 0

    def past(self, count: int) -> int:
        """Where so many bytes begin, which are there; what comes next follows them."""
        at = self.at
        if count > len(self.body) - at:
            raise ProtocolError(f"{count} bytes announced, {len(self.body) - at} are there")
        self.at = at + count
        return at

    def take(self, count: int) -> memoryview:
        at = self.past(count)
        return self.body[at : self.at]

    def number(self, form: struct.Struct) -> Any:
        return form.unpack_from(self.body, self.past(form.size))[0]

    def name(self) -> str:
        tag, count = NAME.unpack_from(self.body, self.past(NAME.size))
        if tag != b"s":  # not read by `value`: a name must not open a tree of its own
            raise ProtocolError("a name is not text")
        if count > MAX_NAME:
            raise ProtocolError(f"a name of {count} bytes")
        return self.text(count)

    def text(self, count: int) -> str:
        return str(self.take(count), "utf-8", "replace")

    def value(self, depth: int) -> Any:  # noqa: C901  one branch per wire type
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ProtocolError("the tree is too deep or has too many parts")
        tag = bytes(self.take(1))
        match tag:
            case b"N":
                return None
            case b"0" | b"1":
                return tag == b"1"
            case b"i":
                return self.number(INTEGER)
            case b"f":
                return self.number(FLOAT)
            case b"s":
                return self.text(self.number(SIZE))
            case b"b":
                return bytes(self.take(self.number(SIZE)))
            case b"l" | b"t":
                items = [self.value(depth + 1) for _ in range(self.count())]
                return items if tag == b"l" else tuple(items)
            case b"d":
                return {self.name(): self.value(depth + 1) for _ in range(self.count())}
            case b"r":
                kind, fields = self.name(), self.value(depth + 1)
                if not isinstance(fields, dict):
                    raise ProtocolError("a record's fields are not a mapping")
                return Record(kind, fields)
            case b"T":
                return self.tensor()
        raise ProtocolError(f"unknown kind of value {tag!r}")

    def count(self) -> int:
        count: int = self.number(COUNT)
        if count > len(self.body) - self.at:  # each part takes at least one byte
            raise ProtocolError(f"{count} parts announced, fewer bytes are there")
        return count

    def tensor(self) -> torch.Tensor:
        code, axes = self.take(2)
        if code >= len(DTYPES):
            raise ProtocolError("a tensor of unknown dtype")
        shape, dtype = struct.unpack(f"<{axes}Q", self.take(8 * axes)), DTYPES[code]
        if not _is_sane(shape):
            raise ProtocolError("a tensor with an absurd shape")
        data = self.take(math.prod(shape) * dtype.itemsize)
        if dtype == torch.bool and bytes(data).translate(None, b"\0\1"):
            raise ProtocolError("a truth value that is neither 0 nor 1")
        if not len(data):
            return torch.empty(shape, dtype=dtype)
        return torch.frombuffer(bytearray(data), dtype=dtype).reshape(shape)


def _is_sane(shape: Sequence[int]) -> bool:
    """Whether a tensor, and what is left of it after a sum over any of its axes, fits a frame.

    An empty tensor needs no bytes, but one of shape (0, 2**40) has a sum of 2**40 entries, and
    torch cannot even make one whose strides overflow.
    """
    return len(shape) <= MAX_AXES and math.prod(size or 1 for size in shape) <= MAX_FRAME


def send(
    sock: socket.socket,
    call: int,
    value: Any,
    deadline: float | None = None,
    cap: int = MAX_FRAME,
) -> None:
    """Send one frame; ValueError when its body would be larger than `cap` bytes.

    TimeoutError when the peer has not taken all of it by `deadline` (a `time.monotonic()` value):
    one that never reads would hold up the sender for ever.
    """
    body = encode(value)
    if len(body) > cap:
        raise ValueError(f"a frame of {len(body)} bytes is over the cap of {cap}")
    _wait_at_most(sock, deadline)
    try:
        sock.sendall(HEADER.pack(MAGIC, call, len(body)) + body)
    except (BrokenPipeError, ConnectionResetError):
        raise ConnectionClosed from None


def receive(
    sock: socket.socket, deadline: float | None = None, cap: int = MAX_FRAME
) -> tuple[int, Any]:
    """The next frame as (call number, value).

    `deadline` is a `time.monotonic()` value for the whole frame, so that a peer that dribbles
    bytes gains nothing; TimeoutError when it passes.
    """
    magic, call, length = HEADER.unpack(_receive_exactly(sock, HEADER.size, deadline))
    if magic != MAGIC:
        raise ProtocolError("the reply does not start like a frame")
    if length > cap:
        raise ProtocolError(f"a reply of {length} bytes is over the cap of {cap}")
    return call, decode(_receive_exactly(sock, length, deadline))


def _receive_exactly(sock: socket.socket, count: int, deadline: float | None) -> bytearray:
    data, filled = bytearray(count), 0
    with memoryview(data) as view:
        while filled < count:
            _wait_at_most(sock, deadline)
            try:
                got = sock.recv_into(view[filled:])
            except ConnectionResetError:
                got = 0
            if not got:
                raise ConnectionClosed
            filled += got
    return data


def _wait_at_most(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    sock.settimeout(left)


def has_unread(sock: socket.socket) -> bool:
    """Whether bytes wait that nobody asked for: a second reply, or one sent ahead of its call."""
    sock.setblocking(False)
    try:
        return bool(sock.recv(1, socket.MSG_PEEK))
    except (BlockingIOError, ConnectionResetError):
        return False
