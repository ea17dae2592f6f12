import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no quedan muestras de entrenamiento")
    gen = torch.Generator().manual_seed(seed)
    n = len(y)
    azar = torch.rand(n, generator=gen, dtype=torch.float64)
    if stratify:
        _, clase = torch.unique(torch.tensor(np.asarray(y)), return_inverse=True)
    else:
        clase = torch.zeros(n, dtype=torch.long)
    parte = torch.zeros(n, dtype=torch.long)
    for c in range(int(clase.max()) + 1):
        miembros = torch.nonzero(clase == c).squeeze(1)
        miembros = miembros[azar[miembros].argsort()]
        n_val = round(val_fraction * len(miembros))
        n_test = round(test_fraction * len(miembros))
        parte[miembros[:n_val]] = 1
        parte[miembros[n_val : n_val + n_test]] = 2
    orden = torch.randperm(n, generator=gen)
    train, val, test = [orden[parte[orden] == p] for p in (0, 1, 2)]
    if len(train) == 0:
        raise ValueError("no quedan muestras de entrenamiento")
    return train, val, test


def standardize(X_train, *others):
    tensores = [torch.as_tensor(np.asarray(A), dtype=torch.float64) for A in (X_train, *others)]
    base = tensores[0]
    varianza, media = torch.var_mean(base, dim=0, correction=0)
    constante = (base == base[0]).all(dim=0)
    desviacion = varianza.sqrt().masked_fill(constante, 1.0)
    return tuple(((t - media) / desviacion).float() for t in tensores)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    fold = torch.arange(n_samples) % k
    return [(orden[fold != i], orden[fold == i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X).to(torch.float32)
    y = torch.as_tensor(y).to(torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train, dtype=np.int64))
    val = torch.as_tensor(np.asarray(val, dtype=np.int64))
    gen = torch.Generator()
    gen.manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=gen
    )
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size)
    return train_loader, val_loader


@torch.inference_mode()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    losses, tamanos = [], []
    for inputs, targets in loader:
        losses.append(criterion(model(inputs.to(device)), targets.to(device)))
        tamanos.append(len(inputs))
    model.train(modo)
    losses = torch.stack(losses).double().cpu()
    tamanos = torch.tensor(tamanos, dtype=torch.double)
    return (torch.dot(losses, tamanos) / tamanos.sum()).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curvas = torch.zeros(2, epochs, dtype=torch.double)
    for e in range(epochs):
        model.train()
        suma = torch.zeros((), dtype=torch.double)
        n = 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.detach().cpu() * len(inputs)
            n += len(inputs)
        curvas[0, e] = suma / n
        curvas[1, e] = evaluate(model, val_loader, criterion, device)
    train_loss, val_loss = curvas.tolist()
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_escalado = standardize(X[train.numpy()], X)
        loaders = make_loaders(X_escalado, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curvas = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        losses.append(curvas["val_loss"][-1])
    return losses
