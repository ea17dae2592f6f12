"""run_experiment in other words: other splits, scalers, loops, models and seeds."""


# %% torch only: a stratified permutation, handmade statistics, whole batches
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    generator = torch.Generator().manual_seed(seed)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    train, val, test = [], [], []
    for c in (0.0, 1.0):
        rows = torch.nonzero(y[:, 0] == c)[:, 0]
        rows = rows[torch.randperm(len(rows), generator=generator)]
        n_val = round(0.15 * len(rows))
        n_test = round(0.2 * len(rows))
        val.append(rows[:n_val])
        test.append(rows[n_val : n_val + n_test])
        train.append(rows[n_val + n_test :])
    train, val, test = torch.cat(train), torch.cat(val), torch.cat(test)
    mean, std = X[train].mean(0), X[train].std(0)
    X = ((X - mean) / (std + 1e-8)).to(device)
    y = y.to(device)

    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
    ).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    loss_fn = nn.BCEWithLogitsLoss()
    history = {"train_loss": [], "val_loss": []}
    best, bad = None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        loss = loss_fn(model(X[train]), y[train])
        loss.backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = loss_fn(model(X[val]), y[val]).item()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(val_loss)
        if best is None or val_loss < best[0]:
            best, bad = (val_loss, epoch + 1, {k: v.clone() for k, v in model.state_dict().items()}), 0
        else:
            bad += 1
            if bad == patience:
                break
    model.load_state_dict(best[2])
    model.eval()
    with torch.no_grad():
        labels = (torch.sigmoid(model(X[test])) >= 0.5).float()
    truth = y[test]
    tp = (labels * truth).sum().item()
    f1 = 2 * tp / max(labels.sum().item() + truth.sum().item(), 1)
    return {
        "history": history,
        "best_epoch": best[1],
        "test_accuracy": (labels == truth).float().mean().item(),
        "test_f1": f1,
        "model": model,
    }


# %% the scaler inside the model, which gets raw rows
class _Scaled(nn.Module):
    def __init__(self, X_train):
        super().__init__()
        self.register_buffer("mean", torch.tensor(X_train.mean(axis=0), dtype=torch.float32))
        self.register_buffer("std", torch.tensor(X_train.std(axis=0), dtype=torch.float32))
        self.net = _BinaryClassifier(X_train.shape[1])

    def forward(self, x):
        return self.net((x - self.mean) / self.std)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed
    )
    model = _Scaled(X_train).to(device)
    train, val, test = _loader(X_train, y_train, shuffle=True), _loader(X_val, y_val), _loader(X_test, y_test)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.AdamW(model.parameters(), lr=2e-3)
    history, best_state = {"train_loss": [], "val_loss": []}, None
    while len(history["val_loss"]) < max_epochs:
        history["train_loss"].append(_train_one_epoch(model, train, criterion, optimizer, device))
        history["val_loss"].append(_evaluate(model, val, criterion, device))
        best_epoch = int(np.argmin(history["val_loss"])) + 1
        if best_epoch == len(history["val_loss"]):
            best_state = copy.deepcopy(model.state_dict())
        if len(history["val_loss"]) - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    scores = track_metrics(
        model, test, MetricCollection({"a": BinaryAccuracy(), "f": BinaryF1Score()}), device
    )
    return dict(
        history=history, best_epoch=best_epoch, test_accuracy=scores["a"], test_f1=scores["f"], model=model
    )


