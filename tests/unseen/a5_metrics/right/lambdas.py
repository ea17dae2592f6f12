import torch
def V(p, t, *r):
    if p.shape != t.shape or p.numel() < 1: raise ValueError((p.shape, t.shape))
    return (p.detach().to(torch.float64), t.detach().to(torch.float64))
S = lambda x: int(x.sum())
D = lambda a, b: a / b if b else 0.0
confusion_counts = lambda preds, target: (lambda p, t: (S(p * t), S(p * (1 - t)), S((1 - p) * t), S((1 - p) * (1 - t))))(*V(preds, target))
accuracy = lambda preds, target: (lambda p, t: 1 - float((p != t).double().mean()))(*V(preds, target))
precision = lambda preds, target: (lambda tp, fp, fn, tn: D(tp, tp + fp))(*confusion_counts(preds, target))
recall = lambda preds, target: (lambda tp, fp, fn, tn: D(tp, tp + fn))(*confusion_counts(preds, target))
f1_score = lambda preds, target: (lambda tp, fp, fn, tn: D(2 * tp, 2 * tp + fp + fn))(*confusion_counts(preds, target))
macro_f1 = lambda preds, target, num_classes: V(preds, target) and sum(f1_score((preds == c).int(), (target == c).int()) for c in range(num_classes)) / num_classes
rmse = lambda preds, target: (lambda p, t: float(torch.dist(p, t, p=2)) / len(t) ** .5)(*V(preds, target))
mae = lambda preds, target: (lambda p, t: float(torch.norm(p - t, p=1)) / len(t))(*V(preds, target))
mape = lambda preds, target, eps=1.17e-6: (lambda p, t: float(((t - p) / t.abs().clip(eps)).abs().mean() * 100))(*V(preds, target))
smape = lambda preds, target, eps=1.17e-6: (lambda p, t: float(((t - p).abs() / (p.abs() + t.abs()).clip(eps)).sum() * 2 / len(t)))(*V(preds, target))
def labels_from_logits(logits, threshold=.5):
    if not logits.numel(): raise ValueError("vacío")
    return logits.max(1).indices if logits.ndim > 1 and logits.shape[1] > 1 else logits.sigmoid().ge(threshold).long().view(-1)
RunningMetrics = type("RunningMetrics", (), {
    "__init__": lambda self: self.reset(),
    "reset": lambda self: setattr(self, "c", [0] * 4),
    "update": lambda self, preds, target: setattr(self, "c", [a + b for a, b in zip(self.c, confusion_counts(preds, target))]),
    "compute": lambda self: (lambda tp, fp, fn, tn: {"accuracy": (tp + tn) / sum(self.c), "precision": D(tp, tp + fp), "recall": D(tp, tp + fn), "f1": D(2 * tp, 2 * tp + fp + fn)})(*self.c) if any(self.c) else (_ for _ in ()).throw(ValueError("sin datos")),
})
