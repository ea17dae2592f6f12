# A data module, an engine with hooks, torch.Generator everywhere.
from collections import defaultdict
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, RandomSampler, TensorDataset


class HoldoutModule:
    def __init__(self, val_fraction: float, test_fraction: float, seed: int) -> None:
        if val_fraction < 0 or test_fraction < 0 or val_fraction + test_fraction > 1 - 1e-9:
            raise ValueError("the fractions must leave something to train on")
        self.fractions = {"val": val_fraction, "test": test_fraction}
        self.generator = torch.Generator().manual_seed(seed)

    def permute(self, items: Tensor) -> Tensor:
        return items[torch.randperm(len(items), generator=self.generator)]

    def setup(self, groups: list[Tensor]) -> "HoldoutModule":
        parts: dict[str, list[Tensor]] = defaultdict(list)
        for group in map(self.permute, groups):
            sizes = {name: int(fraction * len(group) + 0.5) for name, fraction in self.fractions.items()}
            sizes["train"] = len(group) - sum(sizes.values())
            for (name, _), piece in zip(sizes.items(), group.split(list(sizes.values()))):
                parts[name].append(piece)
        self.parts = {name: self.permute(torch.cat(pieces)) for name, pieces in parts.items()}
        return self


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    module = HoldoutModule(val_fraction, test_fraction, seed)
    y = np.asarray(y)
    groups = [np.nonzero(y == c)[0] for c in np.unique(y)] if stratify else [np.arange(len(y))]
    parts = module.setup([torch.from_numpy(g).long() for g in groups]).parts
    if parts["train"].numel() == 0:
        raise ValueError("the fractions must leave something to train on")
    return parts["train"], parts["val"], parts["test"]


class Standardizer(nn.Module):
    """Mean and scale as buffers."""

    def __init__(self, reference: Tensor) -> None:
        super().__init__()
        variance, mean = torch.var_mean(reference, dim=0, correction=0)
        constant = reference.amax(0) == reference.amin(0)
        self.register_buffer("mean", mean)
        self.register_buffer("scale", variance.sqrt().masked_fill(constant, 1.0))

    def forward(self, x: Tensor) -> Tensor:
        return ((x - self.mean) / self.scale).float()


def standardize(X_train, *others) -> tuple[Tensor, ...]:
    tensors = [torch.tensor(np.ascontiguousarray(X), dtype=torch.float64) for X in (X_train, *others)]
    standardizer = Standardizer(tensors[0])
    return tuple(standardizer(tensor) for tensor in tensors)


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Tensor, Tensor]]:
    if k < 2 or k > n_samples:
        raise ValueError(f"2 <= k <= {n_samples} does not hold for k = {k}")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    chunks = torch.tensor_split(order, k)
    return [(torch.cat([c for j, c in enumerate(chunks) if j != i]), chunk) for i, chunk in enumerate(chunks)]


class ArrayDataModule:
    def __init__(self, X: Any, y: Any, train: Any, val: Any, batch_size: int, seed: int) -> None:
        self.inputs = torch.tensor(np.ascontiguousarray(X), dtype=torch.float32)
        self.targets = torch.tensor(np.ascontiguousarray(y), dtype=torch.float32).reshape(-1, 1)
        self.rows = {"train": torch.as_tensor(list(train)).long(), "val": torch.as_tensor(list(val)).long()}
        self.batch_size, self.seed = batch_size, seed

    def dataset(self, part: str) -> TensorDataset:
        return TensorDataset(self.inputs[self.rows[part]], self.targets[self.rows[part]])

    def train_dataloader(self) -> DataLoader:
        dataset = self.dataset("train")
        sampler = RandomSampler(dataset, generator=torch.Generator().manual_seed(self.seed))
        return DataLoader(dataset, self.batch_size, sampler=sampler)

    def val_dataloader(self) -> DataLoader:
        return DataLoader(self.dataset("val"), self.batch_size)


def make_loaders(X, y, train, val, *, batch_size, seed):
    data = ArrayDataModule(X, y, train, val, batch_size, seed)
    return data.train_dataloader(), data.val_dataloader()


class Engine:
    def __init__(self, model: nn.Module, criterion, device: torch.device, optimizer=None) -> None:
        self.model, self.criterion, self.device, self.optimizer = model, criterion, device, optimizer
        self.callback_metrics: dict[str, list[float]] = {"train_loss": [], "val_loss": []}

    def shared_step(self, batch) -> tuple[Tensor, int]:
        inputs, targets = [tensor.to(self.device) for tensor in batch]
        return self.criterion(self.model(inputs), targets), inputs.size(0)

    def training_epoch(self, loader: DataLoader) -> float:
        self.model.train()
        total = 0.0
        for batch in loader:
            loss, n = self.shared_step(batch)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * n
        return total / len(loader.dataset)

    @torch.no_grad()
    def validation_epoch(self, loader: DataLoader) -> float:
        training = self.model.training
        self.model.eval()
        total = 0.0
        for batch in loader:
            loss, n = self.shared_step(batch)
            total += loss.item() * n
        self.model.train(training)
        return total / len(loader.dataset)

    def fit(self, train_loader: DataLoader, val_loader: DataLoader, max_epochs: int) -> dict[str, list[float]]:
        for _ in range(max_epochs):
            self.callback_metrics["train_loss"].append(self.training_epoch(train_loader))
            self.callback_metrics["val_loss"].append(self.validation_epoch(val_loader))
        return self.callback_metrics


def evaluate(model, loader, criterion, device) -> float:
    return Engine(model, criterion, device).validation_epoch(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    return Engine(model, criterion, device, optimizer).fit(train_loader, val_loader, epochs)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, standardized = standardize(np.asarray(X)[train.numpy()], X)
        loaders = make_loaders(standardized, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        engine = Engine(model, criterion, device, make_optimizer(model))
        results.append(engine.fit(*loaders, max_epochs=epochs)["val_loss"].pop())
    return results
