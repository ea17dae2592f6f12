# optimizer.step(closure) everywhere: the closure clears, runs the forward pass, goes backward and gives the loss.
# reads: "the loss before the update" is the first one that the closure computed.
# reads: in overfit_one_batch the loss is looked at in a forward pass of its own (train mode, no graph), and the
# update makes another one; the text fixes when the loss is looked at, not how many forward passes there are.
import torch


def _closure(model, inputs, targets, criterion, optimizer, record):
    def closure():
        with torch.enable_grad():
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
        record.append(loss.item())
        return loss

    return closure


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    record = []
    optimizer.step(_closure(model, inputs, targets, criterion, optimizer, record))
    return record[0]


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    batch = {}
    record = []

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(batch["inputs"]), batch["targets"])
        loss.backward()
        batch["losses"].append(loss.item())
        return loss

    for inputs, targets in loader:
        batch.update(inputs=inputs.to(device), targets=targets.to(device), losses=[])
        optimizer.step(closure)
        record.extend([batch["losses"][0]] * len(inputs))  # one entry per sample
    return sum(record) / len(record)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    def run(remaining):
        while remaining:
            remaining -= 1
            yield train_one_epoch(model, loader, criterion, optimizer, device)

    return [*run(max(epochs, 0))]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()

    @torch.no_grad()
    def current_loss():
        return criterion(model(inputs), targets).item()

    steps = 0
    while steps < max_steps and not current_loss() <= target_loss:
        train_step(model, inputs, targets, criterion, optimizer)
        steps += 1
    return steps
