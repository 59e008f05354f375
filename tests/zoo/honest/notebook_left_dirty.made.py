# Tries: nothing; it is a notebook with old outputs, errors, attachments and unknown metadata.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "dirty.ipynb"
L2, L1 = (code(f"def {name}(y_hat, y):\n    return {value}", collapsed=True, vscode={"languageId": "python"})
          for name, value in (("l2_loss", "(y_hat - y) ** 2 / 2"), ("l1_loss", "abs(y_hat - y)")))
L2["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[0;31m"]}]
L2["execution_count"] = 99
DATA = notebook(L2, {"cell_type": "markdown", "source": [], "attachments": {}, "metadata": {}}, L1,
                code(""), nbformat_minor=99)
