"""Wrong versions of softmax_net and init_weights."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="softmax_net.softmax_at_the_end",
        message=mark("The network ends in a softmax, although the loss wants logits."),
        hint=mark("Read what nn.CrossEntropyLoss expects as its input."),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs), nn.Softmax(dim=1))
    net.apply(init_weights)
    return net
""",
    ),
    KnownMistake(
        id="softmax_net.no_flatten",
        message=mark("Images are not flattened, so the linear layer sees rows of 28 pixels."),
        hint=mark("What is the shape of one batch of images, and what does nn.Linear multiply?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Linear(num_inputs, num_outputs))
    net.apply(init_weights)
    return net
""",
    ),
    KnownMistake(
        id="softmax_net.default_weights",
        message=mark("The layer keeps the weights nn.Linear draws by itself."),
        hint=mark("What does nn.Linear start from when nobody tells it?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    return nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))
""",
    ),
    KnownMistake(
        id="init_weights.variance_for_deviation",
        message=mark("0.01 is taken for the variance: the standard deviation is 0.1."),
        hint=mark("What does the second argument of normal_ mean, and what N(0, 0.01²)?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, std=0.1)
        nn.init.zeros_(m.bias)
""",
    ),
    KnownMistake(
        id="init_weights.squared_deviation",
        message=mark("The standard deviation is 0.01² = 0.0001: std is not the variance."),
        hint=mark("What does the second argument of normal_ mean, and what N(0, 0.01²)?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, std=0.01**2)
        if m.bias is not None:
            nn.init.zeros_(m.bias)
""",
    ),
    KnownMistake(
        id="init_weights.forgets_the_bias",
        message=mark("The bias is not set to 0."),
        hint=mark("Which parameters does a linear layer have?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, std=0.01)
""",
    ),
    KnownMistake(
        id="init_weights.every_module",
        message=mark("Every module with weights is initialised, not only linear layers."),
        hint=mark("Which modules does net.apply hand to your function?"),
        code="""
def init_weights(m):
    if hasattr(m, "weight"):
        nn.init.normal_(m.weight, std=0.01)
        nn.init.zeros_(m.bias)
""",
    ),
    KnownMistake(
        id="init_weights.new_tensor",
        message=mark("The layer keeps the weights that it had."),
        hint=mark("After the call, did the layer's own tensor change?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear):
        weight = torch.normal(0, 0.01, m.weight.shape)
        m.bias.data.zero_()
""",
    ),
    KnownMistake(
        id="softmax_net.weights_frozen",
        message=mark("The weights do not require gradients when it is done."),
        hint=mark("Can your net be trained?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    linear = nn.Linear(num_inputs, num_outputs)
    linear.weight.requires_grad_(False).normal_(0, 0.01)
    linear.bias.requires_grad_(False).zero_()
    return nn.Sequential(nn.Flatten(), linear)
""",
    ),
    KnownMistake(
        id="init_weights.weights_frozen",
        message=mark("The weights do not require gradients when it is done."),
        hint=mark("Can the layer still be trained?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear):
        m.weight.requires_grad_(False).normal_(0, 0.01)
        if m.bias is not None:
            m.bias.requires_grad_(False).zero_()
""",
    ),
    KnownMistake(
        id="init_weights.all_but_convolutions",
        message=mark("Every module with a weight is initialised, convolutions excepted."),
        hint=mark("Which other modules have a weight?"),
        code="""
def init_weights(m):
    if hasattr(m, "weight") and not isinstance(m, nn.Conv2d):
        nn.init.normal_(m.weight, std=0.01)
        if getattr(m, "bias", None) is not None:
            nn.init.zeros_(m.bias)
""",
    ),
    KnownMistake(
        id="softmax_net.forgets_the_bias",
        message=mark("The bias is not set to 0."),
        hint=mark("Which parameters does a linear layer have?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))
    nn.init.normal_(net[1].weight, std=0.01)
    return net
""",
    ),
    KnownMistake(
        id="init_weights.mean_for_deviation",
        message=mark("0.01 becomes the mean of the weights, and their standard deviation is 1."),
        hint=mark("What does the second argument of normal_ mean, and what the third?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, 0.01)
        if m.bias is not None:
            nn.init.zeros_(m.bias)
""",
    ),
    KnownMistake(
        id="softmax_net.no_bias",
        message=mark("The linear layer has no bias."),
        hint=mark("Which parameters does the model XW + b have?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs, bias=False))
    nn.init.normal_(net[1].weight, std=0.01)
    return net
""",
    ),
    KnownMistake(
        id="softmax_net.sizes_fixed",
        message=mark("The network has 784 inputs and 10 outputs, whatever is asked for."),
        hint=mark("Does your function use all of its arguments?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    net.apply(init_weights)
    return net
""",
    ),
    KnownMistake(
        id="softmax_net.flattened_last",
        message=mark("The linear layer comes before Flatten, so it sees rows of 28 pixels."),
        hint=mark("In which order do the layers of nn.Sequential work?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Linear(num_inputs, num_outputs), nn.Flatten())
    net.apply(init_weights)
    return net
""",
    ),
    KnownMistake(
        id="softmax_net.relu_at_the_end",
        message=mark("A ReLU at the end makes every logit below 0 a 0."),
        hint=mark("Which values may a logit have?"),
        code="""
def softmax_net(num_inputs=784, num_outputs=10):
    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs), nn.ReLU())
    net.apply(init_weights)
    return net
""",
    ),
    KnownMistake(
        id="init_weights.layers_without_bias_skipped",
        message=mark("A linear layer without a bias keeps the weights that it had."),
        hint=mark("What belongs under the `if` about the bias, and what does not?"),
        code="""
def init_weights(m):
    if isinstance(m, nn.Linear) and m.bias is not None:
        nn.init.normal_(m.weight, std=0.01)
        nn.init.zeros_(m.bias)
""",
    ),
    KnownMistake(
        id="init_weights.compared_with_the_class",
        message=mark("m is compared with the class nn.Linear itself, which no layer equals."),
        hint=mark("What is m, and what is its type?"),
        code="""
def init_weights(m):
    if m == nn.Linear:
        nn.init.normal_(m.weight, std=0.01)
        nn.init.zeros_(m.bias)
""",
    ),
)
