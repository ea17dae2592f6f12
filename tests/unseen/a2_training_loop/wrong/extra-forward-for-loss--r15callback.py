# exercise: train_one_epoch
# mistake: a callback runs each batch through the model once more after its update, in train mode, and it is that loss that is averaged
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


class LossLogger:
    """keras.callbacks.Callback with only what I need."""

    def __init__(self, net, loss_fn):
        self.net, self.loss_fn = net, loss_fn
        self.weighted, self.samples = 0.0, 0

    def on_batch_end(self, x, y):
        with torch.no_grad():
            value = self.loss_fn(self.net(x), y).item()
        self.weighted += value * len(x)
        self.samples += len(x)

    def result(self):
        return self.weighted / self.samples


def train_one_epoch(model, loader, criterion, optimizer, device):
    logger = LossLogger(model, criterion)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        train_on_batch(model, x, y, criterion, optimizer)
        logger.on_batch_end(x, y)
    return logger.result()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = {"loss": []}
    for _ in range(epochs):
        epoch_loss, samples = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            batch_loss = train_on_batch(model, x, y, criterion, optimizer).item()
            epoch_loss += batch_loss * len(x)
            samples += len(x)
        history["loss"].append(epoch_loss / samples)
    return history["loss"]


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
