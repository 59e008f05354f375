"""Wrong versions of linreg_net."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="linreg_net.default_start",
        message=mark("The layer keeps the starting values it draws by itself."),
        hint=mark("How large are the layer's weights for 10,000 inputs, and what is its bias?"),
        code="""
def linreg_net(num_features):
    return nn.Sequential(nn.Linear(num_features, 1))
""",
    ),
    KnownMistake(
        id="linreg_net.bias_not_zeroed",
        message=mark("The bias is not set to 0."),
        hint=mark("What is your network's bias at the start?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.variance_for_std",
        message=mark("The variance 0.01² is given where a standard deviation is asked for."),
        hint=mark("Is the last argument of normal_ a spread or its square?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01**2)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.std_one",
        message=mark("Weights are drawn from N(0, 1)."),
        hint=mark("What is the last argument of normal_ if you leave it out?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.spread_by_size",
        message=mark("The spread of the weights depends on the number of features."),
        hint=mark("How large are the weights of a layer with two inputs?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.kaiming_normal_(net[0].weight)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.zero_weights",
        message=mark("The weights start at zero instead of N(0, 0.01²)."),
        hint=mark("Plot a histogram of the weights of a layer with many features."),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.fill_(0)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.uniform_start",
        message=mark("Weights are uniform, not normal."),
        hint=mark("Compare a histogram of many weights with the bell curve."),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.uniform_(net[0].weight, -0.01 * 3**0.5, 0.01 * 3**0.5)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.bare_layer",
        message=mark("The layer itself is returned, not in an nn.Sequential."),
        hint=mark("Does net[0] work?"),
        code="""
def linreg_net(num_features):
    layer = nn.Linear(num_features, 1)
    nn.init.normal_(layer.weight, std=0.01)
    nn.init.zeros_(layer.bias)
    return layer
""",
    ),
    KnownMistake(
        id="linreg_net.activation",
        message=mark("A ReLU follows the layer, so the network cannot predict negative numbers."),
        hint=mark("Which numbers can your network not predict?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1), nn.ReLU())
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.no_bias",
        message=mark("The layer has no bias."),
        hint=mark("What does your network predict for a row of zeros, after training?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1, bias=False))
    nn.init.normal_(net[0].weight, std=0.01)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.sizes_swapped",
        message=mark("The layer's inputs and outputs have changed places."),
        hint=mark("How many numbers go in, and how many come out?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(1, num_features))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.parameters_frozen",
        message=mark("The parameters do not require grad."),
        hint=mark("Overwrite the parameters' values, not the parameters."),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1)).requires_grad_(False)
    net[0].weight.normal_(0, 0.01)
    net[0].bias.zero_()
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.two_features_only",
        message=mark("The number of inputs is fixed at two."),
        hint=mark("Does your function use its argument?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(2, 1))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.reseeds",
        message=mark("Every call gives the same weights."),
        hint=mark("What do you get if you call your function twice?"),
        code="""
def linreg_net(num_features):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.mean_for_deviation",
        message=mark("0.01 becomes the mean of the weights, and their standard deviation is 1."),
        hint=mark("What does the second argument of normal_ mean, and what the third?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight, 0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.root_for_deviation",
        message=mark("0.01 is taken for the variance: the standard deviation is 0.1."),
        hint=mark("What does the last argument of normal_ mean, and what N(0, 0.01²)?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight, std=0.1)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.constant_weights",
        message=mark("All weights are 0.01; none is drawn."),
        hint=mark("What does N(0, 0.01²) mean?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.constant_(net[0].weight, 0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.two_layers",
        message=mark("There are two linear layers."),
        hint=mark("How many weights does a linear model of d features have?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, num_features), nn.Linear(num_features, 1))
    for layer in net:
        nn.init.normal_(layer.weight, std=0.01)
        nn.init.zeros_(layer.bias)
    return net
""",
    ),
)
