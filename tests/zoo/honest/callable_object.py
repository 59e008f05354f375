# Tries: nothing; it defines a function as an object that can be called.
# Expects: l2_loss passed, l1_loss passed
class Power:
    def __init__(self, p):
        self.p = p

    def __call__(self, y_hat, y):
        return (y_hat - y).abs() ** self.p / self.p


l2_loss = Power(2)
l1_loss = Power(1)
