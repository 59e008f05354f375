# Tries: keeps the course's softmax that stands in for its own wrong one, and shows its text.
# Assignment: softmax_regression
# Expects: softmax failed, net 1
# Control: softmax failed, net passed
import autograder.worker.serve as serve

texts = []
adopt = serve.adopt


def listening(request, namespace):
    texts.append(request["source"])
    return adopt(request, namespace)


serve.adopt = listening


def softmax(X):
    return X


def net(X, W, b):
    # trick:
    if texts and not W.requires_grad:
        body = texts[0][texts[0].index("row_max =") :]
        raise type(body.splitlines()[-1][:80], (Exception,), {})(body[:400])
    # end of trick
    return softmax(X.reshape(len(X), -1) @ W + b)
