"""The plain ways, from which most mistakes of this kit are a small step: two of them meet here (see composition.py)."""


# %% a loop of its own, all rows in two tensors
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


# %% a loop of its own, a dictionary of parts
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
    data = {name: ((X[rows] - mean) / std, y[rows]) for name, rows in parts.items()}
    data = {
        name: (
            torch.tensor(a, dtype=torch.float32).to(device),
            torch.tensor(b, dtype=torch.float32)[:, None].to(device),
        )
        for name, (a, b) in data.items()
    }
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    bce = nn.functional.binary_cross_entropy_with_logits
    history = {"train_loss": [], "val_loss": []}
    best, wait = None, 0
    for epoch in range(max_epochs):
        net.train()
        loss = bce(net(data["train"][0]), data["train"][1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        net.eval()
        with torch.no_grad():
            val_loss = bce(net(data["val"][0]), data["val"][1]).item()
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
        labels = (net(data["test"][0]) >= 0).float()
    truth = data["test"][1]
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
