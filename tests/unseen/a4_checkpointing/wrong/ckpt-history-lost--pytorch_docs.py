# exercise: fit
# mistake: on resuming, the history starts empty and lacks the earlier epochs
# adapted from the PyTorch recipe "Saving and loading a general checkpoint"
import copy
import math
import os
import tempfile

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    handle, tmp_name = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), suffix=".pt.tmp")
    os.close(handle)
    torch.save({
        'epoch': epoch,
        'model_state_dict': model.state_dict(),
        'optimizer_state_dict': optimizer.state_dict(),
        'val_loss': float(val_loss),
    }, tmp_name)
    os.replace(tmp_name, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    backup = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(checkpoint['model_state_dict'])
    except Exception:
        model.load_state_dict(backup)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint['optimizer_state_dict'])
    epoch = checkpoint['epoch']
    loss = checkpoint['val_loss']
    return {'epoch': epoch, 'val_loss': loss}


class Checkpointer:
    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.last = os.path.join(directory, 'last.pt')
        self.best = os.path.join(directory, 'best.pt')
        self.best_epoch = 0
        self.best_val_loss = None
        if os.path.exists(self.best):
            checkpoint = torch.load(self.best, map_location='cpu', weights_only=True)
            self.best_epoch = checkpoint['epoch']
            self.best_val_loss = checkpoint['val_loss']

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = (not math.isnan(val_loss)) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            self.best_epoch = epoch
            self.best_val_loss = val_loss
            save_checkpoint(self.best, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    """Early stops the training if the monitored value doesn't improve after a given patience."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("unknown mode")
        if patience < 1:
            raise ValueError("patience < 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.counter = 0
        self.best = None

    @property
    def bad_epochs(self):
        return self.counter

    def step(self, value):
        if math.isnan(value):
            improved = False
        elif self.best is None:
            improved = True
        elif self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.counter = 0
        else:
            self.counter += 1
        return self.counter >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    os.makedirs(directory, exist_ok=True)
    last_path = os.path.join(directory, 'last.pt')
    best_path = os.path.join(directory, 'best.pt')

    def save_state(path):
        tmp = path + '.tmp'
        torch.save({
            'epoch': epoch,
            'val_loss': val_loss,
            'model_state_dict': model.state_dict(),
            'optimizer_state_dict': optimizer.state_dict(),
            'best_epoch': best_epoch,
            'best_val_loss': best_val_loss,
            'epochs_no_improve': epochs_no_improve,
        }, tmp)
        os.replace(tmp, path)

    train_history, val_history = [], []
    best_epoch = None
    best_val_loss = None
    epochs_no_improve = 0
    start_epoch = 0

    if resume and os.path.isfile(last_path):
        print("=> loading checkpoint '{}'".format(last_path))
        checkpoint = torch.load(last_path, map_location=device, weights_only=True)
        model.load_state_dict(checkpoint['model_state_dict'])
        optimizer.load_state_dict(checkpoint['optimizer_state_dict'])
        start_epoch = checkpoint['epoch']
        best_epoch = checkpoint['best_epoch']
        best_val_loss = checkpoint['best_val_loss']
        epochs_no_improve = checkpoint['epochs_no_improve']
    else:
        for old in (last_path, best_path):
            if os.path.isfile(old):
                os.remove(old)

    stopped_early = epochs_no_improve >= patience
    for epoch in range(start_epoch + 1, max_epochs + 1):
        if stopped_early:
            break

        model.train()
        running_loss = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
        train_history.append(running_loss / len(train_loader.dataset))

        model.eval()
        running_loss = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                outputs = model(inputs)
                running_loss += criterion(outputs, targets).item() * inputs.size(0)
        val_loss = running_loss / len(val_loader.dataset)
        val_history.append(val_loss)
        model.train()

        if not math.isnan(val_loss) and (best_val_loss is None or val_loss < best_val_loss):
            best_val_loss = val_loss
            best_epoch = epoch
            epochs_no_improve = 0
            save_state(best_path)
        else:
            epochs_no_improve += 1
        save_state(last_path)

        if epochs_no_improve >= patience:
            stopped_early = True

    # load the best model
    if best_epoch is not None:
        model.load_state_dict(torch.load(best_path, map_location=device, weights_only=True)['model_state_dict'])

    return {
        'train_loss': train_history,
        'val_loss': val_history,
        'best_epoch': best_epoch,
        'stopped_early': stopped_early,
    }
