"""Some samples are in two parts."""

from autograder.text import Text

TITLE = Text(es="Hay ejemplos en dos partes a la vez", en="Some samples are in two parts at once")
HINT = Text(
    es="Lo que la red vio al entrenar no sirve para evaluarla: cada fila va en una sola parte.",
    en="What the network saw while training is no good for evaluating it: each row goes into one part only.",
)
SLIDE = "Model Validation: Holdout"


# %% test drawn from all again
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    _, X_test, _, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed + 1)
    X_val, y_val = X_rest, y_rest
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    val_loader = _loader(scaler.transform(X_val), y_val)
    test_loader = _loader(scaler.transform(X_test), y_test)
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}


# %% test from all, validation half of the rest
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    _, X_val, _, y_val = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed)
    _, X_test, _, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed + 1)
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    val_loader = _loader(scaler.transform(X_val), y_val)
    test_loader = _loader(scaler.transform(X_test), y_test)
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}


# %% train begins too early
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    parts = {"train": [], "val": [], "test": []}
    for label in (0, 1):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_val, n_test = int(0.2 * len(rows)), int(0.2 * len(rows))
        parts["val"].extend(rows[:n_val])
        parts["test"].extend(rows[n_val : n_val + n_test])
        parts["train"].extend(rows[n_val:])
    mean, std = X[parts["train"]].mean(axis=0), X[parts["train"]].std(axis=0)
    Z = torch.tensor((X - mean) / std, dtype=torch.float32).to(device)
    Y = torch.tensor(y, dtype=torch.float32)[:, None].to(device)
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    bce = nn.functional.binary_cross_entropy_with_logits
    history = {"train_loss": [], "val_loss": []}
    best, wait = None, 0
    for epoch in range(max_epochs):
        net.train()
        loss = bce(net(Z[parts["train"]]), Y[parts["train"]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        net.eval()
        with torch.no_grad():
            val_loss = bce(net(Z[parts["val"]]), Y[parts["val"]]).item()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(val_loss)
        if best is None or val_loss < best["loss"]:
            best = {
                "loss": val_loss,
                "epoch": epoch + 1,
                "weights": {k: w.clone() for k, w in net.state_dict().items()},
            }
            wait = 0
        else:
            wait += 1
        if wait == patience:
            break
    net.load_state_dict(best["weights"])
    with torch.no_grad():
        labels = (net(Z[parts["test"]]) >= 0).float()
    truth = Y[parts["test"]]
    hits = (labels * truth).sum().item()
    accuracy = (labels == truth).float().mean().item()
    f1 = 2 * hits / max(labels.sum().item() + truth.sum().item(), 1)
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "test_accuracy": accuracy,
        "test_f1": f1,
        "model": net,
    }


# %% train begins in validation
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    parts = {"train": [], "val": [], "test": []}
    for label in (0, 1):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_val, n_test = int(0.2 * len(rows)), int(0.2 * len(rows))
        parts["val"].extend(rows[:n_val])
        parts["test"].extend(rows[n_val : n_val + n_test])
        parts["train"].extend(rows[n_val + n_test :])
        parts["train"].extend(rows[: n_val // 2])
    mean, std = X[parts["train"]].mean(axis=0), X[parts["train"]].std(axis=0)
    Z = torch.tensor((X - mean) / std, dtype=torch.float32).to(device)
    Y = torch.tensor(y, dtype=torch.float32)[:, None].to(device)
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    bce = nn.functional.binary_cross_entropy_with_logits
    history = {"train_loss": [], "val_loss": []}
    best, wait = None, 0
    for epoch in range(max_epochs):
        net.train()
        loss = bce(net(Z[parts["train"]]), Y[parts["train"]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        net.eval()
        with torch.no_grad():
            val_loss = bce(net(Z[parts["val"]]), Y[parts["val"]]).item()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(val_loss)
        if best is None or val_loss < best["loss"]:
            best = {
                "loss": val_loss,
                "epoch": epoch + 1,
                "weights": {k: w.clone() for k, w in net.state_dict().items()},
            }
            wait = 0
        else:
            wait += 1
        if wait == patience:
            break
    net.load_state_dict(best["weights"])
    with torch.no_grad():
        labels = (net(Z[parts["test"]]) >= 0).float()
    truth = Y[parts["test"]]
    hits = (labels * truth).sum().item()
    accuracy = (labels == truth).float().mean().item()
    f1 = 2 * hits / max(labels.sum().item() + truth.sum().item(), 1)
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "test_accuracy": accuracy,
        "test_f1": f1,
        "model": net,
    }


# %% train ends too late
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    parts = {"train": [], "val": [], "test": []}
    for label in (0, 1):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_val, n_test = int(0.2 * len(rows)), int(0.2 * len(rows))
        parts["val"].extend(rows[: n_val + n_test // 2])
        parts["test"].extend(rows[n_val : n_val + n_test])
        parts["train"].extend(rows[n_val + n_test // 2 :])
    mean, std = X[parts["train"]].mean(axis=0), X[parts["train"]].std(axis=0)
    Z = torch.tensor((X - mean) / std, dtype=torch.float32).to(device)
    Y = torch.tensor(y, dtype=torch.float32)[:, None].to(device)
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    bce = nn.functional.binary_cross_entropy_with_logits
    history = {"train_loss": [], "val_loss": []}
    best, wait = None, 0
    for epoch in range(max_epochs):
        net.train()
        loss = bce(net(Z[parts["train"]]), Y[parts["train"]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        net.eval()
        with torch.no_grad():
            val_loss = bce(net(Z[parts["val"]]), Y[parts["val"]]).item()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(val_loss)
        if best is None or val_loss < best["loss"]:
            best = {
                "loss": val_loss,
                "epoch": epoch + 1,
                "weights": {k: w.clone() for k, w in net.state_dict().items()},
            }
            wait = 0
        else:
            wait += 1
        if wait == patience:
            break
    net.load_state_dict(best["weights"])
    with torch.no_grad():
        labels = (net(Z[parts["test"]]) >= 0).float()
    truth = Y[parts["test"]]
    hits = (labels * truth).sum().item()
    accuracy = (labels == truth).float().mean().item()
    f1 = 2 * hits / max(labels.sum().item() + truth.sum().item(), 1)
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "test_accuracy": accuracy,
        "test_f1": f1,
        "model": net,
    }


# %% two draws of one splitter
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    from sklearn.model_selection import StratifiedShuffleSplit

    torch.manual_seed(seed)
    splitter = StratifiedShuffleSplit(n_splits=2, test_size=0.2, random_state=seed)
    (train, test), (_, val) = splitter.split(X, y)
    X_train, X_val, X_test, y_train, y_val, y_test = X[train], X[val], X[test], y[train], y[val], y[test]
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    val_loader = _loader(scaler.transform(X_val), y_val)
    test_loader = _loader(scaler.transform(X_test), y_test)
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}
