# style: pandas person: Series, groupby.rank, mask, DataFrame.std, the history is a DataFrame until the end
# option: returned index arrays are sorted (the membership is random, not the order); nothing of torch's randomness is used for splits
import numpy as np
import pandas as pd
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset


def _rounded(x):
    return int(np.floor(x + 0.5))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = pd.Series(np.asarray(y)) if stratify else pd.Series(np.zeros(len(y), dtype=int))
    luck = pd.Series(np.random.default_rng(seed).random(len(labels)))
    table = pd.DataFrame({"label": labels, "luck": luck})
    grouped = table.groupby("label", sort=False)["luck"]
    place = grouped.rank(method="first").astype(int)          # 1, 2, ... within its class
    size = grouped.transform("size")
    last_val = (val_fraction * size).map(_rounded)
    last_test = last_val + (test_fraction * size).map(_rounded)
    part = pd.Series("train", index=table.index)
    part = part.mask(place <= last_test, "test").mask(place <= last_val, "val")
    indices = tuple(part.index[part == name].to_numpy() for name in ("train", "val", "test"))
    if len(indices[0]) == 0 or val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("the fractions leave no training sample")
    return indices


def standardize(X_train, *others):
    frame = pd.DataFrame(np.asarray(X_train)).astype("float64")
    mean, std = frame.mean(), frame.std(ddof=0)
    std = std.where(frame.nunique() > 1, 1.0)
    return tuple(
        pd.DataFrame(np.asarray(A)).astype("float64").sub(mean).div(std).to_numpy(dtype=np.float32)
        for A in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"{k=} does not fit {n_samples=}")
    fold = pd.Series(np.arange(n_samples) % k).sample(frac=1, random_state=seed).reset_index(drop=True)
    return [(fold.index[fold != j].to_numpy(), fold.index[fold == j].to_numpy()) for j in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    data = TensorDataset(
        torch.from_numpy(np.array(X, dtype="float32")),
        torch.from_numpy(np.array(y, dtype="float32")[:, np.newaxis]),
    )
    parts = [Subset(data, pd.Index(np.array(part, dtype="int64")).tolist()) for part in (train, val)]
    generator = torch.Generator()
    generator.manual_seed(seed)
    return (
        DataLoader(parts[0], batch_size, shuffle=True, generator=generator, drop_last=False),
        DataLoader(parts[1], batch_size, shuffle=False),
    )


def _weighted(rows):
    frame = pd.DataFrame(rows, columns=["loss", "n"])
    return float(frame["loss"].mul(frame["n"]).sum() / frame["n"].sum())


def evaluate(model, loader, criterion, device):
    mode = model.training
    try:
        model.eval()
        with torch.inference_mode():
            return _weighted(
                [(criterion(model(x.to(device)), t.to(device)).item(), x.shape[0]) for x, t in loader]
            )
    finally:
        model.train(mode)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    rows = []
    for _ in range(epochs):
        batches = []
        for x, t in train_loader:
            model.train()
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            batches.append((loss.item(), x.shape[0]))
        rows.append((_weighted(batches), evaluate(model, val_loader, criterion, device)))
    return pd.DataFrame(rows, columns=["train_loss", "val_loss"], dtype="float64").to_dict(orient="list")


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one(pair):
        train, val = pair
        model = make_model()
        optimizer = make_optimizer(model)
        scaled = np.empty(np.shape(X), dtype=np.float32)
        scaled[train], scaled[val] = standardize(X[train], X[val])
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        curves = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        return curves["val_loss"].pop()

    return list(map(one, kfold_indices(len(X), k, seed=seed)))
