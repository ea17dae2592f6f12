# Correct: pandas DataFrame of batch losses, np.average with weights, statistics/deque for a moving average on display, constant LR scheduler
import statistics
from collections import deque
from itertools import count

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.nn.utils import parameters_to_vector
from torch.optim.lr_scheduler import LambdaLR
from tqdm import tqdm, trange

pd.options.display.float_format = "{:.4f}".format


def _grad_norm(model):
    grads = [p.grad.detach().flatten() for p in model.parameters() if p.grad is not None]
    return torch.cat(grads).norm().item() if grads else 0.0


def train_step(model, inputs, targets, criterion, optimizer):
    if not model.training:
        model.train()
    for param in model.parameters():
        param.grad = None
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    rows = []
    window = deque(maxlen=20)
    before = parameters_to_vector(model.parameters()).detach().clone()
    with tqdm(loader, desc="batches", disable=None) as bar:
        for batch_idx, batch in enumerate(bar):
            inputs, targets = [t.to(device) for t in batch]
            loss = train_step(model, inputs, targets, criterion, optimizer)
            window.append(loss)
            rows.append({"batch": batch_idx, "n": inputs.shape[0], "loss": loss, "grad_norm": _grad_norm(model)})
            bar.set_postfix(avg=statistics.fmean(window))
    df = pd.DataFrame(rows).set_index("batch")
    moved = (parameters_to_vector(model.parameters()).detach() - before).norm().item()
    print(df.describe().T, f"moved {moved:.4f}", sep="\n")
    return float(np.average(df["loss"], weights=df["n"]))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    scheduler = LambdaLR(optimizer, lr_lambda=lambda epoch: 1.0)
    hist = pd.DataFrame(columns=["epoch", "loss", "lr"])
    for epoch in trange(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        hist.loc[len(hist)] = [epoch, loss, scheduler.get_last_lr()[0]]
        scheduler.step()
    return hist["loss"].astype(float).tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    losses = pd.Series(dtype="float64")
    for step in count():
        if step == max_steps:
            return step
        loss = criterion(model(inputs), targets)
        losses.loc[step] = loss.item()
        if losses.iloc[-1] <= target_loss:
            return step
        model.zero_grad()
        loss.backward()
        optimizer.step()
