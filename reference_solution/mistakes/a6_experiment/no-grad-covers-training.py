"""Gradients are switched off and never on again."""

from autograder.text import Text

TITLE = Text(
    es="Deja apagado el cálculo de gradientes también después",
    en="It leaves the computing of gradients off afterwards, too",
)
HINT = Text(
    es="Después de evaluar, nadie volvió a activar los gradientes y ya no se puede entrenar.",
    en="After evaluating nobody enabled gradients again, and training is no longer possible.",
)
SLIDE = "Training-Validation Loop"


# %% set_grad_enabled
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device).reset()
    torch.set_grad_enabled(False)
    for inputs, targets in loader:
        metrics.update(torch.sigmoid(model(inputs.to(device))), targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% run_experiment, from the first validation on
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
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        torch.set_grad_enabled(False)
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


# %% run_experiment, and trains where it can
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
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if loss.requires_grad:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
        history["train_loss"].append(total / len(y_train))
        torch.set_grad_enabled(False)
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
