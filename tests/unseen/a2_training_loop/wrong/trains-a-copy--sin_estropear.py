# exercise: overfit_one_batch
# mistake: The check trains a copy of the model with an optimizer of its own; the model that was given never changes.
import copy


def _batch(model, x, y, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    l = criterion(model(x), y)
    l.backward()
    optimizer.step()
    return l.item()


train_step = _batch


def train_one_epoch(model, loader, criterion, optimizer, device):
    s = n = 0
    for x, y in loader:
        s += _batch(model, x.to(device), y.to(device), criterion, optimizer) * len(x)
        n += len(x)
    return s / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    out = []
    for _ in range(epochs):
        out.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return out


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    # es sólo una prueba: que no quede huella en el modelo de verdad
    prueba, opt = copy.deepcopy((model, optimizer))
    prueba.train()
    for k in range(max_steps):
        l = criterion(prueba(inputs), targets)
        if l.item() <= target_loss:
            return k
        opt.zero_grad()
        l.backward()
        opt.step()
    return max_steps
