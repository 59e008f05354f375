"""Grade exercises on linear and softmax regression in PyTorch."""
