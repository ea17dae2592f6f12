# style: JAX refugee: torch.func.functional_call with a hand-made vjp over a dictionary of parameters, functools.reduce as scan
# option: the gradients are pulled back to detached copies of the leaves and then written into .grad; fit is a recursion by halves
import functools

import torch
from torch import func


def _value_and_vjp(model, inputs, targets, criterion):
    trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}

    def loss_fn(parameters):
        return criterion(func.functional_call(model, parameters, (inputs,)), targets)

    # a differentiable copy of each leaf; buffers stay those of the model, so BatchNorm keeps its statistics
    leaves = {name: p.detach().requires_grad_(True) for name, p in trainable.items()}
    value = loss_fn(leaves)

    def vjp(cotangent):
        grads = torch.autograd.grad(value, list(leaves.values()), cotangent, allow_unused=True)
        return dict(zip(leaves, grads))

    return value, vjp, trainable


def _update(vjp, trainable, optimizer, value):
    gradients = vjp(torch.ones_like(value))
    for name, parameter in trainable.items():
        parameter.grad = gradients[name]
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    model.train(True)
    value, vjp, trainable = _value_and_vjp(model, inputs, targets, criterion)
    _update(vjp, trainable, optimizer, value)
    return float(value)


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    def body(carry, batch):
        total, count = carry
        inputs, targets = map(lambda t: t.to(device), batch)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        return total + loss * len(inputs), count + len(inputs)

    total, count = functools.reduce(body, loader, (0.0, 0))
    return total / count


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    if epochs < 2:
        return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    halves = epochs // 2, epochs - epochs // 2
    return sum((fit(model, loader, criterion, optimizer, epochs=n, device=device) for n in halves), [])


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train(True)

    def go(step):
        if step == max_steps:
            return step
        value, vjp, trainable = _value_and_vjp(model, inputs, targets, criterion)
        if value.item() <= target_loss:
            return step
        _update(vjp, trainable, optimizer, value)
        return functools.partial(go, step + 1)

    result = go(0)
    while callable(result):  # a trampoline: the recursion may be long
        result = result()
    return result
