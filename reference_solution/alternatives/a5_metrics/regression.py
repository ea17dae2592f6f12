"""B84, B88 and others: the regression metrics in other words."""


# %% the norm
def rmse(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return (torch.linalg.norm(preds - target) / len(preds) ** 0.5).item()


# %% mse_loss
def rmse(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    if len(preds) == 0:
        raise ValueError("empty")
    return torch.nn.functional.mse_loss(preds, target).item() ** 0.5


# %% nn.MSELoss, torch.sqrt
def rmse(preds, target):
    if preds.shape != target.shape or preds.nelement() == 0:
        raise ValueError("input")
    return float(torch.sqrt(torch.nn.MSELoss()(preds, target)))


# %% plain Python
def rmse(preds, target):
    import math

    if preds.shape != target.shape or not len(preds):
        raise ValueError("input")
    errors = [p - t for p, t in zip(preds.tolist(), target.tolist())]
    return math.sqrt(math.fsum(e * e for e in errors) / len(errors))


# %% math.dist
def rmse(preds, target):
    import math

    if preds.shape != target.shape or not len(preds):
        raise ValueError("input")
    return math.dist(preds.tolist(), target.tolist()) / math.sqrt(len(target))


# %% NumPy
def rmse(preds, target):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return float(np.sqrt(np.mean((preds.cpu().numpy() - target.cpu().numpy()) ** 2)))


# %% sum over m
def rmse(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    m = target.shape[0]
    return torch.pow(torch.sum((target - preds) ** 2) / m, 0.5).item()


# %% in float64
def rmse(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    error = preds.double() - target.double()
    return (error @ error / len(error)).sqrt().item()


# %% l1_loss
def mae(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return torch.nn.functional.l1_loss(preds, target).item()


# %% a loop
def mae(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    total = 0.0
    for p, t in zip(preds, target):
        total += abs(p.item() - t.item())
    return total / len(preds)


# %% where
def mae(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return torch.where(preds > target, preds - target, target - preds).mean().item()


# %% the root of the square
def mae(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return ((preds - target) ** 2).sqrt().mean().item()


# %% NumPy, mae
def mae(preds, target):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return np.abs(preds.cpu().numpy() - target.cpu().numpy()).mean().item()


# %% statistics
def mae(preds, target):
    import statistics

    if preds.shape != target.shape:
        raise ValueError("input")
    return statistics.mean(abs(a - b) for a, b in zip(preds.tolist(), target.tolist()))


# %% torch.maximum
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    floor = torch.full_like(target, eps)
    return (100 * torch.mean(torch.abs(target - preds) / torch.maximum(target.abs(), floor))).item()


# %% plain Python, mape
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    y, y_hat = target.tolist(), preds.tolist()
    return 100 * sum(abs(a - b) / max(eps, abs(a)) for a, b in zip(y, y_hat)) / len(y)


# %% NumPy, mape
def mape(preds, target, eps=1.17e-6):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    y, p = target.cpu().numpy(), preds.cpu().numpy()
    return float(np.mean(np.abs((y - p) / np.maximum(np.abs(y), eps))) * 100)


# %% where, mape
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    size = torch.abs(target)
    size = torch.where(size < eps, eps, size)
    return (100.0 / len(target)) * float(((target - preds).abs() / size).sum())


# %% clamp_min
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return torch.abs(preds - target).div(target.abs().clamp_min(eps)).mean().mul(100).item()


# %% half sums
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    half = (target.abs() + preds.abs()).clamp(min=eps) / 2
    return ((target - preds).abs() / half).mean().item()


# %% two over m
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    m = len(target)
    terms = torch.abs(target - preds) / torch.clamp(torch.abs(target) + torch.abs(preds), min=eps)
    return 2 / m * terms.sum().item()


# %% plain Python, smape
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    total = 0
    for p, t in zip(preds.tolist(), target.tolist()):
        total += abs(t - p) / max(abs(t) + abs(p), eps)
    return 2.0 * total / len(preds)


# %% NumPy, smape
def smape(preds, target, eps=1.17e-6):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    y, p = target.cpu().numpy(), preds.cpu().numpy()
    return float(2 * np.mean(np.abs(y - p) / np.maximum(np.abs(y) + np.abs(p), eps)))


# %% a shared helper
def smape(preds, target, eps=1.17e-6):
    error, y, y_hat = _differences(preds, target)
    return 2 * (error / torch.max(y + y_hat, torch.tensor(eps, dtype=y.dtype, device=y.device))).mean().item()


def _differences(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return (target - preds).abs(), target.abs(), preds.abs()