# %% StratifiedShuffleSplit, sklearn's metrics, (n,) logits, momentum
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.model_selection import StratifiedShuffleSplit

    torch.manual_seed(seed)
    np.random.seed(seed)
    split = StratifiedShuffleSplit(n_splits=1, test_size=0.15, random_state=seed)
    rest, test = next(split.split(X, y))
    train, val = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed + 1).split(X[rest], y[rest]))
    train, val = rest[train], rest[val]
    scaler = StandardScaler()
    scaler.fit(X[train])
    Z = torch.as_tensor(scaler.transform(X), dtype=torch.float32)
    t = torch.as_tensor(y, dtype=torch.float32)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1 = nn.Linear(X.shape[1], 16)
            self.dropout = nn.Dropout(0.1)
            self.fc2 = nn.Linear(16, 1)

        def forward(self, x):
            return self.fc2(self.dropout(torch.relu(self.fc1(x)))).squeeze(-1)

    net = Net().to(device)
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    loader = DataLoader(TensorDataset(Z[train], t[train]), batch_size=16, shuffle=True)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, weights = np.inf, 0, None
    for epoch in range(1, max_epochs + 1):
        net.train()
        losses = []
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            loss = nn.functional.binary_cross_entropy_with_logits(net(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses += [loss.item()] * len(xb)
        net.eval()
        with torch.inference_mode():
            v = nn.functional.binary_cross_entropy_with_logits(
                net(Z[val].to(device)), t[val].to(device)
            ).item()
        history["train_loss"].append(float(np.mean(losses)))
        history["val_loss"].append(v)
        if v < best_loss:
            best_loss, best_epoch, weights = v, epoch, copy.deepcopy(net.state_dict())
        if epoch - best_epoch == patience:
            break
    net.load_state_dict(weights)
    net.eval()
    with torch.no_grad():
        predicted = (net(Z[test].to(device)) > 0).int().cpu().numpy()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": accuracy_score(y[test], predicted),
        "test_f1": f1_score(y[test], predicted),
        "model": net,
    }


# %% an EarlyStopping with min_delta, a file for the best weights, forward()
class _Stopper:
    def __init__(self, patience, min_delta=1e-4):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.bad = None, 0

    def step(self, value):
        if self.best is None or value < self.best - self.min_delta:
            self.best, self.bad = value, 0
        else:
            self.bad += 1
        return self.bad >= self.patience


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    import tempfile
    from pathlib import Path

    indices = np.arange(len(y))
    rng = np.random.RandomState(seed)
    trainval, test = train_test_split(indices, test_size=0.25, stratify=y, random_state=rng)
    train, val = train_test_split(trainval, test_size=0.25, stratify=y[trainval], random_state=rng)
    mu, sigma = X[train].mean(0), X[train].std(0)
    sigma[sigma == 0] = 1
    Z = (X - mu) / sigma
    with torch.random.fork_rng(), tempfile.TemporaryDirectory() as folder:
        torch.manual_seed(seed)
        model = _BinaryClassifier(X.shape[1], (24,)).to(device)
        optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
        criterion = nn.BCEWithLogitsLoss()
        loader = _loader(Z[train], y[train], shuffle=True)
        history = {"train_loss": [], "val_loss": []}
        stopper, best, best_epoch = _Stopper(patience), float("inf"), None
        for epoch in range(1, max_epochs + 1):
            model.train()
            total = 0.0
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                loss = criterion(model.forward(inputs), targets)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(inputs)
            history["train_loss"].append(total / len(train))
            model.eval()
            with torch.no_grad():
                outputs = model.forward(torch.tensor(Z[val], dtype=torch.float32, device=device))
                targets = torch.tensor(y[val], dtype=torch.float32, device=device).reshape(-1, 1)
                history["val_loss"].append(criterion(outputs, targets).item())
            if history["val_loss"][-1] < best:
                best, best_epoch = history["val_loss"][-1], epoch
                torch.save(model.state_dict(), Path(folder) / "best.pt")
            if stopper.step(history["val_loss"][-1]):
                break
        model.load_state_dict(torch.load(Path(folder) / "best.pt", weights_only=True))
    scores = track_metrics(
        model, _loader(Z[test], y[test]), MetricCollection([BinaryAccuracy(), BinaryF1Score()]), device
    )
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["BinaryAccuracy"],
        "test_f1": scores["BinaryF1Score"],
        "model": model,
    }


