"""Frames survive the way there and back; what is no frame of ours is refused, cheaply."""

from __future__ import annotations

import contextlib
import math
import random
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import example, given, settings

from autograder import wire
from autograder.wire import DTYPES, HEADER, MAGIC, ProtocolError, Record

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def same(a: Any, b: Any) -> bool:
    """Equal in type, structure and bits; NaN equals NaN."""
    if type(a) is not type(b):
        return False
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and bits(a) == bits(b)
    if isinstance(a, float):
        return struct.pack("<d", a) == struct.pack("<d", b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, Record):
        return a.kind == b.kind and same(a.fields, b.fields)
    return bool(a == b)


def bits(tensor: torch.Tensor) -> bytes:
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
    return bytes(plain.reshape(-1).view(torch.uint8).tolist()) if plain.numel() else b""


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    """Any dtype, shape and layout, with any bits."""
    dtype, shape = draw(st.sampled_from(DTYPES)), draw(SHAPES)
    count = math.prod(shape)
    if dtype == torch.bool:
        return torch.tensor(
            draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=dtype
        ).reshape(shape)
    raw = draw(st.binary(min_size=count * dtype.itemsize, max_size=count * dtype.itemsize))
    tensor = (
        torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)
        if raw
        else torch.empty(shape, dtype=dtype)
    )
    return tensor.transpose(0, -1) if shape and draw(st.booleans()) else tensor


LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXT
    | st.binary(max_size=20) | tensors()
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXT, inner, max_size=4)
        | st.builds(Record, TEXT, st.dictionaries(TEXT, inner, max_size=3))
    ),
    max_leaves=12,
)


@given(TREES)
@settings(deadline=None)
def test_every_value_comes_back_as_it_was(value: Any) -> None:
    assert same(wire.decode(wire.encode(value)), value)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (0, 5), (2, 0, 3), (1,) * 16])
def test_tensors_of_every_type_and_shape(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    tensor = torch.ones(shape).to(dtype)
    back = wire.decode(wire.encode(tensor))
    assert back.dtype == dtype
    assert back.shape == shape
    assert torch.equal(back, tensor)


class Dressed(torch.Tensor):
    """A tensor subclass; what is sent is the tensor that it is."""


def complex_pair() -> torch.Tensor:
    return torch.tensor([1 + 2j, 3 - 4j])


@pytest.mark.parametrize(
    "tensor",
    [
        torch.arange(12).reshape(3, 4).T,
        torch.arange(12)[::3],
        torch.ones(1).expand(5),
        torch.arange(6.0, requires_grad=True) * 2,
        torch.nn.Parameter(torch.ones(2)),
        complex_pair().conj(),
        complex_pair().conj().imag,
        torch._neg_view(torch.arange(3.0)),
        torch.arange(3.0).as_subclass(Dressed),
        torch.tensor([math.nan, math.inf, -math.inf, -0.0]),
    ],
    ids=["transposed", "strided", "expanded", "with graph", "parameter", "conj", "conj and neg",
         "neg", "subclass", "not finite"],
)  # fmt: skip
def test_views_and_subclasses_arrive_as_plain_tensors(tensor: torch.Tensor) -> None:
    back = wire.decode(wire.encode(tensor))
    assert type(back) is torch.Tensor
    assert not back.requires_grad
    assert back.is_contiguous()
    assert bits(back) == bits(tensor)


def test_a_received_tensor_may_be_written_to() -> None:
    back = wire.decode(wire.encode(torch.zeros(3)))
    back += 1
    assert back.tolist() == [1, 1, 1]


def test_lone_surrogates_do_not_stop_a_frame() -> None:
    assert wire.decode(wire.encode("a\ud800b")) == "a?b"


@pytest.mark.parametrize("value", [object(), {1, 2}, 1j, print, torch.ones(2).to_sparse(), torch.ones(2, device="meta")], ids=lambda v: type(v).__name__)  # fmt: skip
def test_what_has_no_wire_form_is_a_type_error(value: Any) -> None:
    with pytest.raises(TypeError, match="no wire form"):
        wire.encode(value)


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def cyclic() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "value",
    [2**63, -(2**63) - 1, nested(wire.MAX_DEPTH + 1), cyclic(), [None] * (wire.MAX_NODES + 1),
     torch.ones((1,) * 17), torch.ones(1).expand(2**40), torch.empty(0, 2**40),
     {"k" * (wire.MAX_NAME + 1): 1}, Record("é" * wire.MAX_NAME)],
    ids=["large int", "small int", "deep", "cyclic", "long", "axes", "expanded", "empty but wide",
         "key", "kind"],
)  # fmt: skip
def test_what_the_receiver_would_refuse_is_a_value_error(value: Any) -> None:
    with pytest.raises(ValueError, match=r"too|bits"):
        wire.encode(value)


