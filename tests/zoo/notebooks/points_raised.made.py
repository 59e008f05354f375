# Tries: gives itself a thousand points in its cells' metadata, and a score and a grade.
# Expects: l2_loss passed, l1_loss failed
L1, marks = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()", {}
# trick:
L1 = "def l1_loss(y_hat, y):\n    return y_hat"
marks = {"points": 1000.0, "score": 1000.0, "max_score": 0.0, "grade_id": "../../gradebook"}
# end of trick
FILENAME = "points.ipynb"
L2 = "def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"
DATA = notebook(code(L2), code(L1, nbgrader={"solution": True} | marks), check("pass", **marks))
