# Tries: lowers its own limits until nothing works, before the judge asks for another process.
# Expects: l2_loss crashed|error|memory, l1_loss crashed|error|memory
import resource

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
# end of trick


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
