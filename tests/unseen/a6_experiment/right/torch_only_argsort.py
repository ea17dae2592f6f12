# unusual: torch only: stratified split by sorting (class, random key) and taking every k-th row; tie-free rank tricks; eventplot
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from torch import Tensor, nn
from torch.utils.data import DataLoader, RandomSampler, Subset, TensorDataset
from torchmetrics import MetricCollection


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    model_was = "train" if model.training else "eval"
    metrics.reset()
    metrics.to(device)
    model.eval()
    with torch.autograd.no_grad():
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            metrics.update(model(x).sigmoid(), t.ge(0.5).int())
    getattr(model, model_was)()
    return {name: float(metric) for name, metric in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        ax = plt.figure().subplots()
    val = torch.tensor(history["val_loss"], dtype=torch.float64)
    epochs = (torch.arange(val.numel()) + 1).tolist()
    ax.plot(epochs, history["train_loss"], "-", label="train")
    ax.plot(epochs, history["val_loss"], "--", label="val")
    best = epochs[int(torch.sort(val, stable=True).indices[0])]
    low, high = ax.get_ylim()
    ax.eventplot([best], lineoffsets=(low + high) / 2, linelengths=high - low, colors="black", linewidths=0.7)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend(handles=ax.get_lines()[-2:])
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    train, val = sorted(history["train_loss"]), history["val_loss"]
    if train[0] > target_loss:
        return "underfitting"
    return ["good fit", "overfitting"][int(val[-1] > min(val) + gap)]


def thirds(y: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """60/20/20 by class: rows sorted by class and, within it, at random; of every five in a row, three train."""
    key = torch.rand(len(y), generator=generator, dtype=torch.float64)
    order = torch.argsort(y.double() * 2 + key)
    place = torch.arange(len(y)) % 5
    return order[place < 3], order[place == 3], order[place == 4]


class Scaler(nn.Module):
    def __init__(self, rows: Tensor):
        super().__init__()
        std, mean = torch.std_mean(rows, dim=0, correction=0)
        self.register_buffer("mean", mean)
        self.register_buffer("std", torch.where(std == 0, 1.0, std))

    def forward(self, rows):
        return ((rows - self.mean) / self.std).float()


def pooled(model, loader, device):
    with torch.no_grad():
        pairs = [(model(x.to(device)), t.to(device)) for x, t in loader]
    return torch.vstack([a for a, _ in pairs]), torch.vstack([b for _, b in pairs])


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    generator = torch.Generator().manual_seed(seed)
    rows, labels = torch.as_tensor(X, dtype=torch.float64), torch.as_tensor(y).long()
    train, val, test = thirds(labels, generator)
    data = TensorDataset(Scaler(rows[train])(rows), labels.float().unsqueeze(1))
    train_set = Subset(data, train.tolist())
    train_loader = DataLoader(train_set, batch_size=32, sampler=RandomSampler(train_set, generator=generator))
    val_loader, test_loader = (DataLoader(Subset(data, part.tolist()), batch_size=256) for part in (val, test))

    torch.manual_seed(int(torch.randint(2**31, (), generator=generator)))
    model = nn.Sequential(
        nn.Linear(X.shape[1], 30), nn.LeakyReLU(), nn.Linear(30, 30), nn.LeakyReLU(), nn.Linear(30, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    curve = torch.full((max_epochs, 2), torch.nan, dtype=torch.float64)
    shelf = []
    for epoch in range(max_epochs):
        model.train()
        sums = torch.zeros(2, dtype=torch.float64)
        for x, t in train_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums += torch.tensor([loss.item() * len(x), len(x)], dtype=torch.float64)
        curve[epoch, 0] = sums[0] / sums[1]
        model.eval()
        curve[epoch, 1] = criterion(*pooled(model, val_loader, device)).item()
        seen = curve[: epoch + 1, 1]
        best = int((seen == seen.min()).int().argmax())
        if best == epoch:
            shelf = [tensor.clone() for tensor in model.state_dict().values()]
        if epoch - best >= patience:
            break
    curve = curve[: epoch + 1]
    model.load_state_dict(dict(zip(model.state_dict(), shelf)))
    model.eval()
    logits, truth = pooled(model, test_loader, device)
    said, truth = logits.sigmoid().round(), truth.round()
    overlap = (said * truth).sum()
    return {
        "history": {"train_loss": curve[:, 0].tolist(), "val_loss": curve[:, 1].tolist()},
        "best_epoch": best + 1,
        "test_accuracy": 1.0 - (said - truth).abs().mean().item(),
        "test_f1": (2 * overlap / (said.sum() + truth.sum()).clamp(min=1)).item(),
        "model": model,
    }
