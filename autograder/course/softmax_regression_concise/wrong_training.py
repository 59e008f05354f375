"""Wrong versions of train_softmax_concise."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake, changed
from autograder.course.softmax_regression.wrong_training import stopping
from autograder.messages import mark


def _loop(
    *,
    loss: str = "nn.CrossEntropyLoss()",
    before_backward: str = "optimizer.zero_grad()",
    after_backward: str = "optimizer.step()",
    mode: str = "net.train()",
    train_loss: str = "loss_sum / examples",
    test_set: str = "test_iter",
    evaluation: str = "net.eval()",
    scores: str = "net(X)",
    number: str = "value.item()",
    tested: str = "right / total",
) -> str:
    """A training loop with one of its parts exchanged."""
    return f"""
def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
    loss = {loss}
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    history = []
    for _ in range(num_epochs):
        {mode}
        loss_sum, mean_sum, hits, examples, batches = 0.0, 0.0, 0, 0, 0
        for X, y in train_iter:
            logits = {scores}
            value = loss(logits, y)
            {before_backward}
            value.backward()
            {after_backward}
            loss_sum += {number} * len(y)
            mean_sum += value.item()
            hits += (logits.argmax(dim=1) == y).sum().item()
            examples += len(y)
            batches += 1
        {evaluation}
        right, total = 0, 0
        with torch.no_grad():
            for X, y in {test_set}:
                right += (net(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        history.append(({train_loss}, hits / examples, {tested}))
    return history
"""


_TOTALS = "loss_sum, mean_sum, hits, examples, batches = 0.0, 0.0, 0, 0, 0\n"
MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train_softmax_concise.softmax_before_the_loss",
        message=mark("Softmax is applied before nn.CrossEntropyLoss, which contains it already."),
        hint=mark("Read what the loss expects as input: how low can yours fall?"),
        code=_loop(scores="net(X).softmax(dim=1)"),
    ),
    KnownMistake(
        id="train_softmax_concise.log_of_softmax",
        message=mark("The logarithm of an underflowed probability makes loss and gradient nan."),
        hint=mark("What is the logarithm of a probability that has become 0?"),
        code=_loop(loss="nn.NLLLoss()", scores="net(X).softmax(dim=1).log()"),
    ),
    KnownMistake(
        id="train_softmax_concise.summed_loss",
        message=mark("The loss is summed over the minibatch: every step is too large."),
        hint=mark("In which single place do you average?"),
        code=_loop(loss='nn.CrossEntropyLoss(reduction="sum")'),
    ),
    KnownMistake(
        id="train_softmax_concise.returns_in_the_loop",
        message=mark("It returns after the first epoch, whatever num_epochs says."),
        hint=mark("What makes your loop end, and how far is that line indented?"),
        code=changed(_loop(), "    return history", "        return history"),
    ),
    KnownMistake(
        id="train_softmax_concise.fixed_learning_rate",
        message=mark("The learning rate is fixed at 0.1, whatever lr says."),
        hint=mark("Does your function use all its arguments?"),
        code=changed(_loop(), "lr=lr", "lr=0.1"),
    ),
    KnownMistake(
        id="train_softmax_concise.gradients_pile_up",
        message=mark("The gradients are not cleared from one step to the next and pile up."),
        hint=mark("What is in .grad before backward() adds to it?"),
        code=_loop(before_backward="pass"),
    ),
    KnownMistake(
        id="train_softmax_concise.step_before_backward",
        message=mark("It steps before backward(): with the gradients of the last minibatch."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(
            before_backward="optimizer.step(); optimizer.zero_grad()", after_backward="pass"
        ),
    ),
    KnownMistake(
        id="train_softmax_concise.cleared_after_backward",
        message=mark("The gradients are cleared between backward() and step()."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(
            before_backward="pass", after_backward="optimizer.zero_grad(); optimizer.step()"
        ),
    ),
    KnownMistake(
        id="train_softmax_concise.never_steps",
        message=mark("The optimizer never takes a step."),
        hint=mark("Which of your lines changes the parameters, and is it called?"),
        code=_loop(after_backward="optimizer.step"),
    ),
    KnownMistake(
        id="train_softmax_concise.copies_trained",
        message=mark("The optimizer has copies of the parameters."),
        hint=mark("Whose parameters does the optimizer change?"),
        code=changed(_loop(), "net.parameters()", "[p.detach().clone() for p in net.parameters()]"),
    ),
    KnownMistake(
        id="train_softmax_concise.never_back_to_training",
        message=mark("After the first test the network stays in evaluation mode."),
        hint=mark("Who turns training mode back on?"),
        code=_loop(mode="pass"),
    ),
    KnownMistake(
        id="train_softmax_concise.tests_in_training_mode",
        message=mark("The test accuracy is measured in training mode."),
        hint=mark("Which layers behave differently while training, and who tells them?"),
        code=_loop(evaluation="pass"),
    ),
    KnownMistake(
        id="train_softmax_concise.train_set_for_test_set",
        message=mark("The training accuracy is reported as test accuracy."),
        hint=mark("Which data set produced this number?"),
        code=_loop(test_set="train_iter"),
    ),
    KnownMistake(
        id="train_softmax_concise.mean_of_means",
        message=mark("The mean of the minibatches' means: a short last batch weighs too much."),
        hint=mark("Do all batches deserve equal weight?"),
        code=_loop(train_loss="mean_sum / batches"),
    ),
    KnownMistake(
        id="train_softmax_concise.divided_twice",
        message=mark("Mean losses are added and divided by the number of examples."),
        hint=mark("Is the thing you add a total or an average?"),
        code=_loop(train_loss="mean_sum / examples"),
    ),
    KnownMistake(
        id="train_softmax_concise.graphs_kept",
        message=mark("The total of the losses keeps the graphs they were computed with."),
        hint=mark("Do you need the history of a loss when its step is done?"),
        code=_loop(number="value"),
    ),
    KnownMistake(
        id="train_softmax_concise.best_so_far",
        message=mark("The best test accuracy so far is reported instead of the epoch's own."),
        hint=mark("What does your history say of an epoch that made the model worse?"),
        code=_loop(tested="max([right / total] + [row[2] for row in history])"),
    ),
    KnownMistake(
        id="train_softmax_concise.tested_now_and_then",
        message=mark("Not every epoch is tested, and an old test accuracy stands for its own."),
        hint=mark("After which epoch was each test accuracy measured?"),
        code=_loop(tested="history[-1][2] if len(history) % 2 else right / total"),
    ),
    KnownMistake(
        id="train_softmax_concise.percent",
        message=mark("The accuracies are percentages."),
        hint=mark("In which range does an accuracy lie?"),
        code=changed(
            _loop(tested="100 * right / total"), " hits / examples,", " 100 * hits / examples,"
        ),
    ),
    KnownMistake(
        id="train_softmax_concise.figures_exchanged",
        message=mark("The train accuracy comes before the train loss."),
        hint=mark("In which order does the docstring name the three figures?"),
        code=changed(
            _loop(), "loss_sum / examples, hits / examples", "hits / examples, loss_sum / examples"
        ),
    ),
    KnownMistake(
        id="train_softmax_concise.hits_reported",
        message=mark("The numbers of hits are reported, not the accuracies."),
        hint=mark("In which range does an accuracy lie?"),
        code=changed(_loop(tested="right"), " hits / examples,", " hits,"),
    ),
    KnownMistake(
        id="train_softmax_concise.totals_over_all_epochs",
        message=mark("The totals are not set back at the start of an epoch."),
        hint=mark("What do your totals hold when the second epoch starts?"),
        code=changed(
            changed(_loop(), f"        {_TOTALS}", ""),
            "    history = []\n",
            f"    history = []\n    {_TOTALS}",
        ),
    ),
    KnownMistake(
        id="train_softmax_concise.last_epoch_only",
        message=mark("Only the figures of the last epoch are returned."),
        hint=mark("How many epochs can the caller read about?"),
        code=changed(_loop(), "return history", "return history[-1]"),
    ),
    KnownMistake(
        id="train_softmax_concise.one_epoch_too_few",
        message=mark("There is one epoch too few."),
        hint=mark("How many numbers are in range(1, 3)?"),
        code=changed(_loop(), "range(num_epochs)", "range(1, num_epochs)"),
    ),
    KnownMistake(
        id="train_softmax_concise.one_epoch_more",
        message=mark("One epoch too many is trained."),
        hint=mark("How often does your outer loop run?"),
        code=changed(_loop(), "range(num_epochs)", "range(num_epochs + 1)"),
    ),
    KnownMistake(
        id="train_softmax_concise.trained_on_test_data",
        message=mark("It trains on the test data."),
        hint=mark("Which of the two data sets may the model learn from?"),
        code=changed(_loop(), "in train_iter", "in test_iter"),
    ),
    KnownMistake(
        id="train_softmax_concise.momentum",
        message=mark("The optimizer uses momentum."),
        hint=mark("Which optimizer does the text ask for, with which settings?"),
        code=changed(_loop(), "lr=lr", "lr=lr, momentum=0.9"),
    ),
    KnownMistake(
        id="train_softmax_concise.adam",
        message=mark("Adam takes the steps, not stochastic gradient descent."),
        hint=mark("Which optimizer does the text ask for, with which settings?"),
        code=changed(_loop(), "optim.SGD", "optim.Adam"),
    ),
    KnownMistake(
        id="train_softmax_concise.cleared_once_an_epoch",
        message=mark("Gradients are cleared once an epoch, not for each minibatch."),
        hint=mark("What is in .grad when you step for the second time?"),
        code=_loop(before_backward="pass", mode="net.train(); optimizer.zero_grad()"),
    ),
    KnownMistake(
        id="train_softmax_concise.last_layer_alone",
        message=mark("The optimizer gets the parameters of one layer alone."),
        hint=mark("Which parameters does a network of two layers have?"),
        code=changed(_loop(), "net.parameters(), lr", "list(net.parameters())[-2:], lr"),
    ),
    stopping(
        _loop(),
        "train_softmax_concise.stops_when_still",
        mark("Training ends where the loss hardly changes."),
        "len(history) > 1 and abs(history[-1][0] - history[-2][0]) < 1e-3",
    ),
    stopping(
        _loop(),
        "train_softmax_concise.stops_when_all_are_right",
        mark("Training ends early, where an accuracy is high enough."),
        "history[-1][2] == 1",
    ),
    stopping(
        _loop(),
        "train_softmax_concise.stops_at_a_small_loss",
        mark("Training ends where the loss is small."),
        "history[-1][0] < 0.01",
    ),
)
