"""PyTorch, eager, in 64 bits. Protocol: see ../worker.mjs. Threads: the first argument."""
import sys
import time

import numpy as np
import torch

torch.set_num_threads(int(sys.argv[1]))
torch.set_default_dtype(torch.float64)


def worked(x):
    a = x**2
    c = a + torch.exp(a)
    return torch.sqrt(c) + torch.cos(c)


def rosenbrock(x):
    return torch.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def repeated(K):
    def f(x):
        y = x
        for _ in range(K):
            y = torch.sin(y) * x + y / 2
        return y

    return f


def network(n, layers):
    def f(*parts):
        h, y = parts[2 * layers], parts[2 * layers + 1]
        for layer in range(layers):
            h = parts[2 * layer] @ h + parts[2 * layer + 1]
            if layer < layers - 1:
                h = torch.tanh(h)
        return torch.sum((h - y) ** 2)

    return f


def mixture(N):
    def f(alphas, means, q, L, X):
        low = torch.tril(L, -1)
        D = X[:, None, :] - means
        Y = torch.exp(q) * D + torch.einsum("kij,nkj->nki", low, D)
        inner = alphas + torch.sum(q, 1) - 0.5 * torch.sum(Y**2, 2)
        prior = 0.5 * (torch.sum(torch.exp(q) ** 2) + torch.sum(low**2))
        return torch.sum(torch.logsumexp(inner, 1)) - N * torch.logsumexp(alphas, 0) + prior

    return f


def shapes(name, p):
    if name in ("W1", "W3"):
        return worked if name == "W1" else repeated(p[0]), [[]], []
    if name == "W2":
        return rosenbrock, [p], []
    if name == "W4":
        n, layers = p
        return network(n, layers), [[n, n], [n]] * layers, [[n], [n]]
    d, k, N = p
    return mixture(N), [[k], [k, d], [k, d], [k, d, d]], [[N, d]]


def opened(name, p, source, target):
    if name == "W7" or name == "W3" and p[0] > 1000:
        return None
    f, by, data = shapes(name, p)
    numbers = np.fromfile(source)
    parts, at = [], 0
    for size in by + data:
        count = int(np.prod(size)) if size else 1
        parts.append(torch.tensor(numbers[at : at + count].reshape(size)))
        at += count
    wanted = parts[: len(by)]
    for part in wanted:
        part.requires_grad_(True)

    def gradient():
        value = f(*parts)
        return value, torch.autograd.grad(value, wanted)

    value, grads = gradient()
    np.concatenate([[value.item()]] + [grad.numpy().ravel() for grad in grads]).tofile(target)
    return gradient


current = None
for line in sys.stdin:
    words = line.split()
    answer = "no"
    if words[0] == "open":
        p = [int(word) for word in words[2:5]]
        used = {"W1": 0, "W2": 1, "W3": 1, "W4": 2, "W5": 3, "W7": 1}[words[1]]
        current = opened(words[1], p[:used], words[7], words[8])
        answer = "ok" if current else "no"
    elif words[:2] == ["run", "gradient"] and current:
        # This thread alone: with two threads it works or waits all the time.
        start, times = time.thread_time(), 0
        while (time.thread_time() - start) * 1e3 < float(words[2]):
            current()
            times += 1
        answer = f"{(time.thread_time() - start) * 1e9 / times:.6g}"
    print(answer, flush=True)
