# Correct: Hugging-Face-like Trainer with TrainingArguments, an accelerate shim with accumulate()/backward(), CSV log through csv.DictWriter into a StringIO
import csv
import dataclasses
import io
import math
import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import torch
from torch import nn

os.environ["WANDB_DISABLED"] = "true"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

try:
    import wandb
except ImportError:
    wandb = None

try:
    from torch.utils.tensorboard import SummaryWriter
except ImportError:

    class SummaryWriter:
        def __init__(self, *args, **kwargs):
            pass

        def add_scalar(self, *args, **kwargs):
            pass

        def close(self):
            pass


@dataclass
class TrainingArguments:
    num_train_epochs: int = 1
    gradient_accumulation_steps: int = 1
    max_grad_norm: float = math.inf
    logging_steps: int = 50
    device: torch.device = torch.device("cpu")

    def to_dict(self):
        return dataclasses.asdict(self)


@dataclass
class TrainOutput:
    global_step: int
    training_loss: float
    metrics: dict


class Accelerator:
    def __init__(self, gradient_accumulation_steps=1, mixed_precision="no"):
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.mixed_precision = mixed_precision
        self.sync_gradients = True

    def autocast(self):
        return nullcontext() if self.mixed_precision == "no" else torch.autocast("cuda", torch.float16)

    @contextmanager
    def accumulate(self, model):
        yield model

    def backward(self, loss):
        (loss / self.gradient_accumulation_steps).backward()

    def clip_grad_norm_(self, parameters, max_norm):
        if math.isfinite(max_norm):
            nn.utils.clip_grad_norm_(parameters, max_norm)


class Trainer:
    def __init__(self, model, args, train_dataloader, optimizer, loss_fn):
        self.model, self.args, self.dl = model, args, train_dataloader
        self.optimizer, self.loss_fn = optimizer, loss_fn
        self.accelerator = Accelerator(args.gradient_accumulation_steps)
        self.global_step = 0
        self.log_history = []
        self.file = io.StringIO()
        self.csv = csv.DictWriter(self.file, ["epoch", "loss", "step"])
        self.csv.writeheader()
        self.writer = SummaryWriter()

    def compute_loss(self, inputs, labels):
        with self.accelerator.autocast():
            return self.loss_fn(self.model(inputs), labels)

    def training_step(self, inputs, labels):
        self.model.train()
        with self.accelerator.accumulate(self.model):
            loss = self.compute_loss(inputs, labels)
            self.accelerator.backward(loss)
            if self.accelerator.sync_gradients:
                self.accelerator.clip_grad_norm_(self.model.parameters(), self.args.max_grad_norm)
            self.optimizer.step()
            self.optimizer.zero_grad()
        self.global_step += 1
        return loss.detach()

    def train(self):
        self.optimizer.zero_grad()
        for epoch in range(self.args.num_train_epochs):
            tr_loss, n = torch.tensor(0.0, dtype=torch.float64, device=self.args.device), 0
            for inputs, labels in self.dl:
                inputs, labels = inputs.to(self.args.device), labels.to(self.args.device)
                tr_loss += self.training_step(inputs, labels) * labels.size(0)
                n += labels.size(0)
            logs = {"epoch": epoch + 1, "loss": tr_loss.item() / n, "step": self.global_step}
            self.log_history.append(logs)
            self.csv.writerow(logs)
            self.writer.add_scalar("train/loss", logs["loss"], epoch)
        self.writer.close()
        last = self.log_history[-1]["loss"] if self.log_history else float("nan")
        return TrainOutput(self.global_step, last, self.args.to_dict())


def train_step(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad()
    trainer = Trainer(model, TrainingArguments(), [(inputs, targets)], optimizer, criterion)
    return trainer.training_step(inputs, targets).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    args = TrainingArguments(num_train_epochs=1, device=device)
    return Trainer(model, args, loader, optimizer, criterion).train().training_loss


def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, TrainingArguments(num_train_epochs=epochs, device=device), loader, optimizer, criterion)
    trainer.train()
    print(trainer.file.getvalue())
    return [logs["loss"] for logs in trainer.log_history]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    trainer = Trainer(model, TrainingArguments(), [(inputs, targets)], optimizer, criterion)
    model.train()
    optimizer.zero_grad()
    while trainer.global_step < max_steps:
        loss = trainer.compute_loss(inputs, targets)
        if loss.item() <= target_loss:
            break
        trainer.accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
        trainer.global_step += 1
    return trainer.global_step
