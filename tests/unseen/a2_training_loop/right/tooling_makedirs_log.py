# Correct: AverageMeter and ProgressMeter of the ImageNet example, old torch.cuda.amp.GradScaler enabled only with CUDA, @torch.enable_grad decorator
import csv
import os
import random
import time
import warnings
from enum import Enum

import numpy as np
import torch
import torch.backends.cudnn as cudnn

warnings.simplefilter("ignore", FutureWarning)
random.seed(1)
np.random.seed(1)
torch.manual_seed(1)
cudnn.deterministic = True
cudnn.benchmark = False

grad_scaler = torch.cuda.amp.GradScaler(enabled=False and torch.cuda.is_available())


os.makedirs("logs", exist_ok=True)


class Summary(Enum):
    NONE = 0
    AVERAGE = 1
    SUM = 2


class AverageMeter(object):
    """Computes and stores the average and current value"""

    def __init__(self, name, fmt=":f", summary_type=Summary.AVERAGE):
        self.name = name
        self.fmt = fmt
        self.summary_type = summary_type
        self.reset()

    def reset(self):
        self.val = 0
        self.avg = 0
        self.sum = 0
        self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count

    def __str__(self):
        fmtstr = "{name} {val" + self.fmt + "} ({avg" + self.fmt + "})"
        return fmtstr.format(**self.__dict__)


class ProgressMeter(object):
    def __init__(self, num_batches, meters, prefix=""):
        self.batch_fmtstr = self._get_batch_fmtstr(num_batches)
        self.meters = meters
        self.prefix = prefix

    def display(self, batch):
        entries = [self.prefix + self.batch_fmtstr.format(batch)]
        entries += [str(meter) for meter in self.meters]
        print("\t".join(entries))

    def _get_batch_fmtstr(self, num_batches):
        num_digits = len(str(num_batches // 1))
        fmt = "{:" + str(num_digits) + "d}"
        return "[" + fmt + "/" + fmt.format(num_batches) + "]"


@torch.enable_grad()
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    output = model(inputs)
    loss = criterion(output, targets)
    optimizer.zero_grad()
    grad_scaler.scale(loss).backward()
    grad_scaler.step(optimizer)
    grad_scaler.update()
    return float(loss.detach().cpu().numpy())


def train_one_epoch(model, loader, criterion, optimizer, device, *, print_freq=10, epoch=0):
    batch_time = AverageMeter("Time", ":6.3f", Summary.NONE)
    data_time = AverageMeter("Data", ":6.3f", Summary.NONE)
    losses = AverageMeter("Loss", ":.4e")
    progress = ProgressMeter(len(loader), [batch_time, data_time, losses], prefix=f"Epoch: [{epoch}]")
    model.train()
    end = time.time()
    for i, (images, target) in enumerate(loader):
        data_time.update(time.time() - end)
        images = images.to(device, non_blocking=True)
        target = target.to(device, non_blocking=True)
        losses.update(train_step(model, images, target, criterion, optimizer), images.size(0))
        batch_time.update(time.time() - end)
        end = time.time()
        if i % print_freq == 0:
            progress.display(i + 1)
    return losses.avg


def fit(model, loader, criterion, optimizer, *, epochs, device):
    start_epoch = 0
    losses = []
    for epoch in range(start_epoch, epochs):
        losses.append(train_one_epoch(model, loader, criterion, optimizer, device, epoch=epoch))
        with open("logs/history.csv", "a", newline="") as f:
            csv.writer(f).writerow([epoch, losses[-1]])
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    meter = AverageMeter("Loss", ":.4e")
    updates = 0
    while updates < max_steps:
        loss = criterion(model(inputs), targets)
        meter.update(loss.item(), len(inputs))
        if meter.val <= target_loss:
            break
        optimizer.zero_grad()
        grad_scaler.scale(loss).backward()
        grad_scaler.step(optimizer)
        grad_scaler.update()
        updates += 1
    print(meter)
    return updates
