"""What a check describes is what the student's function is given."""

from __future__ import annotations

import copy
import re
import typing
from typing import Any

import pytest
import torch
from torch import nn

from autograder import wire
from autograder.judge import given
from autograder.judge.given import Given
from autograder.judge.student import SHOWN_KINDS, _ObjectTable
from autograder.wire import Record
from autograder.worker.arguments import BUILDERS, Table

X = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
y = torch.tensor([1, 0, 1])


def built(*arguments: Any, **namespace: Any) -> tuple[list[Any], Table, Any]:
    """The arguments as the worker makes them, after a journey over the wire."""
    objects = _ObjectTable()
    tree = objects.refer(list(arguments))
    request = wire.decode(wire.encode(Record("call", {"o": objects.descriptions, "a": tree})))
    images = torch.arange(4 * 4, dtype=torch.uint8).reshape(4, 2, 2)
    table = Table(namespace, {"fashion_mnist": (images, torch.tensor([0, 1, 2, 0]))})
    for key, description in request["o"].items():
        table.build(key, description)
    return table.value(request["a"]), table, objects.keys


def test_plain_values_and_nested_ones_are_handed_over_as_they_are() -> None:
    arguments = [1, 2.5, "text", None, True, [1, (2, X)]]
    (made, _, _) = built(*arguments)
    assert made[:5] == arguments[:5]
    assert torch.equal(made[5][1][1], X)
    assert isinstance(made[5][1], tuple)


def test_tensors_have_the_layout_and_the_gradient_asked_for() -> None:
    leaf, strided, plain = built(given.leaf(X, grad=X + 1), given.strided(X), X)[0]
    assert leaf.is_leaf
    assert leaf.requires_grad
    assert torch.equal(leaf.grad, X + 1)
    assert not strided.is_contiguous()
    assert torch.equal(strided, X)
    assert plain.is_contiguous()
    assert not plain.requires_grad


def test_one_description_in_two_places_is_one_object() -> None:
    W, b = given.leaf(torch.ones(2, 2)), given.leaf(torch.zeros(2))
    (net, (first, second), update) = built(given.affine(W, b), [W, b], given.updater([W, b], 0.5))[
        0
    ]
    net(X).sum().backward()
    update(3)
    assert torch.allclose(first, torch.tensor([[1 - 9 / 6] * 2, [1 - 13 / 6] * 2]))
    assert first.grad is None
    assert torch.equal(net(X), X @ first + second)


@pytest.mark.parametrize("softmax", [True, False])
def test_the_affine_network_flattens_and_records_whether_a_graph_was_built(softmax: bool) -> None:
    W = given.leaf(torch.ones(4, 3))
    net = given.affine(W, given.leaf(torch.zeros(3)), softmax=softmax)
    (made,), table, keys = built(net)
    out = made(torch.ones(5, 1, 2, 2))
    with torch.no_grad():
        made(torch.ones(5, 4))
    assert out.tolist() == [[pytest.approx(1 / 3)] * 3 if softmax else [4.0] * 3] * 5
    assert table.traces[keys[id(net)]] == [True, False]


def test_modules_have_the_given_weights_and_mode() -> None:
    layer = given.linear(torch.full((3, 2), 2.0), torch.arange(3.0))
    net, single, bare = built(
        given.module(given.FLATTEN, layer, training=False),
        given.module(layer, sequential=False),
        given.module(given.linear(torch.ones(1, 2), None), sequential=False),
    )[0]
    assert isinstance(net, nn.Sequential)
    assert not net.training
    assert torch.equal(net(X), X @ torch.full((2, 3), 2.0) + torch.arange(3.0))
    assert isinstance(single, nn.Linear)
    assert single.training
    assert bare.bias is None


@pytest.mark.parametrize(("spoils", "signs"), [("", [1, 1]), ("train", [-1, 1]), ("eval", [1, -1])])
def test_a_probe_records_the_mode_and_spoils_the_named_one(spoils: str, signs: list[int]) -> None:
    module = given.module(given.probe(spoils))
    (net,), table, keys = built(module)
    training = net(X)
    with torch.no_grad():
        evaluating = net.eval()(X)
    assert torch.equal(training, X * signs[0])
    assert torch.equal(evaluating, X * signs[1])
    assert table.traces[keys[id(module)]] == [(True, True), (False, False)]


def test_copies_of_a_network_write_into_one_trace() -> None:
    module = given.module(given.linear(torch.ones(2, 2), torch.zeros(2)), given.probe("eval"))
    (net,), table, keys = built(module)
    with torch.no_grad():
        tested = copy.deepcopy(net).eval()(X)
    trained = net(X)
    assert torch.equal(tested, -trained)
    assert net.training
    assert table.traces[keys[id(module)]] == [(False, False), (True, True)]


def test_a_network_of_pictures_takes_neither_rows_nor_one_picture() -> None:
    layer = given.linear(torch.ones(3, 4), torch.zeros(3))
    (net,) = built(given.network(given.FLATTEN, layer))[0]
    assert net(torch.ones(5, 1, 2, 2)).tolist() == [[4.0] * 3] * 5
    for shape in ((5, 4), (1, 2, 2), (5, 2, 2)):
        with pytest.raises(
            RuntimeError, match=rf"takes images .* of shape {re.escape(str(shape))}"
        ):
            net(torch.ones(shape))


