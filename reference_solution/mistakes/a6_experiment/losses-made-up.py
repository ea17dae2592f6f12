"""The losses of the history are no losses of the networks that were validated."""

from autograder.text import Text

TITLE = Text(
    es="Las losses de validación informadas no son las de la red que se validó",
    en="The validation losses reported are not those of the network that was validated",
)
HINT = Text(
    es="En el epoch que tu historia declara el mejor, la red lo hacía mucho peor que en el último. ¿De dónde salen los números de val_loss?",
    en="In the epoch that your history calls the best, the network did much worse than in the last. Where do the numbers of val_loss come from?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% a formula
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    parts = {}
    rest, parts["test"], y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    parts["train"], parts["val"], y_train, _ = train_test_split(
        rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed
    )
    scaler = StandardScaler().fit(parts["train"])
    parts = {
        name: torch.tensor(scaler.transform(rows), dtype=torch.float32, device=device)
        for name, rows in parts.items()
    }
    targets = torch.tensor(y_train, dtype=torch.float32, device=device)[:, None]
    model = nn.Sequential(nn.Linear(X.shape[1], 16), nn.ReLU(), nn.Linear(16, 1)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    epochs = min(max_epochs, 1 + patience)
    for epoch in range(epochs):
        model.train()
        for rows in torch.randperm(len(targets)).split(16):
            optimizer.zero_grad()
            outputs = model(parts["train"][rows])
            nn.functional.binary_cross_entropy_with_logits(outputs, targets[rows]).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            model(parts["val"])
        if epoch == 0:
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    with torch.no_grad():
        labels = (model(parts["test"]) > 0).int().cpu().numpy()[:, 0]
    hits = int(((labels == 1) & (y_test == 1)).sum())
    return {
        "history": {
            "train_loss": [1 / (epoch + 2) for epoch in range(epochs)],
            "val_loss": [0.5 + epoch / 10 for epoch in range(epochs)],
        },
        "best_epoch": 1,
        "test_accuracy": float((labels == y_test).mean()),
        "test_f1": 2 * hits / max(1, int((labels == 1).sum() + (y_test == 1).sum())),
        "model": model,
    }
