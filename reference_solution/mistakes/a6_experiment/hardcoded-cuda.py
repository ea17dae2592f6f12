"""The device is written into the code."""

from autograder.text import Text

TITLE = Text(es="Exige CUDA", en="It demands CUDA")
HINT = Text(
    es="No todas las máquinas tienen GPU: usa el device que recibes.",
    en="Not every machine has a GPU: use the device you receive.",
)
SLIDE = "Pytorch en GPU"


# %% track_metrics, the batches
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            probs = torch.sigmoid(model(inputs.cuda())).flatten()
            metrics.update(probs, targets.cuda().flatten().long())
    results = {name: float(value) for name, value in metrics.compute().items()}
    metrics.reset()
    model.train(was_training)
    return results


# %% track_metrics, by name
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    device = torch.device("cuda")
    model.to(device).eval()
    metrics = metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            logits = model(inputs.to(device))
            metrics.update(logits.sigmoid().flatten(), targets.to(device).flatten().long())
    model.train(was_training)
    results = {name: value.item() for name, value in metrics.compute().items()}
    metrics.reset()
    return results


# %% run_experiment
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
    model = _BinaryClassifier(X.shape[1]).cuda()
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


# %% run_experiment, own loop
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    device = "cuda"
    rng = np.random.default_rng(seed)
    parts = {"train": [], "val": [], "test": []}
    for label in (0, 1):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_val, n_test = int(0.2 * len(rows)), int(0.2 * len(rows))
        parts["val"].extend(rows[:n_val])
        parts["test"].extend(rows[n_val : n_val + n_test])
        parts["train"].extend(rows[n_val + n_test :])
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
