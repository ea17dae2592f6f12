# style: torch.func.functional_call + torch.autograd.grad with manual .grad assignment; statistics by Welford's weighted running mean; recursion
# open options used: gradients are replaced (never accumulated), so nothing is cleared at all
from torch.autograd import grad
from torch.func import functional_call


def _forward_and_grad(model, inputs, targets, criterion):
    params = {n: p for n, p in model.named_parameters() if p.requires_grad}
    loss = criterion(functional_call(model, params, (inputs,)), targets)
    return loss, params


def _assign_and_step(loss, params, optimizer):
    for p, g in zip(params.values(), grad(loss, list(params.values()), allow_unused=True)):
        p.grad = g
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss, params = _forward_and_grad(model, inputs, targets, criterion)
    _assign_and_step(loss, params, optimizer)
    return float(loss.detach())


def train_one_epoch(model, loader, criterion, optimizer, device):
    seen, mean = 0, 0.0
    for inputs, targets in loader:
        n = inputs.size(0)
        value = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        seen += n
        mean += (value - mean) * n / seen
    return mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs == 0:
        return []
    first = train_one_epoch(model, loader, criterion, optimizer, device)
    return [first, *fit(model, loader, criterion, optimizer, epochs=epochs - 1, device=device)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def again(done):
        if done >= max_steps:
            return done
        loss, params = _forward_and_grad(model.train(), inputs, targets, criterion)
        if loss.item() <= target_loss:
            return done
        _assign_and_step(loss, params, optimizer)
        return None

    done = 0
    while (end := again(done)) is None:
        done += 1
    return end