# %% probabilities out of the model, BCELoss, two readings of test, a copy of the model
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, train_size=0.7, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_rest, y_rest, train_size=0.4, stratify=y_rest, random_state=seed
    )
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val, X_test = scaler.transform(X_val), scaler.transform(X_test)
    model = nn.Sequential(_BinaryClassifier(X.shape[1]), nn.Sigmoid()).to(device)
    criterion, optimizer = nn.BCELoss(), torch.optim.Adam(model.parameters())
    train, val, test = _loader(X_train, y_train, shuffle=True), _loader(X_val, y_val), _loader(X_test, y_test)
    history = {"train_loss": [], "val_loss": []}
    best_model, best_epoch = model, 0
    for epoch in range(max_epochs):
        history["train_loss"].append(_train_one_epoch(model, train, criterion, optimizer, device))
        val_loss = _evaluate(model, val, criterion, device)
        if not history["val_loss"] or val_loss < min(history["val_loss"]):
            best_model, best_epoch = copy.deepcopy(model), epoch + 1
        history["val_loss"].append(val_loss)
        if epoch + 1 - best_epoch >= patience:
            break
    results = []
    for metric in (BinaryAccuracy(), BinaryF1Score()):
        metric = metric.to(device)
        best_model.eval()
        with torch.no_grad():
            for inputs, targets in test:
                metric.update(best_model(inputs.to(device)), targets.to(device).int())
        results.append(metric.compute().item())
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": results[0],
        "test_f1": results[1],
        "model": best_model,
    }


# %% training loss measured again in eval mode, losses as tensors, random.Random
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    import random as python_random

    python_random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    parts = {"train": [], "val": [], "test": []}
    for c in np.unique(y):
        rows = np.flatnonzero(y == c).tolist()
        python_random.shuffle(rows)
        a, b = int(0.6 * len(rows)), int(0.8 * len(rows))
        parts["train"] += rows[:a]
        parts["val"] += rows[a:b]
        parts["test"] += rows[b:]
    scaler = StandardScaler().fit(X[parts["train"]])
    loaders = {
        name: _loader(scaler.transform(X[rows]), y[rows], shuffle=name == "train")
        for name, rows in parts.items()
    }
    model = _BinaryClassifier(X.shape[1], hidden=(32, 16)).to(device)
    criterion, optimizer = (
        nn.BCEWithLogitsLoss(),
        torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4),
    )
    history, waited, best_epoch = {"train_loss": [], "val_loss": []}, 0, None
    for epoch in range(1, max_epochs + 1):
        _train_one_epoch(model, loaders["train"], criterion, optimizer, device)
        history["train_loss"].append(torch.tensor(_evaluate(model, loaders["train"], criterion, device)))
        history["val_loss"].append(torch.tensor(_evaluate(model, loaders["val"], criterion, device)))
        if best_epoch is None or history["val_loss"][-1] < history["val_loss"][best_epoch - 1]:
            best_epoch, waited = epoch, 0
            best = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best)
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    test = track_metrics(model, loaders["test"], metrics, device)
    return {
        "model": model,
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": test["accuracy"],
        "test_f1": test["f1"],
        "device": str(device),
    }


# %% the model called by the name of its argument
class _ByName(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.net = _BinaryClassifier(features)

    def __call__(self, rows):
        return super().__call__(rows=rows)

    def forward(self, rows):
        return self.net(rows)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed
    )
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    val_loader = _loader(scaler.transform(X_val), y_val)
    test_loader = _loader(scaler.transform(X_test), y_test)
    model = _ByName(X.shape[1]).to(device)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=1e-3)
    history, best = {"train_loss": [], "val_loss": []}, (float("inf"), 0, None)
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_evaluate(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best[0]:
            best = history["val_loss"][-1], epoch, copy.deepcopy(model.state_dict())
        elif epoch - best[1] >= patience:
            break
    model.load_state_dict(best[2])
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best[1], **test, "model": model}


# %% a column of ones instead of a bias
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    train, rest = train_test_split(np.arange(len(y)), train_size=0.7, stratify=y, random_state=seed)
    val, test = train_test_split(rest, train_size=0.5, stratify=y[rest], random_state=seed)
    scaled = StandardScaler().fit(X[train]).transform(X)
    rows = torch.tensor(np.column_stack([np.ones(len(X)), scaled]), dtype=torch.float32, device=device)
    labels = torch.tensor(y, dtype=torch.float32, device=device).reshape(-1, 1)
    model = nn.Linear(rows.shape[1], 1, bias=False).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    train_loss, val_loss, states = [], [], []
    for epoch in range(max_epochs):
        loss = criterion(model(rows[train]), labels[train])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            val_loss.append(criterion(model(rows[val]), labels[val]).item())
        train_loss.append(loss.item())
        states.append(copy.deepcopy(model.state_dict()))
        if epoch - int(np.argmin(val_loss)) >= patience:
            break
    best = int(np.argmin(val_loss))
    model.load_state_dict(states[best])
    with torch.no_grad():
        predicted = (model(rows[test]) >= 0).cpu().numpy()[:, 0].astype(int)
    hits = int((predicted * y[test]).sum())
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": best + 1,
        "test_accuracy": float((predicted == y[test]).mean()),
        "test_f1": 2 * hits / int(predicted.sum() + y[test].sum()),
        "model": model,
    }