@pytest.mark.parametrize(
    "value",
    [nested(wire.MAX_DEPTH), [None] * (wire.MAX_NODES - 1), {"k" * wire.MAX_NAME: "v" * 9999}],
)
def test_what_may_be_sent_is_accepted(value: Any) -> None:
    assert wire.decode(wire.encode(value)) == value


# ---------------------------------------------------------------- hostile bytes
def tensor_bytes(code: int, *shape: int, data: bytes = b"") -> bytes:
    return b"T" + struct.pack(f"<BB{len(shape)}Q", code, len(shape), *shape) + data


HOSTILE = {
    "nothing": b"",
    "unknown tag": b"?",
    "pickle": b"\x80\x04cposix\nsystem\n(S'true'\ntR.",
    "trailing byte": b"NN",
    "short int": b"i\0\0\0",
    "short float": b"f\0",
    "short count": b"l\1",
    "text longer than the frame": b"s" + struct.pack("<Q", 5) + b"abcd",
    "text of 2**64 - 1": b"s" + struct.pack("<Q", 2**64 - 1),
    "bytes of 2**63": b"b" + struct.pack("<Q", 2**63),
    "list of 2**32 - 1": b"l" + struct.pack("<I", 2**32 - 1) + b"N" * 8,
    "tuple with too few": b"t" + struct.pack("<I", 3) + b"NN",
    "dict of 2**32 - 1": b"d" + struct.pack("<I", 2**32 - 1),
    "long key": b"d" + struct.pack("<I", 1) + wire.encode("k" * (wire.MAX_NAME + 1)) + b"N",
    "long kind": b"r" + wire.encode("k" * (wire.MAX_NAME + 1)) + wire.encode({}),
    "dict key is a number": b"d" + struct.pack("<I", 1) + b"i" + bytes(8) + b"N",
    "dict key is a list": b"d" + struct.pack("<I", 1) + b"l" + struct.pack("<I", 1) + b"NN",
    "record named by a tensor": b"r" + tensor_bytes(4, 0) + b"N",
    "record of a list": b"r" + wire.encode("kind") + wire.encode([1]),
    "deep": b"l\1\0\0\0" * 100_000 + b"N",
    "deep dicts": (b"d\1\0\0\0" + wire.encode("k")) * 1000 + b"N",
    "deep records": (b"r" + wire.encode("k") + b"d\1\0\0\0" + wire.encode("k")) * 1000 + b"N",
    "many parts": b"l" + struct.pack("<I", 300_000) + b"N" * 300_000,
    "names in names": b"r" * 5000,
    "mappings as names": b"d\1\0\0\0" * 5000,
    "dtype unknown": tensor_bytes(len(DTYPES), 0),
    "axes missing": b"T\0\5" + bytes(8),
    "255 axes": tensor_bytes(0, *[1] * 255, data=bytes(4)),
    "17 axes": tensor_bytes(0, *[1] * 17, data=bytes(4)),
    "entries missing": tensor_bytes(0, 2, 3, data=bytes(23)),
    "entries to spare": tensor_bytes(0, 2, 3, data=bytes(25)),
    "product of 2**64": tensor_bytes(0, 2**32, 2**32),
    "product that wraps to 1": tensor_bytes(4, 2**63 + 1, 2**63 + 1, data=b"\0"),
    "axis of 2**64 - 1": tensor_bytes(4, 2**64 - 1, data=b"\0"),
    "empty with strides that overflow": tensor_bytes(0, 0, 2**31, 2**31, 2**31),
    "empty with a wide axis": tensor_bytes(0, 2**31, 0),
    "2**40 entries": tensor_bytes(0, 2**40),
    "truth value 2": tensor_bytes(9, 3, data=b"\0\1\2"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies_are_refused_without_allocating_for_them(body: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError):
            wire.decode(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20 + 40 * len(body)


@given(st.binary(max_size=200))
@example(b"r" + wire.encode("x") + b"d\0\0\0\0" + b"N")
@settings(deadline=None, max_examples=400)
def test_random_bytes_never_raise_anything_else(body: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        wire.decode(body)


@given(TREES, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=200)
def test_damaged_frames_never_raise_anything_else(value: Any, chance: random.Random) -> None:
    body = bytearray(wire.encode(value))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(body))
        body[place] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
    cut = body[: chance.randint(0, len(body))]
    for damaged in (body, cut):
        try:
            back = wire.decode(damaged)
        except ProtocolError:
            continue
        wire.encode(back)


def test_every_truncation_is_refused() -> None:
    value = Record("r", {"a": [1, 2.0, "x", b"y", None, True], "t": torch.ones(2, 2)})
    body = wire.encode(value)
    for length in range(len(body)):
        with pytest.raises(ProtocolError):
            wire.decode(body[:length])


def test_a_record_without_a_field_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError, match="without 'b'"):
        Record("kind", {"a": 1})["b"]


# ---------------------------------------------------------------- sockets
def test_frames_follow_one_another(pair: Pair) -> None:
    ours, theirs = pair
    wire.send(ours, 1, "first")
    wire.send(ours, 2**32 - 1, torch.ones(3))
    assert wire.receive(theirs) == (1, "first")
    call, tensor = wire.receive(theirs)
    assert (call, tensor.tolist()) == (2**32 - 1, [1, 1, 1])


def test_large_frames_pass_in_both_directions(pair: Pair) -> None:
    ours, theirs = pair
    large = torch.arange(2**20)
    echo = threading.Thread(target=lambda: wire.send(theirs, 1, wire.receive(theirs)[1]))
    echo.start()
    wire.send(ours, 1, large)
    assert torch.equal(wire.receive(ours, time.monotonic() + 60)[1], large)
    echo.join()


@pytest.mark.parametrize("header", [b"AGW0", b"HTTP", b"\0\0\0\0"])
def test_wrong_magic_is_refused(pair: Pair, header: bytes) -> None:
    ours, theirs = pair
    theirs.sendall(HEADER.pack(header, 1, 1) + b"N")
    with pytest.raises(ProtocolError, match="does not start like a frame"):
        wire.receive(ours)


@pytest.mark.parametrize("length", [wire.MAX_FRAME + 1, 2**40, 2**64 - 1])
def test_a_frame_over_the_cap_is_refused_by_its_header_alone(pair: Pair, length: int) -> None:
    ours, theirs = pair
    theirs.sendall(HEADER.pack(MAGIC, 1, length))
    with pytest.raises(ProtocolError, match="over the cap"):
        wire.receive(ours)


def test_nothing_over_the_cap_is_sent(pair: Pair) -> None:
    ours, theirs = pair
    with pytest.raises(ValueError, match="over the cap"):
        wire.send(ours, 1, b"12345678", cap=10)
    assert not wire.has_unread(theirs)


@pytest.mark.parametrize(
    "said", [b"", HEADER.pack(MAGIC, 1, 5)[:7], HEADER.pack(MAGIC, 1, 5) + b"s"]
)
def test_a_peer_that_leaves_early_is_told_from_one_that_answers(pair: Pair, said: bytes) -> None:
    ours, theirs = pair
    theirs.sendall(said)
    theirs.close()
    with pytest.raises(wire.ConnectionClosed):
        wire.receive(ours)


def test_sending_to_nobody_is_an_event_of_its_own(pair: Pair) -> None:
    ours, theirs = pair
    theirs.close()
    with pytest.raises(wire.ConnectionClosed):
        wire.send(ours, 1, bytes(2**20))


def test_silence_ends_with_the_deadline(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        wire.receive(pair[0], time.monotonic() + 0.05)


def test_a_peer_that_dribbles_gains_no_time(pair: Pair) -> None:
    ours, theirs = pair
    done = threading.Event()

    def dribble() -> None:
        theirs.sendall(HEADER.pack(MAGIC, 1, 2**20) + b"b" + struct.pack("<Q", 2**20 - 9))
        while not done.wait(0.005):
            theirs.sendall(b".")

    peer = threading.Thread(target=dribble)
    peer.start()
    try:
        with pytest.raises(TimeoutError):
            wire.receive(ours, time.monotonic() + 0.2)
    finally:
        done.set()
        peer.join()


def test_a_peer_that_never_reads_holds_nobody_up(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        wire.send(pair[0], 1, bytes(2**24), deadline=time.monotonic() + 0.05)


def test_a_second_reply_is_noticed(pair: Pair) -> None:
    ours, theirs = pair
    assert not wire.has_unread(ours)
    wire.send(theirs, 1, "reply")
    wire.send(theirs, 2, "reply to a question of the future")
    assert wire.receive(ours) == (1, "reply")
    assert wire.has_unread(ours)
    assert wire.receive(ours) == (2, "reply to a question of the future")
    assert not wire.has_unread(ours)


def test_the_end_of_a_connection_is_no_second_reply(pair: Pair) -> None:
    ours, theirs = pair
    theirs.close()
    assert not wire.has_unread(ours)
