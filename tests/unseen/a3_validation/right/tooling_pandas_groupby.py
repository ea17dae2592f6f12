# Correct: everything that can be a DataFrame is one: groupby().sample for the split, mean/std(ddof=0), fold column, history; seaborn imported with a theme
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import torch
from torch.utils.data import DataLoader, TensorDataset

sns.set_theme(context="notebook", style="darkgrid")
plt.rcParams["figure.dpi"] = 120
pd.set_option("mode.copy_on_write", True)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    df = pd.DataFrame({"y": np.asarray(y)})
    df["group"] = df["y"].factorize()[0] if stratify else 0
    df = df.sample(frac=1.0, random_state=seed)  # shuffle
    df["rank"] = df.groupby("group").cumcount()
    size = df.groupby("group")["group"].transform("size")
    n_val = (val_fraction * size).round().astype(int)
    n_test = (test_fraction * size).round().astype(int)
    df["part"] = np.select([df["rank"] < n_val, df["rank"] < n_val + n_test], ["val", "test"], default="train")
    parts = [df.index[df["part"] == name].to_numpy() for name in ("train", "val", "test")]
    if len(parts[0]) == 0:
        raise ValueError("train is empty")
    return tuple(parts)


def standardize(X_train, *others):
    df = pd.DataFrame(np.asarray(X_train, dtype="float64"))
    mean, std = df.mean(), df.std(ddof=0)
    std = std.mask(df.nunique() == 1, 1.0)
    return tuple(((pd.DataFrame(np.asarray(x, dtype="float64")) - mean) / std).to_numpy("float32") for x in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    df = pd.DataFrame({"fold": np.arange(n_samples) % k}).sample(frac=1, random_state=seed)
    df.index = pd.RangeIndex(n_samples)  # the shuffled folds belong to samples 0..n-1
    return [(df.index[df.fold != f].to_numpy(), df.index[df.fold == f].to_numpy()) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    frame = pd.DataFrame(np.asarray(X, dtype=np.float32)).assign(target=np.asarray(y, dtype=np.float32))

    def dataset(indices):
        part = frame.iloc[list(map(int, indices))]
        features = part.drop(columns="target").to_numpy(np.float32, copy=True)
        return TensorDataset(torch.from_numpy(features), torch.from_numpy(part[["target"]].to_numpy(np.float32, copy=True)))

    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(dataset(val), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    rows = []
    with torch.inference_mode():
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            rows.append((loss.cpu().item(), inputs.shape[0]))
    model.train(mode)
    df = pd.DataFrame(rows, columns=["loss", "n"])
    return float(df.eval("loss * n").sum(skipna=False) / df["n"].sum())


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    batches, epochs_log = [], []
    for epoch in range(1, epochs + 1):
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batches.append({"epoch": epoch, "loss": loss.item(), "n": len(inputs)})
        epochs_log.append({"epoch": epoch, "val_loss": evaluate(model, val_loader, criterion, device)})
    if not epochs_log:
        return {"train_loss": [], "val_loss": []}
    log = pd.DataFrame(batches)
    means = log.groupby("epoch")[["loss", "n"]].apply(lambda g: np.average(g["loss"], weights=g["n"]))
    history = pd.DataFrame(epochs_log).set_index("epoch")
    history.insert(0, "train_loss", means)
    return history[["train_loss", "val_loss"]].to_dict(orient="list")


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = pd.Series(index=pd.RangeIndex(k, name="fold"), dtype=float)
    for fold, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        X_fold = np.empty(np.shape(X), dtype=np.float32)
        X_fold[train], X_fold[val] = standardize(X[train], X[val])
        loaders = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        hist = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        results.loc[fold] = hist["val_loss"][-1]
    print(results.describe())
    return results.tolist()
