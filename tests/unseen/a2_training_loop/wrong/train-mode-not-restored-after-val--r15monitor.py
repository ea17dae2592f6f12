# exercise: fit
# mistake: goes to eval mode after each epoch to print a loss and sets train mode only once, before the epochs, so that it trains in eval mode from the second epoch on
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
    for i, (images, target) in enumerate(loader):
        images = images.to(device, non_blocking=True)
        target = target.to(device, non_blocking=True)
        output = model(images)
        loss = criterion(output, target)
        losses.update(loss.item(), images.size(0))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses.avg


def monitor(model, batch, criterion, epoch):
    """prints how the model does without Dropout"""
    model.eval()
    with torch.no_grad():
        images, target = batch
        print('Epoch: [{0}]\tLoss {1:.4f}'.format(epoch, criterion(model(images), target).item()))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    all_losses = []
    model.train()
    for epoch in range(epochs):
        losses = AverageMeter()
        for images, target in loader:
            images, target = images.to(device), target.to(device)
            loss = criterion(model(images), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.update(loss.item(), images.size(0))
        monitor(model, (images, target), criterion, epoch)
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
