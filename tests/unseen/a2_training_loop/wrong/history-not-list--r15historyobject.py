# exercise: fit
# mistake: returns an object with an attribute history, as Keras does, and not the list
# written the way I remember it from Keras: train_on_batch, fit, callbacks
import torch


def train_on_batch(net, x, y, loss_fn, opt):
    net.train()
    opt.zero_grad()
    y_pred = net(x)
    loss = loss_fn(y_pred, y)
    loss.backward()
    opt.step()
    return loss.detach()


def train_step(model, inputs, targets, criterion, optimizer):
    return train_on_batch(model, inputs, targets, criterion, optimizer).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    logs = {"loss": 0.0, "samples": 0}
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        batch_loss = train_on_batch(model, x, y, criterion, optimizer).item()
        logs["loss"] += batch_loss * x.size(0)
        logs["samples"] += x.size(0)
    return logs["loss"] / logs["samples"]


class History:
    """What model.fit returns in Keras."""

    def __init__(self):
        self.epoch = []
        self.history = {}

    def on_epoch_end(self, epoch, logs):
        self.epoch.append(epoch)
        for key, value in logs.items():
            self.history.setdefault(key, []).append(value)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = History()
    for epoch in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.on_epoch_end(epoch, {"loss": loss})
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if float(loss.detach()) <= target_loss:
            return step
        opt_step(loss, optimizer)
    return max_steps


def opt_step(loss, opt):
    opt.zero_grad()
    loss.backward()
    opt.step()
