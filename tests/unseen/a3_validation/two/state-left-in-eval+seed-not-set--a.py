# exercises: make_loaders, evaluate
import torch
from torch.utils.data import DataLoader, TensorDataset, RandomSampler

CPU = torch.device("cpu")


def _gen(seed):
    return torch.Generator().manual_seed(seed)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = torch.as_tensor(y)
    g = _gen(seed)
    orden = torch.randperm(len(y), generator=g)
    grupos = [orden]
    if stratify:
        grupos = [orden[y[orden] == c] for c in torch.unique(y)]
    pedazos = []
    for grupo in grupos:
        m = len(grupo)
        a = int(m * val_fraction + 0.5)
        b = int(m * test_fraction + 0.5)
        if a + b > m:
            raise ValueError("las fracciones son demasiado grandes")
        pedazos.append(torch.split(grupo, [m - a - b, a, b]))
    train, val, test = (torch.cat(p) for p in zip(*pedazos))
    if train.numel() == 0:
        raise ValueError("no hay train")
    return train, val, test


def standardize(X_train, *others):
    X_train = torch.as_tensor(X_train, dtype=torch.float64)
    std, mean = torch.std_mean(X_train, dim=0, correction=0)
    constante = X_train.amax(0) == X_train.amin(0)
    std[constante] = 1
    mean = torch.where(constante, X_train[0], mean)
    return tuple(((torch.as_tensor(M) - mean) / std).float() for M in (X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k={k} no sirve con {n_samples} muestras")
    grupos = torch.randperm(n_samples, generator=_gen(seed)).tensor_split(k)
    return [(torch.cat(grupos[:i] + grupos[i + 1:]), grupos[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X).to(torch.float32)
    y = torch.as_tensor(y).to(torch.float32)[:, None]
    train, val = torch.as_tensor(train), torch.as_tensor(val)
    ds_train = TensorDataset(X[train], y[train])
    ds_val = TensorDataset(X[val], y[val])
    sampler = RandomSampler(ds_train)
    return (
        DataLoader(ds_train, batch_size=batch_size, sampler=sampler, drop_last=False),
        DataLoader(ds_val, batch_size=batch_size, drop_last=False),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    training = model.training
    model.train(False)
    total = torch.zeros(())
    for batch in loader:
        xb, yb = (t.to(device, non_blocking=True) for t in batch)
        total += criterion(model(xb), yb).cpu() * xb.shape[0]
    return (total / len(loader.dataset)).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curvas = {"train_loss": [], "val_loss": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total = torch.zeros(())
        for batch in train_loader:
            xb, yb = (t.to(device, non_blocking=True) for t in batch)
            loss = criterion(model(xb), yb)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach().cpu() * xb.shape[0]
        curvas["train_loss"].append((total / len(train_loader.dataset)).item())
        curvas["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return curvas


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, todo = standardize(X[train], X)
        loaders = make_loaders(todo, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        opt = make_optimizer(model)
        *_, ultimo = train_and_validate(model, *loaders, criterion, opt, epochs=epochs, device=CPU)["val_loss"]
        out.append(ultimo)
    return out
