import torch, copy, numpy as np, matplotlib.pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from matplotlib.axes import Axes
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score, BinaryPrecision, BinaryRecall

def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    for m in metrics.values():
        m.reset()
    metrics.reset()
    metrics.to(device)
    it = iter(loader)
    with torch.no_grad():
        while True:
            try:
                x, y = next(it)
            except StopIteration:
                break
            logits = model(x.to(device))
            dos_clases = torch.cat([torch.zeros_like(logits), logits], dim=1)
            p1 = dos_clases.softmax(dim=1)[:, 1:]         # = sigmoide
            metrics.update(preds=p1, target=y.to(device=device, dtype=torch.int64))
    model.train(training)
    return {str(k): v.detach().cpu().numpy().item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    train, val = history["train_loss"], history["val_loss"]
    epochs = range(1, len(train) + 1)
    ax.plot(epochs, train, label="train")
    ax.plot(epochs, val, label="validación")
    mejor = val.index(min(val)) + 1
    ax.axvline(mejor, linestyle="--", color="gray", label=f"mejor epoch ({mejor})")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    alcanza = any(l <= target_loss for l in history["train_loss"])
    *_, ultimo = history["val_loss"]
    empeora = ultimo - sorted(history["val_loss"])[0] > gap
    return "underfitting" if not alcanza else "overfitting" if empeora else "good fit"


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        capas = []
        for h in hidden:
            capas += [nn.Linear(in_features, h), nn.ReLU()]
            in_features = h
        capas.append(nn.Linear(in_features, 1))
        self.red = nn.Sequential(*capas)

    def forward(self, x):
        return self.red(x)


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = float("inf")
        self.bad_epochs = 0

    def step(self, value):
        self.improved = value < self.best
        if self.improved:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def entrenar_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        loss = criterion(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
    return total / len(loader.dataset)


@torch.no_grad()
def evaluar(model, loader, criterion, device):
    model.eval()
    total = 0.0
    for xb, yb in loader:
        total += criterion(model(xb.to(device)), yb.to(device)).item() * xb.size(0)
    return total / len(loader.dataset)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    indices = np.arange(len(y))
    train, resto = train_test_split(indices, train_size=0.7, stratify=y, random_state=seed)
    val, test = train_test_split(resto, test_size=0.5, stratify=y[resto], random_state=seed)

    escala = StandardScaler()
    escala.fit(X[train])

    def loader(idx, **kw):
        inputs = torch.from_numpy(escala.transform(X[idx])).float()
        targets = torch.from_numpy(np.asarray(y[idx])).float().view(-1, 1)
        return DataLoader(TensorDataset(inputs, targets), batch_size=32, **kw)

    generador = torch.Generator().manual_seed(seed)
    train_loader = loader(train, shuffle=True, generator=generador)
    val_loader, test_loader = loader(val), loader(test)

    torch.manual_seed(seed)
    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
    parar = EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_state = 0, None

    for epoch in range(max_epochs):
        history["train_loss"].append(entrenar_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluar(model, val_loader, criterion, device))
        fin = parar.step(history["val_loss"][-1])
        if parar.improved:
            best_epoch = epoch + 1
            best_state = copy.deepcopy(model.state_dict())
        if fin:
            break

    model.load_state_dict(best_state)
    metrics = MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()})
    test_metrics = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, "test_accuracy": test_metrics["acc"],
            "test_f1": test_metrics["f1"], "model": model}
