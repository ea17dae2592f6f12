# style: hooks: forward hooks collect the outputs, post-accumulate hooks count the gradients, optimizer hooks do the clearing
# option: the gradients are counted as they arrive, in a WeakSet; the step post-hook sets them to None; every hook is removed
import contextlib
import weakref

import torch


@contextlib.contextmanager
def _hooked(model, optimizer):
    kept = []

    def keep_output(module, arguments, output):
        kept.append(output)

    def forget_gradients(opt, args, kwargs):
        for group in opt.param_groups:
            for p in group["params"]:
                p.grad = None

    with contextlib.ExitStack() as stack:
        for handle in (
            model.register_forward_hook(keep_output),
            optimizer.register_step_post_hook(forget_gradients),
        ):
            stack.callback(handle.remove)
        yield kept


def train_step(model, inputs, targets, criterion, optimizer):
    model.zero_grad()
    optimizer.zero_grad()
    model.train()
    arrived = weakref.WeakSet()
    with _hooked(model, optimizer) as outputs, contextlib.ExitStack() as stack:
        for p in model.parameters():
            if p.requires_grad:
                stack.callback(p.register_post_accumulate_grad_hook(arrived.add).remove)
        model(inputs)
        loss = criterion(outputs.pop(), targets)
        loss.backward(gradient=loss.new_ones(loss.shape))
        assert len(arrived) > 0
        optimizer.step()
    return loss.item()


class _Average(dict):
    """Maps the number of a batch to (size, loss)."""

    def __float__(self):
        return sum(n * loss for n, loss in self.values()) / sum(n for n, _ in self.values())


def train_one_epoch(model, loader, criterion, optimizer, device):
    average = _Average()
    for index, batch in enumerate(loader):
        inputs, targets = (part.to(device=device) for part in batch)
        average[index] = inputs.shape[0], train_step(model, inputs, targets, criterion, optimizer)
    return float(average)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = [None] * epochs
    for epoch in range(len(losses)):
        losses[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    with _hooked(model, optimizer) as outputs:
        for step in range(max_steps):
            model.zero_grad()
            optimizer.zero_grad()
            model(inputs)
            loss = criterion(outputs.pop(), targets)
            if torch.le(loss, target_loss):
                break
            loss.backward()
            optimizer.step()
        else:
            return max_steps
        return step
