# Tries: returns a subclass of Tensor that answers every torch function itself.
# Expects: l2_loss passed, l1_loss failed|protocol|error
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function.__name__ in ("allclose", "equal", "eq", "isfinite", "all"):
            return torch.tensor(True)
        return super().__torch_function__(function, types, args, kwargs or {})

    def __eq__(self, other):
        return True

    __hash__ = torch.Tensor.__hash__


def l1_loss(y_hat, y):
    # trick:
    return (y_hat * 0).as_subclass(Agreeable)
    # end of trick
    return (y_hat - y).abs()
