# Tries: nothing; it is written in Latin-1 and says so.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "latin.py"
TEXT = """# -*- coding: latin-1 -*-
# für Größe
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
"""
DATA = TEXT.encode("latin-1")
