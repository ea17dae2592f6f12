# style: a Lightning refugee: LitModule-like adapter with training_step/configure, Trainer with callbacks, StopIteration as the early end
# open options used: the adapter is a plain object (not a Module) around the model received; overfit checks the loss in a no-grad, train-mode pass of its own before each step
import torch


class LitAdapter:
    def __init__(self, model, criterion, optimizer):
        self.model, self.criterion, self._optimizer = model, criterion, optimizer
        self.logged = {}

    @property
    def device(self):
        return next(self.model.parameters()).device

    def configure_optimizers(self):
        return self._optimizer

    def log(self, name, value, batch_size):
        self.logged.setdefault(name, []).append((value, batch_size))

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = self.criterion(self.model(x), y)
        self.log("train_loss", loss.item(), batch_size=y.shape[0])
        return loss

    def on_train_epoch_end(self):
        rows = self.logged.pop("train_loss")
        return sum(v * n for v, n in rows) / sum(n for _, n in rows)


class Callback:
    def on_train_batch_start(self, trainer, lit, batch): ...
    def on_train_batch_end(self, trainer, lit, loss): ...


class StopAtTarget(Callback):
    def __init__(self, target):
        self.target = target

    def on_train_batch_start(self, trainer, lit, batch):
        with torch.no_grad():
            if lit.criterion(lit.model(batch[0]), batch[1]).item() <= self.target:
                raise StopIteration


class Trainer:
    def __init__(self, max_epochs=1, callbacks=(), device=None):
        self.max_epochs, self.callbacks, self.device, self.global_step = max_epochs, list(callbacks), device, 0

    def optimizer_step(self, lit, batch, batch_idx):
        optimizer = lit.configure_optimizers()
        loss = lit.training_step(batch, batch_idx)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.global_step += 1
        return loss.detach().item()

    def fit(self, lit, loader):
        epochs = []
        try:
            for _ in range(self.max_epochs):
                lit.model.train()
                for idx, batch in enumerate(loader):
                    if self.device is not None:
                        batch = [t.to(self.device) for t in batch]
                    for cb in self.callbacks:
                        cb.on_train_batch_start(self, lit, batch)
                    loss = self.optimizer_step(lit, batch, idx)
                    for cb in self.callbacks:
                        cb.on_train_batch_end(self, lit, loss)
                epochs.append(lit.on_train_epoch_end())
        except StopIteration:
            pass
        return epochs


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    return Trainer().optimizer_step(LitAdapter(model, criterion, optimizer), (inputs, targets), 0)


def train_one_epoch(model, loader, criterion, optimizer, device):
    (loss,) = fit(model, loader, criterion, optimizer, epochs=1, device=device)
    return loss


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return Trainer(max_epochs=epochs, device=device).fit(LitAdapter(model, criterion, optimizer), loader)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    trainer = Trainer(max_epochs=max_steps, callbacks=[StopAtTarget(target_loss)])
    trainer.fit(LitAdapter(model, criterion, optimizer), [(inputs, targets)])
    return trainer.global_step
