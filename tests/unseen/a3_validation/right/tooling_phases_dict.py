# Correct: the phases-dictionary loop of PyTorch's transfer-learning tutorial, torch.set_grad_enabled(phase == "train"), running_loss / dataset_sizes
import copy
import os
import time
from tempfile import TemporaryDirectory

import numpy as np
import torch
import torch.backends.cudnn as cudnn
from torch.utils.data import DataLoader, TensorDataset

cudnn.benchmark = True


def set_all_seeds(seed):
    os.environ["PYTHONHASHSEED"] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    set_all_seeds(seed)
    y = np.asarray(y)
    classes = np.unique(y) if stratify else [None]
    phases = {"train": [], "val": [], "test": []}
    for c in classes:
        idx = np.where(y == c)[0] if stratify else np.arange(len(y))
        np.random.shuffle(idx)
        a = int(np.round(len(idx) * val_fraction))
        b = a + int(np.round(len(idx) * test_fraction))
        for phase, chunk in zip(("val", "test", "train"), np.split(idx, [a, b])):
            phases[phase].append(chunk)
    phases = {phase: np.random.permutation(np.concatenate(chunks)) for phase, chunks in phases.items()}
    if phases["train"].size == 0:
        raise ValueError("train vacío")
    return phases["train"], phases["val"], phases["test"]


def standardize(X_train, *others):
    X_train = np.array(X_train, dtype=np.float64)
    mu, sigma = np.mean(X_train, axis=0), np.std(X_train, axis=0, ddof=0)
    sigma = np.where(np.max(X_train, axis=0) == np.min(X_train, axis=0), 1, sigma)
    return tuple([((np.array(a, dtype=np.float64) - mu) / sigma).astype("float32") for a in [X_train, *others]])


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k < 2")
    if k > n_samples:
        raise ValueError("k > n_samples")
    set_all_seeds(seed)
    perm = np.random.permutation(n_samples)
    sizes = np.full(k, n_samples // k)
    sizes[: n_samples % k] += 1
    stops = np.cumsum(sizes)
    out = []
    for start, stop in zip(stops - sizes, stops):
        mask = np.zeros(n_samples, dtype=bool)
        mask[start:stop] = True
        out.append((perm[~mask], perm[mask]))
    return out


def make_loaders(X, y, train, val, *, batch_size, seed):
    indices = {"train": train, "val": val}
    generator = torch.Generator()
    generator.manual_seed(seed)
    datasets = {
        p: TensorDataset(torch.FloatTensor(X[np.asarray(i)]), torch.FloatTensor(y[np.asarray(i)].astype(float)).unsqueeze(-1))
        for p, i in indices.items()
    }
    dataloaders = {
        p: DataLoader(datasets[p], batch_size=batch_size, shuffle=p == "train", generator=generator if p == "train" else None)
        for p in ("train", "val")
    }
    return dataloaders["train"], dataloaders["val"]


def run_phase(phase, model, dataloader, criterion, optimizer, device):
    if phase == "train":
        model.train()
    else:
        model.eval()
    running_loss = 0.0
    for inputs, labels in dataloader:
        inputs = inputs.to(device)
        labels = labels.to(device)
        if phase == "train":
            optimizer.zero_grad()
        with torch.set_grad_enabled(phase == "train"):
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            if phase == "train":
                loss.backward()
                optimizer.step()
        running_loss += loss.item() * inputs.size(0)
    return running_loss / len(dataloader.dataset)


def evaluate(model, loader, criterion, device):
    since = model.training
    loss = run_phase("val", model, loader, criterion, None, device)
    model.train(since)
    return loss


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    since = time.time()
    dataloaders = {"train": train_loader, "val": val_loader}
    history = {f"{phase}_loss": [] for phase in dataloaders}
    best_loss = float("inf")
    with TemporaryDirectory() as tempdir:
        best_path = os.path.join(tempdir, "best_model_params.pt")
        for epoch in range(epochs):
            print(f"Epoch {epoch}/{epochs - 1}")
            print("-" * 10)
            for phase, dataloader in dataloaders.items():
                epoch_loss = run_phase(phase, model, dataloader, criterion, optimizer, device)
                print(f"{phase} Loss: {epoch_loss:.4f}")
                history[f"{phase}_loss"].append(epoch_loss)
                if phase == "val" and epoch_loss < best_loss:
                    best_loss = epoch_loss
                    torch.save(copy.deepcopy(model.state_dict()), best_path)
    elapsed = time.time() - since
    print(f"Training complete in {elapsed // 60:.0f}m {elapsed % 60:.0f}s, best val loss {best_loss:4f}")
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    fold_losses = {}
    for fold, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        print(f"FOLD {fold}\n--------------------------------")
        everything = standardize(X[train], X)[-1]
        train_loader, val_loader = make_loaders(everything, np.asarray(y), train, val, batch_size=batch_size, seed=seed)
        network = make_model().to("cpu")
        history = train_and_validate(
            network, train_loader, val_loader, criterion, make_optimizer(network), epochs=epochs, device=torch.device("cpu")
        )
        fold_losses[fold] = history["val_loss"][-1]
    return list(fold_losses.values())
