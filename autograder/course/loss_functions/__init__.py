"""Losses of regression, and where they come from."""
