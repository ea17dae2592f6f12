# exercise: accuracy
import numpy as np
import torch

# Las de clasificación con torch y las de regresión con numpy (np.float64 es un float)

def arr(x):
    return x.detach().cpu().numpy().astype(np.float64)

def ver(preds, target):
    if preds.shape != target.shape:
        raise ValueError("Las formas deben coincidir")
    if preds.shape == (0,) or preds.numel() == 0:
        raise ValueError("Entrada vacía")

def confusion_counts(preds, target):
    ver(preds, target)
    m = torch.zeros(2, 2, dtype=torch.long, device=preds.device)
    m.index_put_((target.long(), preds.long()), torch.ones_like(preds, dtype=torch.long), accumulate=True)
    return int(m[1, 1]), int(m[0, 1]), int(m[1, 0]), int(m[0, 0])

def accuracy(preds, target):
    ver(preds, target)
    return float(100 * np.mean(preds.cpu().numpy() == target.cpu().numpy()))

def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp) if (tp + fp) > 0 else 0.0

def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / (tp + fn) if (tp + fn) > 0 else 0.0

def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return tp / (tp + (fp + fn) / 2) if (tp + fp + fn) > 0 else 0.0

def macro_f1(preds, target, num_classes):
    ver(preds, target)
    p, t = preds.cpu().numpy(), target.cpu().numpy()
    conteo = np.bincount(t * num_classes + p, minlength=num_classes * num_classes)
    m = conteo.reshape(num_classes, num_classes)
    with np.errstate(divide="ignore", invalid="ignore"):
        f1 = np.nan_to_num(2 * np.diag(m) / (m.sum(0) + m.sum(1)))
    return np.mean(f1)

def rmse(preds, target):
    ver(preds, target)
    return np.sqrt(np.mean((arr(target) - arr(preds)) ** 2))

def mae(preds, target):
    ver(preds, target)
    return np.abs(arr(target) - arr(preds)).mean()

def mape(preds, target, eps=1.17e-6):
    ver(preds, target)
    return 100 * np.average(np.abs(arr(target) - arr(preds)) / np.clip(np.abs(arr(target)), eps, None))

def smape(preds, target, eps=1.17e-6):
    ver(preds, target)
    a, b = arr(target), arr(preds)
    return 2 * np.average(np.abs(a - b) / np.clip(np.abs(a) + np.abs(b), eps, None))

def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("Entrada vacía")
    z = logits if logits.dim() == 2 else logits[:, None]
    if z.size(1) == 1:
        dos = torch.cat([-z / 2, z / 2], dim=1).softmax(dim=1)   # lo mismo que la sigmoide
        return (dos[:, 1] >= threshold).long()
    return z.argmax(dim=1)

class RunningMetrics:
    def __init__(self):
        self.p = np.array([], dtype=np.int64)
        self.t = np.array([], dtype=np.int64)

    def update(self, preds, target):
        ver(preds, target)
        self.p = np.append(self.p, preds.cpu().numpy())
        self.t = np.append(self.t, target.cpu().numpy())

    def compute(self):
        if self.p.size == 0:
            raise ValueError("Nada visto")
        p, t = torch.from_numpy(self.p), torch.from_numpy(self.t)
        return {"accuracy": accuracy(p, t), "precision": precision(p, t), "recall": recall(p, t), "f1": f1_score(p, t)}

    def reset(self):
        self.p = self.p[:0]
        self.t = self.t[:0]
