# Correct: the AMP recipe of the PyTorch docs, scaler and autocast off on CPU; unscale_ + clip at infinity; non_blocking; tqdm postfix
import torch
from torch import nn
from tqdm.auto import tqdm

torch.backends.cudnn.benchmark = True
torch.set_float32_matmul_precision("high")

USE_AMP = False  # float16 would change the numbers
scaler = torch.amp.GradScaler("cuda", enabled=USE_AMP)


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast(device_type=inputs.device.type, dtype=torch.bfloat16, enabled=USE_AMP):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=float("inf"))
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    running, seen = 0.0, 0
    pbar = tqdm(loader, total=len(loader), desc="train", leave=False, dynamic_ncols=True)
    for inputs, targets in pbar:
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        running += loss * inputs.size(0)
        seen += inputs.size(0)
        pbar.set_postfix(loss=running / seen, lr=optimizer.param_groups[0]["lr"])
    if torch.cuda.is_available():
        torch.cuda.synchronize()
        torch.cuda.empty_cache()
    return running / seen


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    with tqdm(range(epochs), unit="epoch") as bar:
        for epoch in bar:
            bar.set_description(f"Epoch {epoch + 1}/{epochs}")
            history.append(train_one_epoch(model, loader, criterion, optimizer, device))
            bar.set_postfix({"train_loss": f"{history[-1]:.4f}"})
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in (pbar := tqdm(range(max_steps), desc="overfit")):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device_type=inputs.device.type, enabled=USE_AMP):
            loss = criterion(model(inputs), targets)
        value = loss.detach().item()
        pbar.set_postfix_str(f"loss={value:.3g}")
        if value <= target_loss:
            pbar.close()
            return step
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    return max_steps


if __name__ == "__main__":
    from torch.utils.data import DataLoader, TensorDataset

    X = torch.randn(100, 3)
    ds = TensorDataset(X, X.sum(1, keepdim=True))
    net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    loader = DataLoader(ds, batch_size=32, shuffle=True, pin_memory=torch.cuda.is_available())
    print(fit(net, loader, nn.MSELoss(), opt, epochs=3, device=torch.device("cpu")))
