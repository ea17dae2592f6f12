# A class for every noun: the step, the average, the epoch, the trainer.
import torch


class RunningAverage(object):
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, value, n):
        self.total += value * n
        self.count += n

    def value(self):
        return self.total / self.count


class Trainer(object):
    def __init__(self, model, criterion, optimizer, device=None):
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.device = device

    def move(self, tensor):
        if self.device is None:
            return tensor
        return tensor.to(self.device)

    def forward(self, inputs, targets):
        self.model.train(True)
        outputs = self.model(inputs)
        return self.criterion(outputs, targets)

    def update(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def step(self, inputs, targets):
        loss = self.forward(inputs, targets)
        self.update(loss)
        return loss.item()

    def epoch(self, loader):
        average = RunningAverage()
        for batch_index, (inputs, targets) in enumerate(loader):
            inputs = self.move(inputs)
            targets = self.move(targets)
            average.add(self.step(inputs, targets), inputs.size(0))
        return average.value()

    def run(self, loader, epochs):
        history = []
        for epoch in range(epochs):
            history.append(self.epoch(loader))
        return history

    def sanity_check(self, inputs, targets, max_steps, target_loss):
        steps = 0
        while steps < max_steps:
            loss = self.forward(inputs, targets)
            if loss.item() <= target_loss:
                break
            self.update(loss)
            steps += 1
        return steps


def train_step(model, inputs, targets, criterion, optimizer):
    return Trainer(model, criterion, optimizer).step(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    return Trainer(model, criterion, optimizer, device).epoch(loader)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return Trainer(model, criterion, optimizer, device).run(loader, epochs)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    return Trainer(model, criterion, optimizer).sanity_check(inputs, targets, max_steps, target_loss)
