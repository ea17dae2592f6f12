"""B31, B34, B41, B42, B98, B100: epochs in other words."""


# %% for and append
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss)
        print(f"epoch {epoch}/{epochs}: {loss:.4f}")
    return history


# %% while
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    while len(history) < epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% everything inlined
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        history.append(total / samples)
    return history


# %% inlined, mode set once
def fit(model, loader, criterion, optimizer, *, epochs, device):
    model.to(device)
    model.train()
    train_losses = []
    for _ in range(epochs):
        epoch_loss = 0.0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item() * x.shape[0]
        train_losses.append(epoch_loss / len(loader.dataset))
    model.eval()
    return train_losses


# %% with train_step
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [0.0] * epochs
    for epoch in range(epochs):
        for x, y in loader:
            loss = train_step(model, x.to(device), y.to(device), criterion, optimizer)
            history[epoch] += loss * len(x) / len(loader.dataset)
    return history


# %% a generator of epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    def losses():
        for _ in range(epochs):
            yield train_one_epoch(model, loader, criterion, optimizer, device)

    return list(losses())


# %% map
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(map(lambda _: train_one_epoch(model, loader, criterion, optimizer, device), range(epochs)))


# %% recursion
def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs == 0:
        return []
    first = train_one_epoch(model, loader, criterion, optimizer, device)
    return [first] + fit(model, loader, criterion, optimizer, epochs=epochs - 1, device=device)


# %% an array filled, then a list
def fit(model, loader, criterion, optimizer, *, epochs, device):
    import numpy as np

    history = np.zeros(epochs)
    for epoch in range(epochs):
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history.tolist()


# %% a dictionary within
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = {"loss": []}
    for _ in range(epochs):
        history["loss"].append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history["loss"]


# %% a trainer with callbacks
def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    history = []
    trainer.run(loader, epochs, callbacks=[history.append])
    return history


class Trainer:
    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def run(self, loader, epochs, callbacks=()):
        for _ in range(epochs):
            loss = self.epoch(loader)
            for callback in callbacks:
                callback(loss)

    def epoch(self, loader):
        self.model.train()
        total = 0.0
        for batch in loader:
            inputs, targets = [part.to(self.device) for part in batch]
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(inputs)
        return total / len(loader.dataset)


# %% an early end for nothing to do
def fit(model, loader, criterion, optimizer, *, epochs, device):
    if not epochs:
        return []
    history = []
    for _ in range(epochs):
        history += [train_one_epoch(model, loader, criterion, optimizer, device)]
    return history


# %% an evaluation after every epoch, then train mode again
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                criterion(model(inputs.to(device)), targets.to(device))
    return history


# %% the state of the optimizer, saved and loaded
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        optimizer.load_state_dict(optimizer.state_dict())
        model.load_state_dict(model.state_dict())
    return history
