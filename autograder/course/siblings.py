"""Known mistakes that no check can tell apart: what they have in common is what is said.

The first of a group stands for all of them. A group is a last resort: where one more input would
tell two mistakes apart, the check gets that input instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.messages import mark


@dataclass(frozen=True)
class Siblings:
    """Ids of mistakes whose replies are the same, and a message and hint that suit each of them."""

    ids: tuple[str, ...]
    message: str
    hint: str


SIBLINGS: tuple[Siblings, ...] = (
    Siblings(
        ids=("sgd.inside_the_graph", "sgd.slice_assignment"),
        message=mark("The update is done while a graph is being built."),
        hint=mark("Should the update itself be differentiated?"),
    ),
    Siblings(
        ids=("sgd.rebinds_the_name", "sgd.cleared_before_the_step"),
        message=mark("The gradients are cleared, but the caller's parameters never move."),
        hint=mark("Which tensor does your step change, and what is in .grad at that moment?"),
    ),
    Siblings(
        ids=("softmax.detached", "softmax.through_numpy"),
        message=mark("The result is cut off from its input, so no gradient flows back."),
        hint=mark("Does the result still know how it was computed, after .detach() or NumPy?"),
    ),
    Siblings(
        ids=(
            "train_concise.cleared_before_the_step",
            "train_concise.never_steps",
            "train_concise.copies_trained",
        ),
        message=mark("No step changes the network's parameters."),
        hint=mark("What is in .grad when you step, is step() called, and on whose parameters?"),
    ),
    Siblings(
        ids=(
            "train_softmax_concise.cleared_after_backward",
            "train_softmax_concise.never_steps",
            "train_softmax_concise.copies_trained",
        ),
        message=mark("No step changes the network's parameters."),
        hint=mark("What is in .grad when you step, is step() called, and on whose parameters?"),
    ),
    Siblings(
        ids=("predict.class_ids", "predict.class_ids_with_a_graph"),
        message=mark("It returns class ids instead of their names."),
        hint=mark("Can a person read what you return?"),
    ),
    Siblings(
        ids=(
            "show_images.ticks_left",
            "show_images.labels_hidden_only",
            "show_images.x_ticks_only",
        ),
        message=mark("Ticks or numbers are left along the images."),
        hint=mark("Look closely at each edge, below and on the left: is anything left?"),
    ),
    Siblings(
        ids=("show_images.no_titles", "show_images.title_of_figure"),
        message=mark("The images do not get their titles."),
        hint=mark("Does your function use all of its arguments, and whose title does it set?"),
    ),
    Siblings(
        ids=("show_images.needs_all_images", "show_images.images_repeated"),
        message=mark("It fills all cells, also when there are fewer images than cells."),
        hint=mark("What belongs in the cells after the last image?"),
    ),
)


def siblings_of(id_: str) -> Siblings | None:
    """The group that a mistake belongs to, if it is not one of its own kind."""
    return next((group for group in SIBLINGS if id_ in group.ids), None)