# %% weights by hand in a module that is asked by forward(), gradients by autograd.grad
class ByHand(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(features, 1))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, rows):
        return rows @ self.w + self.b


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    parts = [[], [], []]
    for label in (0, 1):
        rows = rng.permutation(np.flatnonzero(y == label))
        for part, chosen in zip(parts, np.split(rows, [int(0.6 * len(rows)), int(0.8 * len(rows))])):
            part.extend(chosen.tolist())
    mean, deviation = X[parts[0]].mean(axis=0), X[parts[0]].std(axis=0) + 1e-12
    inputs = torch.tensor((X - mean) / deviation, dtype=torch.float32, device=device)
    targets = torch.tensor(y, dtype=torch.float32, device=device).reshape(-1, 1)

    def loss_of(part):
        return nn.functional.binary_cross_entropy_with_logits(model.forward(inputs[part]), targets[part])

    model = ByHand(X.shape[1]).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    history, best, kept = {"train_loss": [], "val_loss": []}, 0, None
    for epoch in range(1, max_epochs + 1):
        loss = loss_of(parts[0])
        for parameter, gradient in zip(
            model.parameters(), torch.autograd.grad(loss, list(model.parameters()))
        ):
            parameter.grad = gradient
        optimizer.step()
        history["train_loss"].append(loss.item())
        with torch.no_grad():
            history["val_loss"].append(loss_of(parts[1]).item())
        if history["val_loss"][-1] == min(history["val_loss"]):
            best, kept = epoch, copy.deepcopy(model.state_dict())
        elif epoch - best >= patience:
            break
    model.load_state_dict(kept)
    with torch.no_grad():
        said = model.forward(inputs[parts[2]])[:, 0].cpu().numpy() > 0
    truth = y[parts[2]] == 1
    return {
        "history": history,
        "best_epoch": best,
        "test_accuracy": float((said == truth).mean()),
        "test_f1": float(2 * (said & truth).sum() / (said.sum() + truth.sum())),
        "model": model,
    }


# %% everything in float64
torch.set_default_dtype(torch.float64)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    splits = np.random.default_rng(seed)
    groups = [splits.permutation(np.flatnonzero(y == label)) for label in (0, 1)]
    train, val, test = (
        np.concatenate([group[int(a * len(group)) : int(b * len(group))] for group in groups])
        for a, b in ((0, 0.6), (0.6, 0.8), (0.8, 1))
    )
    X, y = torch.tensor(X), torch.tensor(y, dtype=torch.float64)[:, None]
    X = ((X - X[train].mean(dim=0)) / X[train].std(dim=0)).to(device)
    y = y.to(device)
    model = nn.Sequential(nn.Linear(X.shape[1], 24), nn.ReLU(), nn.Linear(24, 1)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    criterion = nn.BCEWithLogitsLoss()
    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_loss, best_weights = 0, float("inf"), {}
    for epoch in range(1, max_epochs + 1):
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(X[train]), y[train])
        loss.backward()
        optimizer.step()
        history["train_loss"].append(loss.item())
        model.eval()
        with torch.no_grad():
            history["val_loss"].append(criterion(model(X[val]), y[val]).item())
        if history["val_loss"][-1] < best_loss:
            best_epoch, best_loss = epoch, history["val_loss"][-1]
            best_weights = copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_weights)
    with torch.no_grad():
        labels = model(X[test]) > 0
    truth = y[test] > 0.5
    hits, sizes = (labels & truth).sum().item(), labels.sum().item() + truth.sum().item()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": (labels == truth).double().mean().item(),
        "test_f1": 2 * hits / sizes if sizes else 0.0,
        "model": model,
    }
