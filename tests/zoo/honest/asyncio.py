# Tries: nothing; it computes in an event loop.
# Expects: l2_loss passed, l1_loss passed
import asyncio


async def compute(y_hat, y):
    await asyncio.sleep(0)
    return (y_hat - y) ** 2 / 2


def l2_loss(y_hat, y):
    return asyncio.run(compute(y_hat, y))


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