@pytest.mark.parametrize("spoils", ["train", "eval"])
def test_a_network_has_a_mode_if_all_of_it_has(spoils: str) -> None:
    layer = given.linear(torch.ones(3, 4), torch.zeros(3))
    network = given.network(given.FLATTEN, layer, spoils=spoils)
    (net,), table, keys = built(network)
    X = torch.ones(5, 1, 2, 2)
    assert not isinstance(net, nn.Sequential)
    right, wrong = (net.eval, net.train) if spoils == "train" else (net.train, net.eval)
    for set_mode, sign in ((right, 1), (wrong, -1)):
        set_mode()
        assert net(X).tolist() == [[sign * 4.0] * 3] * 5
    right()
    net.training = not net.training  # that of its layers stays what it was
    assert net(X).tolist() == [[-4.0] * 3] * 5
    assert [mode for mode, _graph in table.traces[keys[id(network)]]] == [
        spoils == "eval",
        spoils == "train",
        None,
    ]


def test_losses_are_those_of_torch_one_value_per_example() -> None:
    of_logits, of_probabilities = built(
        given.loss("cross_entropy_of_logits"), given.loss("cross_entropy")
    )[0]
    expected = nn.functional.cross_entropy(X, y, reduction="none")
    assert torch.allclose(of_logits(X, y), expected)
    assert torch.allclose(of_probabilities(X.softmax(1), y), expected)


@pytest.mark.parametrize("is_sgd", [True, False])
@pytest.mark.parametrize("of_module", [True, False])
def test_optimizers_step_and_record_the_parameters(of_module: bool, is_sgd: bool) -> None:
    net = given.module(given.linear(torch.ones(1, 2), torch.zeros(1)))
    leaves = [given.leaf(torch.ones(1, 2)), given.leaf(torch.zeros(1))]
    optimizer = given.optimizer(net if of_module else leaves, 0.1, is_sgd=is_sgd)
    made, table, keys = built(net, leaves, optimizer)
    parameters = list(made[0].parameters()) if of_module else made[1]
    for parameter in parameters:
        parameter.grad = torch.ones_like(parameter)
    assert isinstance(made[2], torch.optim.SGD) == is_sgd
    made[2].step()
    ((weight, bias),) = table.traces[keys[id(optimizer)]]
    assert weight.tolist() == [[pytest.approx(0.9)] * 2]
    assert bias.tolist() == [pytest.approx(-0.1)]


def test_updaters_step_on_a_module() -> None:
    net = given.module(given.linear(torch.ones(1, 2), torch.zeros(1)))
    update = given.updater(net, 0.5)
    made, table, keys = built(net, update)
    made[0](X).sum().backward()
    made[1](3)
    ((weight, bias),) = table.traces[keys[id(update)]]
    assert weight.tolist() == [[pytest.approx(1 - 9 / 6), pytest.approx(1 - 13 / 6)]]
    assert bias.tolist() == [-0.5]
    assert made[0][0].weight.grad is None


def test_batches_come_in_order_any_number_of_times_and_unharmed() -> None:
    batches = given.batches([(X[:2], y[:2]), (X[2:], y[2:])])
    (made,), table, keys = built(batches)
    for features, _labels in made:
        features.zero_()
    again = list(made)
    assert torch.equal(torch.cat([features for features, _ in again]), X)
    assert torch.equal(torch.cat([labels for _, labels in again]), y)
    assert (len(made), made.batch_size, len(made.dataset)) == (2, 2, 3)
    assert len(table.traces[keys[id(batches)]]) == 2


def test_the_data_set_comes_with_pixels_and_classes_renamed() -> None:
    order, pixels, classes = (
        torch.tensor([3, 0, 2]),
        torch.tensor([1, 0, 3, 2]),
        torch.tensor([7, 8, 9]),
    )
    (made,) = built(given.fashion_mnist(order, pixels, classes, 2))[0]
    batches = list(made)
    assert [tuple(images.shape) for images, _ in batches] == [(2, 1, 2, 2), (1, 1, 2, 2)]
    assert torch.cat([labels for _, labels in batches]).tolist() == [7, 7, 9]
    assert (batches[0][0][0] * 255).round().flatten().tolist() == [13, 12, 15, 14]
    assert (len(made), made.batch_size, len(made.dataset)) == (2, 2, 3)


def test_own_functions_images_and_iterators() -> None:
    picture = torch.tensor([[0, 255], [7, 9]], dtype=torch.uint8)
    own, image, iterator = built(
        given.own("f"), given.image(picture), given.iterator([1, 2]), f=abs
    )[0]
    assert own is abs
    assert (image.size, image.getpixel((1, 0))) == ((2, 2), 255)
    assert next(iterator) == 1
    assert not hasattr(iterator, "__len__")


def test_every_kind_that_can_be_described_can_be_built_and_shown() -> None:
    makers = [getattr(given, name) for name in dir(given) if not name.startswith("_")]
    hinted = [
        m for m in makers if callable(m) and m is not Given and m.__module__ == given.__name__
    ]
    kinds = {"tensor", "own", *SHOWN_KINDS}
    assert set(BUILDERS) == kinds
    assert sum(typing.get_type_hints(maker)["return"] is Given for maker in hinted) >= len(BUILDERS)
