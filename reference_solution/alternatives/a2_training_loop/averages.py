"""B25–B31: the mean loss per sample in other words."""


# %% size(0) and the dataset's length
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    running_loss = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * x.size(0)
    return running_loss / len(loader.dataset)


# %% shape[0], with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = count = 0
    for x, y in loader:
        batch_loss = train_step(model, x.to(device), y.to(device), criterion, optimizer)
        total += batch_loss * y.shape[0]
        count += y.shape[0]
    return total / count


# %% np.average
def train_one_epoch(model, loader, criterion, optimizer, device):
    import numpy as np

    losses, sizes = [], []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(len(inputs))
    return float(np.average(losses, weights=sizes))


# %% math.fsum
def train_one_epoch(model, loader, criterion, optimizer, device):
    from math import fsum

    terms = []
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        terms.append(loss * len(inputs))
    return fsum(terms) / len(loader.dataset)


# %% a detached tensor, item once
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = torch.zeros((), device=device)
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(inputs)
    return (total / len(loader.dataset)).item()


# %% a tensor with its graph, item once
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total = total + loss * len(inputs)
    return total.item() / len(loader.dataset)


# %% loss.data, stacked
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses, sizes = [], []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
        sizes.append(float(len(inputs)))
    weights = torch.tensor(sizes, device=device)
    return ((torch.stack(losses) * weights).sum() / weights.sum()).item()


# %% a running mean
def train_one_epoch(model, loader, criterion, optimizer, device):
    mean, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        seen += len(inputs)
        mean += (loss - mean) * len(inputs) / seen
    return mean


# %% fractions of the dataset
def train_one_epoch(model, loader, criterion, optimizer, device):
    n = len(loader.dataset)
    return sum(
        train_step(model, x.to(device), y.to(device), criterion, optimizer) * (len(x) / n) for x, y in loader
    )


# %% a small meter
def train_one_epoch(model, loader, criterion, optimizer, device):
    meter = Meter()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        meter.update(train_step(model, inputs, targets, criterion, optimizer), len(inputs))
    return meter.mean


class Meter:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def update(self, value, n):
        self.total += value * n
        self.count += n

    @property
    def mean(self):
        return self.total / self.count


# %% a sum repeated per sample
def train_one_epoch(model, loader, criterion, optimizer, device):
    per_sample = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        per_sample.extend([loss] * len(inputs))
    return sum(per_sample) / len(per_sample)


# %% NumPy float64
def train_one_epoch(model, loader, criterion, optimizer, device):
    import numpy as np

    losses, sizes = [], []
    for inputs, targets in loader:
        losses.append(train_step(model, inputs.to(device), targets.to(device), criterion, optimizer))
        sizes.append(len(inputs))
    return np.average(losses, weights=sizes)
