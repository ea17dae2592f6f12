# Unusual: the four exercises are instances of one class hierarchy with __call__, and losses are gathered in a growing pandas frame.
import abc

import pandas as pd
import torch
from torch import Tensor, nn


class Exercise(abc.ABC):
    @abc.abstractmethod
    def __call__(self, *args, **kwargs): ...

    @staticmethod
    def loss(model: nn.Module, inputs: Tensor, targets: Tensor, criterion) -> Tensor:
        return criterion(model.train()(inputs), targets)

    @staticmethod
    def descend(model: nn.Module, loss: Tensor, optimizer: torch.optim.Optimizer) -> None:
        model.zero_grad()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class TrainStep(Exercise):
    def __call__(self, model, inputs, targets, criterion, optimizer) -> float:
        loss = self.loss(model, inputs, targets, criterion)
        self.descend(model, loss, optimizer)
        return float(loss)


class TrainOneEpoch(Exercise):
    def __init__(self, step: TrainStep) -> None:
        self.step = step

    def __call__(self, model, loader, criterion, optimizer, device) -> float:
        rows = []
        for index, (inputs, targets) in enumerate(loader):
            inputs, targets = inputs.to(device), targets.to(device)
            rows.append({"batch": index, "loss": self.step(model, inputs, targets, criterion, optimizer), "n": len(inputs)})
        frame = pd.DataFrame(rows).set_index("batch")
        return float(frame["loss"].mul(frame["n"]).sum(skipna=False) / frame["n"].sum())


class Fit(Exercise):
    def __init__(self, epoch: TrainOneEpoch) -> None:
        self.epoch = epoch

    def __call__(self, model, loader, criterion, optimizer, *, epochs: int, device) -> list[float]:
        return [self.epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


class OverfitOneBatch(Exercise):
    def __call__(self, model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float) -> int:
        for step in range(max_steps):
            loss = self.loss(model, inputs, targets, criterion)
            if float(loss) <= target_loss:
                return step
            self.descend(model, loss, optimizer)
        return max_steps


train_step = TrainStep()
train_one_epoch = TrainOneEpoch(train_step)
fit = Fit(train_one_epoch)
overfit_one_batch = OverfitOneBatch()
