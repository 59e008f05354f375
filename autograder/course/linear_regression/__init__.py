"""Linear regression from scratch."""
