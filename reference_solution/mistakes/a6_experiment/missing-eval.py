"""The network is evaluated in the mode in which it came."""

from autograder.text import Text

TITLE = Text(es="Evalúa sin pasar a modo eval", en="It evaluates without changing to eval mode")
HINT = Text(
    es="Con Dropout y BatchNorm activos, evaluar dos veces da resultados distintos.",
    en="With Dropout and BatchNorm active, evaluating twice gives different results.",
)
SLIDE = "Training-Validation Loop"
LOOKS_LIKE = ["eval-not-called"]


# %% no mode at all
def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    return {name: value.item() for name, value in metrics.compute().items()}


# %% gathered
def track_metrics(model, loader, metrics, device):
    metrics = metrics.to(device)
    metrics.reset()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            all_probs.append(model(x).sigmoid())
            all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    return {k: float(v) for k, v in metrics.compute().items()}


# %% of the experiment
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
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
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 1)).to(device)
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


# %% of the experiment, once before
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
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
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 1)).to(device)
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
    net.eval()
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
