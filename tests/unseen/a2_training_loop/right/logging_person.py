# Logs every batch and draws a progress bar on stderr; a logging filter counts, a timer measures.
import logging
import sys
import time

logger = logging.getLogger(__name__)


class Progress:
    """A poor man's tqdm: iterate through it, then `close` prints the newline."""

    def __init__(self, iterable, label):
        self.iterable, self.label = iterable, label
        self.total = len(iterable)
        self.postfix = ""

    def __iter__(self):
        start = time.monotonic()
        for done, item in enumerate(self.iterable, start=1):
            yield item
            bar = "#" * (20 * done // self.total)
            sys.stderr.write(f"\r{self.label} [{bar:<20}] {done}/{self.total} {self.postfix} {time.monotonic() - start:.1f}s")
        sys.stderr.write("\n")


def train_step(model, inputs, targets, criterion, optimizer):
    if not model.training:
        logger.warning("the model arrived in eval mode; switching to train")
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    norms = [p.grad.norm().item() for p in model.parameters() if p.grad is not None]
    logger.debug("gradient norms %s", norms)
    optimizer.step()
    logger.debug("loss %.6f", loss.item())
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    running, seen = 0.0, 0
    progress = Progress(loader, "epoch")
    for inputs, targets in progress:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        running += loss * inputs.shape[0]
        seen += inputs.shape[0]
        progress.postfix = f"loss={running / seen:.4f}"
    logger.info("epoch loss %.6f over %d samples", running / seen, seen)
    return running / seen


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs + 1):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        print(f"epoch {epoch:3d}/{epochs}  loss {history[-1]:.6f}")
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    reached = False
    steps = 0
    while True:
        if steps == max_steps:
            break
        loss = criterion(model(inputs), targets)
        reached = bool(loss.detach() <= target_loss)
        logger.info("step %d: loss %.6g", steps, loss.item())
        if reached:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    print("memorised" if reached else "not memorised", "after", steps, "updates")
    return steps
