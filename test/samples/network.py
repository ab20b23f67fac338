"""A network of three layers: in a loop over its layers, and as PyTorch modules."""

import numpy as np
import torch
from torch import nn

W1, b1 = np.random.randn(4, 3), np.random.randn(4)
W2, b2 = np.random.randn(4, 4), np.random.randn(4)
W3, b3 = np.random.randn(2, 4), np.random.randn(2)


def loss(x, y):
    f = x
    for W, b in [(W1, b1), (W2, b2), (W3, b3)]:
        f = np.tanh(W @ f + b)
    return np.sum((y - f) ** 2)


net = nn.Sequential(
    nn.Linear(3, 4),
    nn.Tanh(),
    nn.Linear(4, 4),
    nn.Tanh(),
    nn.Linear(4, 2),
)


def torch_loss(x, y):
    return nn.functional.mse_loss(net(x), y)
