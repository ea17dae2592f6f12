"""Test data take part in the choice of the weights."""

from autograder.text import Text

TITLE = Text(
    es="Los datos del resultado final ya decidieron cuándo parar",
    en="The data of the final result have decided when to stop, too",
)
HINT = Text(
    es="Test se mira una vez y al final. Si decide algo antes, su resultado es optimista.",
    en="Test is looked at once and at the end. If it decides anything earlier, its result is optimistic.",
)
SLIDE = "Model Validation: Holdout"


# %% two parts only
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    test_loader = _loader(scaler.transform(X_test), y_test)
    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, None
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_evaluate(model, test_loader, criterion, device))
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch = history["val_loss"][-1], epoch
            best_state = copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    return {
        "history": history,
        "best_epoch": best_epoch,
        "model": model,
        **track_metrics(model, test_loader, metrics, device),
    }


# %% looked at in every epoch
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
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        test_loss = _evaluate(model, test_loader, criterion, device)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}


# %% the val loader
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
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, val_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}


# %% the greatest test accuracy
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
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        metrics = MetricCollection({"accuracy": BinaryAccuracy()})
        accuracy = track_metrics(model, test_loader, metrics, device)["accuracy"]
        if -accuracy < best_loss:
            best_loss, best_epoch, best_state = -accuracy, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}
