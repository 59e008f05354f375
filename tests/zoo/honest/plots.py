# Tries: nothing; it draws pictures when the file is run and in a call.
# Expects: l2_loss passed, l1_loss passed
import matplotlib.pyplot as plt
import torch


def l2_loss(y_hat, y):
    plt.plot([1, 2])
    plt.close()
    return (y_hat - y) ** 2 / 2


e = torch.linspace(-3, 3, 50)
plt.plot(e, l2_loss(e, e * 0))
plt.title('Verlust')
plt.show()
plt.savefig('loss.png')


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
