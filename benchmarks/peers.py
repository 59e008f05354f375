"""What public test suites make of this course's right and wrong implementations.

    python benchmarks/peers.py --clones DIR [--peer MODULE ...] [--exercise NAME ...]

DIR holds clones of the peers' repositories as DIR/owner/name; what is missing is said, with the
command that fetches it. Besides this project the run needs SciPy and numdifftools, which two of the
peers compare with. benchmarks/peers.json gets the figures of a run over all peers and exercises;
`python benchmarks/verdicts.py` makes docs/verdicts.md of it.

The tests are other people's code: read what you run. The adapters are in benchmarks/peers/.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numdifftools  # noqa: F401  imported before the trials' processes are forked, not in each
import scipy.special  # noqa: F401
import torch
from peers import corpus, values
from peers.clones import Clone, clone_of
from peers.corpus import Implementation
from peers.peer import Peer
from peers.trial import ACCEPTED, outcome
from rich.console import Console
from rich.progress import track
from rich.table import Table

FIGURES = Path(__file__).with_name("peers.json")
ADAPTERS = (
    "arena",
    "cmu11785",
    "coursera_dl",
    "coursera_ml",
    "cs224d",
    "cs336",
    "deepml",
    "dlsys",
    "epfl",
    "mit686",
    "mlpractice",
    "torchcode",
)


def tried(peer: Peer, clone: Clone, exercise: str, answers: Iterable[Implementation]) -> list[str]:
    """The outcomes of the peer's test of the exercise, in order."""
    test = peer.trials[exercise]

    def trial(answer: Implementation) -> Callable[[], None]:
        return lambda: test(clone, answer.loaded())

    return [outcome(trial(answer)) for answer in answers]


@cache
def wrong_numbers(exercise: str, reduction: str) -> set[str]:
    """The titles of the wrong implementations that give wrong numbers, not only gradients."""
    answers = of(exercise, corpus.wrong())
    right = Implementation(answers[0].lesson, exercise, "", "").loaded()
    expected = values.numbers(exercise, right, reduction)

    def trial(answer: Implementation) -> Callable[[], None]:
        return lambda: values.require_equal(
            expected, values.numbers(exercise, answer.loaded(), reduction)
        )

    return {answer.title for answer in answers if outcome(trial(answer)) != ACCEPTED}


def of(exercise: str, answers: Iterable[Implementation]) -> list[Implementation]:
    return [answer for answer in answers if answer.exercise == exercise]


def figures(peer: Peer, clone: Clone, exercise: str) -> dict[str, Any]:
    """Which wrong implementations the peer takes, and what it has against right ones."""
    wrong, right = of(exercise, corpus.wrong()), of(exercise, corpus.right())
    outcomes = tried(peer, clone, exercise, [*wrong, *right])
    ends = dict(zip((answer.title for answer in [*wrong, *right]), outcomes, strict=True))
    accepted = sorted(answer.title for answer in wrong if ends[answer.title] == ACCEPTED)
    rejected = sorted(answer.title for answer in right if ends[answer.title] != ACCEPTED)
    seen = wrong_numbers(exercise, peer.reduction.get(exercise, ""))
    return {
        "wrong": len(wrong),
        "wrong_accepted": accepted,
        "wrong_numbers": len(seen),
        "wrong_numbers_accepted": len(seen.intersection(accepted)),
        "right": len(right),
        "right_rejected": {title: ends[title] for title in rejected},
    }


def about(peer: Peer) -> dict[str, Any]:
    return {
        "name": peer.name,
        "repository": peer.repository,
        "commit": peer.commit,
        "paths": sorted(peer.paths),
        "licence": peer.licence,
        "asks": peer.asks,
        "remark": peer.remark,
    }


def shown(measured: list[dict[str, Any]]) -> Table:
    table = Table("peer", "exercise")
    for column in ("wrong accepted", "wrong numbers accepted", "right rejected"):
        table.add_column(column, justify="right")
    for peer in measured:
        for exercise, found in peer["exercises"].items():
            table.add_row(
                peer["name"],
                exercise,
                f"{len(found['wrong_accepted'])} of {found['wrong']}",
                f"{found['wrong_numbers_accepted']} of {found['wrong_numbers']}",
                f"{len(found['right_rejected'])} of {found['right']}",
            )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--peer", nargs="*", default=ADAPTERS, choices=ADAPTERS)
    parser.add_argument("--exercise", nargs="*")
    options = parser.parse_args()
    torch.set_num_threads(1)  # a forked process has no other threads
    peers = [import_module(f"peers.{name}").PEER for name in options.peer]
    clones = {peer.name: clone_of(peer.repository, peer.commit, options.clones) for peer in peers}
    for lesson in {answer.lesson for answer in corpus.right()}:
        corpus.solution(lesson)  # loaded once, and inherited by every trial
    measured = []
    for peer in track(sorted(peers, key=lambda peer: peer.name)):
        chosen = sorted(set(peer.trials) & set(options.exercise or peer.trials))
        found = {each: figures(peer, clones[peer.name], each) for each in chosen}
        measured.append({**about(peer), "exercises": found})
    Console(width=130).print(shown(measured))
    if options.exercise or len(peers) < len(ADAPTERS):
        for peer in measured:
            Console(width=160).print_json(data=peer["exercises"])
    else:
        text = json.dumps({"peers": measured}, indent=1, sort_keys=True, ensure_ascii=False)
        FIGURES.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
