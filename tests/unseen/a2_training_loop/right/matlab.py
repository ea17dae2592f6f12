import numpy as np
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train(True)
    yhat = model(inputs)
    J = criterion(yhat, targets)
    # gradiente limpio antes de derivar
    for theta in model.parameters():
        theta.grad = None
    J.backward()
    optimizer.step()
    return float(J.detach().cpu().numpy())


def train_one_epoch(model, loader, criterion, optimizer, device):
    J = np.zeros(len(loader))
    m = np.zeros(len(loader))
    for k, (Xk, yk) in enumerate(loader):
        Xk = Xk.to(device)
        yk = yk.to(device)
        J[k] = train_step(model, Xk, yk, criterion, optimizer)
        m[k] = Xk.shape[0]
    return float((J * m).sum() / m.sum())


def fit(model, loader, criterion, optimizer, *, epochs, device):
    J = np.zeros(epochs)
    for e in range(epochs):
        J[e] = train_one_epoch(model, loader, criterion, optimizer, device)
    return J.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train(True)
    k = 0
    listo = False
    while k < max_steps and not listo:
        J = criterion(model(inputs), targets)
        if float(J.detach()) <= target_loss:
            listo = True
        else:
            for theta in model.parameters():
                theta.grad = None
            J.backward()
            optimizer.step()
            k = k + 1
    return k
