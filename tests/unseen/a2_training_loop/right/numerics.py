# Streaming mean with weights (West's update) plus Neumaier compensation for the check of the total.
import torch


class StreamingMean:
    """mean += (n / N) (value - mean): never forms a large sum."""

    def __init__(self):
        self.mean = 0.0
        self.weight = 0

    def push(self, value, n):
        self.weight += n
        self.mean += (value - self.mean) * (n / self.weight)


class Neumaier:
    def __init__(self):
        self.sum, self.lost = 0.0, 0.0

    def push(self, value):
        t = self.sum + value
        if abs(self.sum) >= abs(value):
            self.lost += (self.sum - t) + value
        else:
            self.lost += (value - t) + self.sum
        self.sum = t

    def total(self):
        return self.sum + self.lost


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    torch.autograd.backward([loss])
    optimizer.step()
    return loss.detach().double().item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    streaming, compensated = StreamingMean(), Neumaier()
    for inputs, targets in loader:
        n = inputs.size(dim=0)
        value = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        streaming.push(value, n)
        compensated.push(value * n)
    result = compensated.total() / streaming.weight
    # infinities and NaN spoil the compensation; the streaming mean decides then
    return result if result == result and abs(result) != float("inf") else streaming.mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    count = 0
    for count in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if target_loss - loss.item() >= 0.0:
            return count
        torch.autograd.backward(tensors=(loss,))
        optimizer.step()
    return max_steps
