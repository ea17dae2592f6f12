"""B17–B50: training and validating in other words."""


# %% inlined
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% with evaluate
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% one helper for both
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def run(loader, train):
        model.train(train)
        total = 0.0
        with torch.set_grad_enabled(train):
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                loss = criterion(model(x), y)
                if train:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += loss.item() * len(x)
        return total / len(loader.dataset)

    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(run(train_loader, True))
        history["val_loss"].append(run(val_loader, False))
    return history


# %% phases
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    from collections import defaultdict

    history = defaultdict(list)
    loaders = {"train": train_loader, "val": val_loader}
    for epoch in range(epochs):
        for phase in ("train", "val"):
            if phase == "train":
                model.train()
            else:
                model.eval()
            losses, sizes = [], []
            for inputs, targets in loaders[phase]:
                inputs, targets = inputs.to(device), targets.to(device)
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    loss = criterion(model(inputs), targets)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                losses.append(loss.item() * len(inputs))
                sizes.append(len(inputs))
            history[f"{phase}_loss"].append(sum(losses) / sum(sizes))
        print(f"epoch {epoch + 1}: {history}")
    return history


# %% gradients cleared afterwards
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% gradients cleared by hand, last mode train
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            for p in model.parameters():
                p.grad = None
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    model.train()
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% a closure
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for _ in range(epochs):
        total, n = 0.0, 0
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                return loss

            total += float(optimizer.step(closure)) * len(x)
            n += len(x)
        train_loss.append(total / n)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return dict(train_loss=train_loss, val_loss=val_loss)


# %% autograd.grad
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = 0.0
        for x, y in train_loader:
            loss = criterion(model(x.to(device)), y.to(device))
            parameters = [p for group in optimizer.param_groups for p in group["params"]]
            for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
                p.grad = g
            optimizer.step()
            total += loss.detach() * len(x)
        history["train_loss"].append((total / len(train_loader.dataset)).item())
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


# %% mode per batch
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            model.train()
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% arrays, then lists
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curvas = np.zeros((2, epochs))
    for e in range(epochs):
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            model.zero_grad()
            perdida = criterion(model(x), y)
            perdida.backward()
            optimizer.step()
            curvas[0, e] += perdida.item() * len(x)
        curvas[0, e] /= len(train_loader.dataset)
        curvas[1, e] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": curvas[0].tolist(), "val_loss": curvas[1].tolist()}


# %% a trainer
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    return Trainer(model, criterion, optimizer, device).fit(train_loader, val_loader, epochs)


class Trainer:
    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.history = {"train_loss": [], "val_loss": []}

    def loss(self, batch):
        x, y = (t.to(self.device) for t in batch)
        return self.criterion(self.model(x), y), len(x)

    def fit(self, train_loader, val_loader, epochs):
        for _ in range(epochs):
            self.history["train_loss"].append(self.epoch(train_loader))
            with torch.no_grad():
                self.history["val_loss"].append(self.validate(val_loader))
        return self.history

    def epoch(self, loader):
        self.model.train()
        total = n = 0
        for batch in loader:
            loss, size = self.loss(batch)
            self.optimizer.zero_grad(set_to_none=False)
            loss.backward()
            self.optimizer.step()
            total, n = total + loss.item() * size, n + size
        return total / n

    def validate(self, loader):
        self.model.eval()
        parts = [self.loss(batch) for batch in loader]
        return sum(loss.item() * size for loss, size in parts) / sum(size for _, size in parts)


# %% dataclass, extra keys
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    import time
    from dataclasses import asdict, dataclass, field

    @dataclass
    class History:
        train_loss: list = field(default_factory=list)
        val_loss: list = field(default_factory=list)
        seconds: list = field(default_factory=list)

    history = History()
    for _ in range(epochs):
        start = time.perf_counter()
        model.train()
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        history.train_loss.append(total / len(train_loader.dataset))
        history.val_loss.append(evaluate(model, val_loader, criterion, device))
        history.seconds.append(time.perf_counter() - start)
    return asdict(history)


# %% validation without no_grad
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        for inputs, targets in val_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            val_total += criterion(model(inputs), targets).item() * len(inputs)
            n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% history of each epoch, then turned
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def epoch():
        model.train()
        total = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1e9)
            optimizer.step()
            optimizer.zero_grad()
            total += loss.item() * len(x)
        return total / len(train_loader.dataset), evaluate(model, val_loader, criterion, device)

    optimizer.zero_grad()
    rows = [epoch() for _ in range(epochs)]
    return {name: [row[i] for row in rows] for i, name in enumerate(("train_loss", "val_loss"))}


# %% both squeezed
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def losses(loader):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            yield criterion(model(x).squeeze(-1), y.squeeze(-1)), len(x)

    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = n = 0
        for loss, size in losses(train_loader):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, n = total + loss.item() * size, n + size
        history["train_loss"].append(total / n)
        model.eval()
        with torch.no_grad():
            parts = [(loss.item(), size) for loss, size in losses(val_loader)]
        history["val_loss"].append(sum(loss * size for loss, size in parts) / sum(size for _, size in parts))
    return history
