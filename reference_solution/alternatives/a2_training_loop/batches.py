"""B32, B33, B38, B39, B41, B42: going through the batches and moving them."""


# %% enumerate
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, n = 0.0, 0
    for i, (inputs, targets) in enumerate(loader, start=1):
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        n += len(inputs)
        if i % 100 == 0:
            print(f"batch {i}/{len(loader)}: {loss.item():.4f}")
    return total / n


# %% batch unpacked in the loop
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for batch in loader:
        x, y = batch
        x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
        total += train_step(model, x, y, criterion, optimizer) * len(x)
    return total / len(loader.dataset)


# %% moved all at once
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for batch in loader:
        inputs, targets = (tensor.to(device) for tensor in batch)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
    return total / len(loader.dataset)


# %% while and next
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = iter(loader)
    total, samples = 0.0, 0
    while True:
        try:
            inputs, targets = next(batches)
        except StopIteration:
            break
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% next with a default
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches, total = iter(loader), 0.0
    while (batch := next(batches, None)) is not None:
        inputs, targets = batch[0].to(device), batch[1].to(device)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
    return total / len(loader.dataset)


# %% range over the number of batches
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = iter(loader)
    total = 0.0
    for _ in range(len(loader)):
        inputs, targets = next(batches)
        total += train_step(model, inputs.to(device), targets.to(device), criterion, optimizer) * len(inputs)
    return total / len(loader.dataset)


# %% a list of the batches
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = [(x.to(device), y.to(device)) for x, y in loader]
    losses = [train_step(model, x, y, criterion, optimizer) * len(x) for x, y in batches]
    return sum(losses) / sum(len(x) for x, _ in batches)


# %% a generator that moves
def train_one_epoch(model, loader, criterion, optimizer, device):
    def moved():
        for inputs, targets in loader:
            yield inputs.to(device), targets.to(device)

    total, samples = 0.0, 0
    for inputs, targets in moved():
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
        samples += len(inputs)
    return total / samples


# %% the device of the model
def train_one_epoch(model, loader, criterion, optimizer, device):
    where = next(model.parameters()).device
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(where), targets.to(where)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
    return total / len(loader.dataset)


# %% the model moved as well
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.to(device)
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device=device), targets.to(device=device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


# %% cuda where the device is cuda
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for x, y in loader:
        if device.type == "cuda":
            x, y = x.cuda(), y.cuda()
        total += train_step(model, x, y, criterion, optimizer) * len(x)
    return total / len(loader.dataset)


# %% cuda(device)
def train_one_epoch(model, loader, criterion, optimizer, device):
    use_cuda = torch.cuda.is_available() and device.type == "cuda"
    total = 0.0
    for x, y in loader:
        if use_cuda:
            x, y = x.cuda(non_blocking=True), y.cuda(non_blocking=True)
        total += train_step(model, x, y, criterion, optimizer) * len(x)
    return total / len(loader.dataset)


# %% the device's name
def train_one_epoch(model, loader, criterion, optimizer, device):
    name = str(device)
    total = 0.0
    for x, y in loader:
        total += train_step(model, x.to(name), y.to(name), criterion, optimizer) * len(x)
    return total / len(loader.dataset)


# %% a fallback for no device
def train_one_epoch(model, loader, criterion, optimizer, device):
    device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
    total = 0.0
    for x, y in loader:
        total += train_step(model, x.to(device), y.to(device), criterion, optimizer) * len(x)
    return total / len(loader.dataset)


# %% itertools.chain
def train_one_epoch(model, loader, criterion, optimizer, device):
    from itertools import chain

    losses = [
        [train_step(model, x.to(device), y.to(device), criterion, optimizer)] * len(x) for x, y in loader
    ]
    losses = list(chain.from_iterable(losses))
    return sum(losses) / len(losses)


# %% mode per batch
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        model.train()
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        model.eval()
        total += float(loss) * len(inputs)
    return total / len(loader.dataset)


# %% a look at the first batch
def train_one_epoch(model, loader, criterion, optimizer, device):
    sample, _ = next(iter(loader))
    assert sample.ndim >= 1
    total = 0.0
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader.dataset)
