# An engine with hooks: training_step gives the loss, the engine does the optimisation, epoch outputs are gathered.
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


class LitTask:
    def __init__(self, model: nn.Module, criterion: Callable[[Tensor, Tensor], Tensor]) -> None:
        self.model = model
        self.criterion = criterion
        self.outputs: list[dict[str, Any]] = []

    def training_step(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        inputs, targets = batch
        return self.criterion(self.model(inputs), targets)

    def on_train_batch_start(self) -> None:
        self.model.train()

    def on_train_batch_end(self, loss: Tensor, batch: tuple[Tensor, Tensor]) -> None:
        self.outputs.append({"loss": loss.detach(), "n": batch[0].size(0)})

    def on_train_epoch_end(self) -> float:
        n = sum(output["n"] for output in self.outputs)
        mean = sum(output["loss"].item() * output["n"] / n for output in self.outputs)
        self.outputs.clear()
        return mean


class Engine:
    def __init__(self, task: LitTask, optimizer: Optimizer) -> None:
        self.task = task
        self.optimizer = optimizer
        self.global_step = 0

    def transfer_batch(self, batch: Any, device: torch.device) -> tuple[Tensor, Tensor]:
        inputs, targets = batch
        return inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)

    def optimize(self, loss: Tensor) -> None:
        self.optimizer.zero_grad(set_to_none=False)
        loss.backward()
        self.optimizer.step()
        self.global_step += 1

    def run_batch(self, batch: tuple[Tensor, Tensor]) -> float:
        self.task.on_train_batch_start()
        loss = self.task.training_step(batch)
        self.optimize(loss)
        self.task.on_train_batch_end(loss, batch)
        return loss.detach().item()

    def epochs(self, loader: DataLoader, device: torch.device) -> Iterator[float]:
        while True:
            for batch in loader:
                self.run_batch(self.transfer_batch(batch, device))
            yield self.task.on_train_epoch_end()


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    return Engine(LitTask(model, criterion), optimizer).run_batch((inputs, targets))


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    return next(Engine(LitTask(model, criterion), optimizer).epochs(loader, device))


def fit(model, loader, criterion, optimizer, *, epochs: int, device: torch.device) -> list[float]:
    stream = Engine(LitTask(model, criterion), optimizer).epochs(loader, device)
    return [next(stream) for _ in range(epochs)]


def overfit_one_batch(
    model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float
) -> int:
    engine = Engine(LitTask(model, criterion), optimizer)
    while engine.global_step < max_steps:
        engine.task.on_train_batch_start()
        loss = engine.task.training_step((inputs, targets))
        if loss.item() <= target_loss:
            break
        engine.optimize(loss)
    return engine.global_step
