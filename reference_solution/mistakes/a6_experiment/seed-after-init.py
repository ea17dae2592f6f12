"""The seed is set after the model was made."""

from autograder.text import Text

TITLE = Text(es="Fija la seed después de crear la red", en="It sets the seed after making the network")
HINT = Text(
    es="¿Qué fue al azar antes de fijar la seed? Los pesos iniciales también se sortean.",
    en="What was random before the seed was set? The initial weights are drawn, too.",
)
SLIDE = "Model Validation: Holdout"


# %% after the model was made
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed
    )
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    val_loader = _loader(scaler.transform(X_val), y_val)
    test_loader = _loader(scaler.transform(X_test), y_test)
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    torch.manual_seed(seed)
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
