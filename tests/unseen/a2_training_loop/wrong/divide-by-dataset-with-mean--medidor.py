# exercise: train_one_epoch
# mistake: It adds up the batch means and divides the sum by the number of samples, so the loss comes out too small.
import torch


class Medidor:
    """Acumula y promedia."""

    def __init__(self):
        self.suma = 0.0
        self.cuenta = 0

    def agregar(self, valor, n):
        self.suma += valor
        self.cuenta += n

    @property
    def promedio(self):
        return self.suma / self.cuenta


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    medidor = Medidor()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        perdida = train_step(model, inputs, targets, criterion, optimizer)
        medidor.agregar(perdida, targets.size(0))
    return medidor.promedio


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        total, n = 0.0, 0
        for inputs, targets in loader:
            lote = len(inputs)
            total += lote * train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
            n += lote
        history.append(total / n)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for paso in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return paso
        loss.backward()
        optimizer.step()
    return max_steps
