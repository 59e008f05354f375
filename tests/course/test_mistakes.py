"""The known mistakes of every lesson: told apart, each costing what it should (see the proof)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import changed, mistakes
from autograder.outcome import Status, Verdict


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_at_least_two_known_mistakes(name: str) -> None:
    names = [mistake.id for mistake in mistakes(name)]
    assert len(set(names)) == len(names)
    counts = Counter(mistake.exercise for mistake in mistakes(name))
    assert set(counts) == {exercise.name for exercise in assignment(name).exercises}
    assert min(counts.values()) >= 2


SEPARATE = {  # the mistake, and the one check that it fails
    "synthetic_data.reseeds_numpy": "draws_are_fresh",
    "data_iter.reseeds": "order_is_random",
    "data_iter.rest_not_shuffled": "order_is_random",
    "data_iter.one_circle": "order_is_random",
    "data_iter.single_rows_dropped": "batches_are_full",
    "linreg_gradients.clipped": "gradients_of_the_mean_loss",
    "least_squares.small_values_dropped": "solves_the_normal_equations",
    "sgd.parameters_gone_through_twice": "clears_gradients",
    "sgd.autograd_left_off": "parameters_stay_leaves",
    "train_linreg.not_shuffled": "shuffles_every_epoch",
    "train_linreg.shuffled_once": "shuffles_every_epoch",
    "train_linreg.minibatches_made_once": "shuffles_every_epoch",
    "train_linreg.stops_when_still": "follows_gradient_descent",
    "train_linreg.loss_before_the_epoch": "reports_mean_losses",
    "train_linreg.losses_keep_graphs": "reports_mean_losses",
    "train_concise.loss_before_the_epoch": "reports_mean_losses",
    "train_concise.losses_keep_graphs": "reports_mean_losses",
    "train_concise.minibatches_kept": "finds_the_true_parameters",
    "train_concise.evaluation_mode": "trains_any_network",
    "load_data_fashion_mnist.not_shuffled": "training_is_shuffled",
    "load_data_fashion_mnist.with_replacement": "training_is_shuffled",
    "load_data_fashion_mnist.labels_shuffled": "training_images_and_labels",
    "load_data_fashion_mnist.drops_last": "loads_both_parts",
    "load_data_fashion_mnist.cropped": "resizes_images",
    "load_data_fashion_mnist.training_images_cropped": "resizes_images",
    "load_data_fashion_mnist.not_shuffled_when_resized": "training_is_shuffled",
    "show_images.channel_axis": "draws_every_kind",
    "show_images.figsize_exchanged": "sizes_the_figure",
    "show_images.ticks_left": "hides_ticks",
    "show_images.needs_all_images": "copes_with_odd_grids",
    "softmax.no_row_max": "stable_on_large_logits",
    "softmax.global_max": "stable_on_large_logits",
    "softmax.shifted_when_large": "stable_on_large_logits",
    "softmax.detached": "softmax_is_differentiable",
    "softmax.changes_input": "rows_are_probabilities",
    "softmax.wider_type": "stable_on_large_logits",
    "cross_entropy.nothing_for_zero": "exact_at_the_edges",
    "cross_entropy.rebuilt_tensor": "cross_entropy_is_differentiable",
    "accuracy.cut_off": "counts_hits_of_scores",
    "evaluate_accuracy.mean_of_means": "every_example_counts_alike",
    "evaluate_accuracy.training_mode": "module_in_evaluation_mode",
    "evaluate_accuracy.training_mode_in_the_loop": "module_in_evaluation_mode",
    "evaluate_accuracy.graph_recorded": "evaluation_records_no_graph",
    "evaluate_accuracy.autograd_left_off": "evaluation_records_no_graph",
    "evaluate_accuracy.parameters_frozen": "evaluation_records_no_graph",
    "train_epoch.mean_with_function": "steps_with_a_function",
    "train_epoch.sum_with_optimizer": "steps_with_an_optimizer",
    "train_epoch.mode_unset": "module_in_training_mode",
    "train_epoch.mean_of_means": "returns_loss_and_accuracy",
    "train_epoch.graphs_kept": "returns_loss_and_accuracy",
    "train_epoch.figures_after_step": "returns_loss_and_accuracy",
    "train_epoch.second_prediction": "returns_loss_and_accuracy",
    "train.tested_on_training_data": "reports_every_epoch",
    "train.tested_now_and_then": "reports_every_epoch",
    "train.stops_at_a_larger_loss": "reports_every_epoch",
    "train.stops_when_still": "trains_step_by_step",
    "train.best_so_far": "reports_every_epoch",
    "train.stays_in_evaluation_mode": "module_changes_modes",
    "softmax_net.forgets_the_bias": "net_starts_small",
    "init_weights.forgets_the_bias": "initialises_linear_layers",
    "train_softmax_concise.tested_now_and_then": "reports_every_epoch",
    "train_softmax_concise.best_so_far": "reports_every_epoch",
}


@pytest.mark.parametrize(("known", "check"), SEPARATE.items(), ids=SEPARATE.keys())
def test_one_misunderstanding_costs_one_check(
    graded_in: Callable[..., Verdict], known: str, check: str
) -> None:
    ((name, mistake),) = ((n, each) for n in NAMES for each in mistakes(n) if each.id == known)
    verdict = graded_in(name, mistake.code, mistake.exercise)
    assert [c.name for c in verdict.checks if c.status is not Status.PASSED] == [check]


def test_a_change_needs_one_place() -> None:
    assert changed("a = b", "b", "c") == "a = c"
    for old in ("x", "="):
        with pytest.raises(ValueError, match="not exactly once"):
            changed("a = b = c", old, "")
