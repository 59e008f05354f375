"""Softmax regression, stable and with the parts that torch brings."""
