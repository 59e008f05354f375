"""The beginning of a long pass is asked for by itself, and compared with the student's."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.judge.agree import agree
from autograder.judge.glance import beginning, first_item
from autograder.judge.record import Exchange
from autograder.wire import Record


def collected(limit: int, *items: Any, seed: int | None = 7, kind: str = "collect") -> Exchange:
    steps = [Record("class", {"path": [0]}), Record(kind, {"path": [0], "limit": limit})]
    request = Record("call", {"name": "f", "seed": seed, "steps": steps})
    seen = [["DataLoader"], {"items": list(items), "exhausted": False}]
    return Exchange(request, Record("returned", {"value": None, "steps": seen}), 0.5)


@pytest.mark.parametrize("kind", ["collect", "first"])
def test_a_long_pass_is_cut_to_its_first_item(kind: str) -> None:
    short = beginning(collected(4, 1, 2, 3, 4, kind=kind))
    assert short is not None
    assert short.is_cut
    (step,) = short.request["steps"]
    assert (step.kind, step["path"], step["limit"]) == ("first", [0], 1)
    assert short.request["seed"] == 7
    again = Record("returned", {"steps": [{"items": [1], "exhausted": False}]})
    other = Record("returned", {"steps": [{"items": [5], "exhausted": False}]})
    assert agree(first_item(again), short.reply)
    assert not agree(first_item(other), short.reply)
    assert not agree(first_item(Record("ended", {"status": "crashed"})), short.reply)


WHOLE = {
    "a short pass": collected(1, 1),
    "luck that goes on": collected(4, 1, 2, seed=None),
    "an exception": Exchange(collected(4).request, Record("raised", {"fault": None}), 0.1),
    "no pass": Exchange(Record("call", {"seed": 1, "steps": []}), Record("returned", {}), 0.1),
}


@pytest.mark.parametrize("exchange", WHOLE.values(), ids=WHOLE)
def test_other_requests_have_no_beginning(exchange: Exchange) -> None:
    assert beginning(exchange) is None


@pytest.mark.parametrize("steps", [None, [], [1, 2], [None, {"items": 3}]])
def test_a_reply_without_items_stays_as_it_is(steps: Any) -> None:
    exchange = collected(4)
    reply = Record("returned", {"steps": steps})
    short = beginning(Exchange(exchange.request, reply, 0.1))
    assert short is not None
    assert short.reply is reply
