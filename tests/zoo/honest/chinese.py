# Tries: nothing; it has Chinese identifiers and comments.
# Expects: l2_loss passed, l1_loss passed
# 平方损失函数
def 平方(误差):
    """误差的平方 ²"""
    return 误差**2


def l2_loss(y_hat, y):
    结果 = 平方(y_hat - y) / 2
    return 结果


def l1_loss(ŷ, y):
    return (ŷ - y).abs()
