"""Patience counts the epochs that are worse than the one before, not than the best."""

from autograder.text import Text

TITLE = Text(
    es="Compara cada val_loss con la del epoch anterior, no con la mejor",
    en="It compares every val_loss with that of the epoch before, not with the best",
)
HINT = Text(
    es="Tras 1, 5, 4, 3 ningún epoch mejoró el 1, aunque cada uno mejora al anterior: eso son tres epochs de paciencia.",
    en="After 1, 5, 4, 3 no epoch improved on the 1, although each improves on the one before: those are three epochs of patience.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% counts what is worse than the epoch before
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
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    bad_epochs = 0
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        bad_epochs = bad_epochs + 1 if epoch > 1 and val_loss >= history["val_loss"][-2] else 0
        if bad_epochs >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}


# %% the epoch before is kept apart
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
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    bad_epochs, previous = 0, float("inf")
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        if val_loss < previous:
            bad_epochs = 0
        else:
            bad_epochs += 1
        previous = val_loss
        if bad_epochs >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}
