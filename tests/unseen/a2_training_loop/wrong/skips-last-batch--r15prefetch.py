# exercise: train_one_epoch
# mistake: trains on the previous batch when the next one arrives, so that nobody trains on the last one
import torch
import torch.nn as nn


class AverageMeter(object):
    """Computes and stores the average and current value"""

    def __init__(self):
        self.reset()

    def reset(self):
        self.val = 0.0
        self.avg = 0.0
        self.sum = 0.0
        self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    # compute output
    output = model(inputs)
    loss = criterion(output, targets)
    # compute gradient and do SGD step
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses = AverageMeter()
    # switch to train mode
    model.train()
    current = None
    for images, target in loader:
        # start the copy of the next batch, then work on the one that is ready
        upcoming = (images.to(device, non_blocking=True), target.to(device, non_blocking=True))
        if current is not None:
            loss = train_step(model, *current, criterion, optimizer)
            losses.update(loss, current[0].size(0))
        current = upcoming
    return losses.avg


def fit(model, loader, criterion, optimizer, *, epochs, device):
    all_losses = []
    for epoch in range(0, epochs):
        losses = AverageMeter()
        for images, target in loader:
            images, target = images.to(device), target.to(device)
            losses.update(train_step(model, images, target, criterion, optimizer), images.size(0))
        all_losses.append(losses.avg)
    return all_losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for it in range(max_steps):
        optimizer.zero_grad()
        output = model(inputs)
        loss = criterion(output, targets)
        if loss.item() <= target_loss:
            return it
        loss.backward()
        optimizer.step()
    return max_steps
