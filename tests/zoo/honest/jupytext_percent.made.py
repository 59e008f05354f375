# Tries: nothing; it is a py:percent file with markdown and titles in its cells.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "percent.py"
DATA = b"""# ---
# jupyter: {}
# ---
# %% [markdown]
# Losses
# %% L2
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# %% tags=["x"]
# %matplotlib inline
def l1_loss(y_hat, y):
    return (y_hat - y).abs()
"""
