# unusual: written for mixed precision with everything switched off (GradScaler and autocast with enabled=False), gradient norm watched, not clipped
import torch

AMP = False


def _autocast(inputs):
    return torch.autocast(device_type=inputs.device.type, enabled=AMP)


class _State:
    """What a step needs beside its arguments."""

    def __init__(self):
        self.scaler = torch.amp.GradScaler("cuda", enabled=AMP)
        self.grad_norms = []


def _step(state, model, inputs, targets, criterion, optimizer, loss=None):
    if loss is None:
        with _autocast(inputs):
            loss = criterion(model(inputs), targets)
    optimizer.zero_grad(set_to_none=True)
    state.scaler.scale(loss).backward()
    state.scaler.unscale_(optimizer)
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=float("inf"))
    state.grad_norms.append(float(norm))
    state.scaler.step(optimizer)
    state.scaler.update()
    return loss.float().item()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    return _step(_State(), model, inputs, targets, criterion, optimizer)


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    state = _State()
    total_loss, total_samples = 0.0, 0
    for step, (inputs, targets) in enumerate(loader, start=1):
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        loss = _step(state, model, inputs, targets, criterion, optimizer)
        total_loss += loss * inputs.size(0)
        total_samples += inputs.size(0)
        if step % 100 == 0:
            print(f"step {step}: loss {loss:.4f}, gradient norm {state.grad_norms[-1]:.3g}")
    return total_loss / total_samples


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs + 1):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        print(f"epoch {epoch}/{epochs}: {history[-1]:.6f}")
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    state = _State()
    for step in range(max_steps):
        with _autocast(inputs):
            loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        _step(state, model, inputs, targets, criterion, optimizer, loss=loss)
    return max_steps
