# style: evaluate through torch.func.functional_call on detached parameters and cloned buffers; requires-grad off; torch-only indices
# open options used: torch.Generator everywhere, unequal but complete tensor_split; train indices sorted
import torch
from torch import Tensor
from torch.func import functional_call
from torch.utils.data import DataLoader, StackDataset, Subset


def _perm(n: int, generator: torch.Generator) -> Tensor:
    return torch.rand(n, generator=generator, dtype=torch.float64).argsort()


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    g = torch.Generator()
    g.manual_seed(seed)
    n = len(y)
    if stratify:
        codes = torch.unique(torch.as_tensor(y), return_inverse=True)[1]
    else:
        codes = torch.zeros(n, dtype=torch.int64)
    perm = _perm(n, g)
    pieces: dict[str, list[Tensor]] = {"train": [], "val": [], "test": []}
    for code in codes.unique():
        mine = perm[codes[perm] == code]
        a = int(len(mine) * val_fraction + 0.5)
        b = max(a, int(len(mine) * (val_fraction + test_fraction) + 0.5))
        val, test, train = mine.tensor_split((a, b))
        pieces["train"].append(train), pieces["val"].append(val), pieces["test"].append(test)
    train, val, test = (torch.cat(pieces[p]) for p in ("train", "val", "test"))
    if train.numel() == 0:
        raise ValueError("train is empty")
    return train.sort().values, val[_perm(len(val), g)], test[_perm(len(test), g)]


def standardize(X_train, *others):
    base = torch.as_tensor(X_train).double()
    var, mean = torch.var_mean(base, dim=0, correction=0)
    constant = base.amax(0) == base.amin(0)
    mean = torch.where(constant, base[0], mean)
    std = torch.where(constant, torch.ones_like(var), var.sqrt())
    return tuple(torch.as_tensor(a).double().sub(mean).div(std).float() for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k < 2")
    if k > n_samples:
        raise ValueError("k > n_samples")
    parts = _perm(n_samples, torch.Generator().manual_seed(seed)).tensor_split(k)
    folds = []
    for part in reversed(parts):
        mask = torch.ones(n_samples, dtype=torch.bool)
        mask[part] = False
        folds.append((mask.nonzero().flatten(), part))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = torch.as_tensor(X).float(), torch.as_tensor(y).float().unsqueeze(-1)
    whole = StackDataset(X, y)
    ints = lambda index: torch.as_tensor(index).tolist()
    train_loader = DataLoader(
        Subset(whole, ints(train)), batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)
    )
    return train_loader, DataLoader(Subset(whole, ints(val)), batch_size)


def evaluate(model, loader, criterion, device):
    was = model.training
    state = {n: p.detach() for n, p in model.named_parameters()}
    state |= {n: b.clone() for n, b in model.named_buffers()}
    model.eval()
    total, n = torch.zeros((), dtype=torch.float64), 0
    try:
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            with torch.no_grad():
                out = functional_call(model, state, (x,))
            total += criterion(out, t).double().cpu() * len(x)
            n += len(x)
    finally:
        model.train(was)
    return (total / n).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def epochs_of_training():
        for _ in range(epochs):
            total, n = 0.0, 0
            for x, t in train_loader:
                x, t = x.to(device), t.to(device)
                loss = criterion(model.train()(x), t)
                trainable = [p for p in model.parameters() if p.requires_grad]
                for p, g in zip(trainable, torch.autograd.grad(loss, trainable, allow_unused=True)):
                    p.grad = g
                optimizer.step()
                total, n = total + float(loss.detach()) * len(x), n + len(x)
            yield total / n, evaluate(model, val_loader, criterion, device)

    rows = list(epochs_of_training())
    return {"train_loss": [a for a, _ in rows], "val_loss": [b for _, b in rows]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    last = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, Z = standardize(X[train], X)
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        net = make_model()
        history = train_and_validate(
            net, *loaders, criterion, make_optimizer(net), epochs=epochs, device=torch.device("cpu")
        )
        last.append(history["val_loss"].pop())
    return last
