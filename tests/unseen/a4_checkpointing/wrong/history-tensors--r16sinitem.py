# exercise: fit
# mistake: the epoch losses are accumulated as detached tensors and the history returned holds tensors instead of numbers
import copy
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        'epoch': int(epoch),
        'model_state_dict': model.state_dict(),
        'optimizer_state_dict': optimizer.state_dict(),
        'val_loss': float(val_loss),
    }
    tmp_path = path.parent / (path.stem + '_tmp' + path.suffix)
    torch.save(checkpoint, tmp_path)
    tmp_path.replace(path)


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=torch.device('cpu'), weights_only=True)

    # dry run on a copy: if something does not fit, the real model is untouched
    dry_run = copy.deepcopy(model)
    dry_run.load_state_dict(checkpoint['model_state_dict'])

    model.load_state_dict(checkpoint['model_state_dict'])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint['optimizer_state_dict'])
    return {'epoch': int(checkpoint['epoch']), 'val_loss': float(checkpoint['val_loss'])}


class Checkpointer:
    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self.last_path = directory / "last.pt"
        self.best_path = directory / "best.pt"
        # (epoch, val_loss) del mejor, o nada todavía
        self._record = ()
        if self.best_path.is_file():
            saved = torch.load(self.best_path, map_location="cpu", weights_only=True)
            self._record = (saved["epoch"], saved["val_loss"])

    @property
    def best_epoch(self):
        return self._record[0] if self._record else None

    @property
    def best_val_loss(self):
        return self._record[1] if self._record else None

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.last_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        if np.isnan(val_loss):
            return False
        if self._record and not (val_loss < self._record[1]):
            return False
        save_checkpoint(self.best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        self._record = (int(epoch), float(val_loss))
        return True


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        comparaciones = {
            "min": lambda nuevo, viejo: nuevo < viejo - min_delta,
            "max": lambda nuevo, viejo: nuevo > viejo + min_delta,
        }
        if mode not in comparaciones or patience < 1:
            raise ValueError(f"mode={mode!r}, patience={patience!r}")
        self.mejora = comparaciones[mode]
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        valido = not np.isnan(value)
        if valido and (self.best is None or self.mejora(value, self.best)):
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs = self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last_path = directory / 'last.pt'
    best_path = directory / 'best.pt'
    log_path = directory / 'log.pt'

    log = {'train_loss': [], 'val_loss': []}
    if resume and last_path.exists():
        last_epoch = load_checkpoint(last_path, model, optimizer, device=device)['epoch']
        log = torch.load(log_path, weights_only=True)
        log = {name: values[:last_epoch] for name, values in log.items()}
    else:
        for f in [last_path, best_path, log_path]:
            if f.exists():
                f.unlink()

    # how things were going
    best_epoch, best_loss, counter = None, float('inf'), 0
    for i, value in enumerate(log['val_loss']):
        if (value < best_loss) or (best_epoch is None and not value.isnan()):
            best_epoch, best_loss, counter = i + 1, value, 0
        else:
            counter += 1

    for epoch in range(len(log['val_loss']) + 1, max_epochs + 1):
        if counter >= patience:
            break

        model.train()
        running_loss, n = torch.zeros((), dtype=torch.float64), 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            # detach: we do not want to keep the graph
            running_loss += loss.detach().cpu() * inputs.size(0)
            n += inputs.size(0)
        log['train_loss'].append(running_loss / n)

        model.eval()
        running_loss, n = torch.zeros((), dtype=torch.float64), 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                running_loss += criterion(model(inputs), targets).cpu() * inputs.size(0)
                n += inputs.size(0)
        val_loss = running_loss / n
        log['val_loss'].append(val_loss)

        torch.save(log, directory / 'log_tmp.pt')
        os.replace(directory / 'log_tmp.pt', log_path)
        if (val_loss < best_loss) or (best_epoch is None and not val_loss.isnan()):
            best_epoch, best_loss, counter = epoch, val_loss, 0
            save_checkpoint(best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            counter += 1
        save_checkpoint(last_path, model, optimizer, epoch=epoch, val_loss=val_loss)

    if best_epoch is not None:
        load_checkpoint(best_path, model, device=device)
    return {**log, 'best_epoch': best_epoch, 'stopped_early': counter >= patience}
