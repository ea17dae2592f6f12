# %%
# En Keras las métricas son (y_true, y_pred); aquí vienen al revés, (preds, target), así que
# cada función pública da vuelta los argumentos una sola vez y sigo con mis nombres de siempre.
import torch


class K:
    """Lo poco de keras.backend que necesito."""

    @staticmethod
    def cast(x):
        return x.to(torch.float64)

    @staticmethod
    def sum(x):
        return torch.sum(x)

    @staticmethod
    def mean(x):
        return torch.mean(x)

    @staticmethod
    def maximum(x, eps):
        return torch.where(x < eps, torch.as_tensor(eps, dtype=x.dtype, device=x.device), x)


def _y(target, preds):
    if target.shape != preds.shape:
        raise ValueError(f"y_true {tuple(target.shape)}, y_pred {tuple(preds.shape)}")
    if target.numel() == 0:
        raise ValueError("no samples")
    return K.cast(target), K.cast(preds)


def _ratio(a, b):
    # sin epsilon de Keras: 0/0 tiene que dar exactamente 0.0
    a, b = float(a), float(b)
    return a / b if b != 0.0 else 0.0


# %%
def confusion_counts(preds, target):
    y_true, y_pred = _y(target, preds)
    tp = K.sum(y_true * y_pred)
    fp = K.sum((1 - y_true) * y_pred)
    fn = K.sum(y_true * (1 - y_pred))
    tn = K.sum((1 - y_true) * (1 - y_pred))
    return int(tp), int(fp), int(fn), int(tn)


# %%
def accuracy(preds, target):
    y_true, y_pred = _y(target, preds)
    return float(K.mean(K.cast(y_true == y_pred)))


# %%
def precision(preds, target):
    y_true, y_pred = _y(target, preds)
    true_positives = K.sum(y_true * y_pred)
    predicted_positives = K.sum(y_pred)
    return _ratio(true_positives, predicted_positives)


# %%
def recall(preds, target):
    y_true, y_pred = _y(target, preds)
    true_positives = K.sum(y_true * y_pred)
    possible_positives = K.sum(y_true)
    return _ratio(true_positives, possible_positives)


# %%
def f1_score(preds, target):
    y_true, y_pred = _y(target, preds)
    # coeficiente de Dice, como en mis redes de segmentación: es lo mismo que F1
    return _ratio(2 * K.sum(y_true * y_pred), K.sum(y_true) + K.sum(y_pred))


# %%
def macro_f1(preds, target, num_classes):
    y_true, y_pred = _y(target, preds)
    total = 0.0
    for c in range(num_classes):
        t, p = K.cast(y_true == c), K.cast(y_pred == c)
        total += _ratio(2 * K.sum(t * p), K.sum(t) + K.sum(p))
    return total / num_classes


# %%
def rmse(preds, target):
    y_true, y_pred = _y(target, preds)
    return float(torch.sqrt(K.mean(torch.square(y_pred - y_true))))


# %%
def mae(preds, target):
    y_true, y_pred = _y(target, preds)
    return float(K.mean(torch.abs(y_pred - y_true)))


# %%
def mape(preds, target, eps=1.17e-6):
    y_true, y_pred = _y(target, preds)
    diff = torch.abs((y_true - y_pred) / K.maximum(torch.abs(y_true), eps))
    return 100.0 * float(K.mean(diff))


# %%
def smape(preds, target, eps=1.17e-6):
    y_true, y_pred = _y(target, preds)
    diff = torch.abs(y_true - y_pred)
    size = K.maximum(torch.abs(y_true) + torch.abs(y_pred), eps)
    return float(K.mean(diff / size)) * 2.0


# %%
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no samples")
    if logits.ndim == 1:
        y_prob = torch.sigmoid(logits)
    elif logits.shape[-1] == 1:
        y_prob = torch.sigmoid(logits)[:, 0]
    else:
        return torch.argmax(logits, dim=-1)
    return torch.where(y_prob >= threshold, 1, 0).to(torch.int64)


# %%
class RunningMetrics:
    """Con los nombres de siempre: update_state, result, reset_state."""

    def __init__(self):
        self.reset_state()

    def reset_state(self):
        self.total = 0
        self.hits = 0
        self.both = 0
        self.said = 0
        self.were = 0

    def update_state(self, y_true, y_pred):
        y_true, y_pred = _y(y_true, y_pred)
        self.total += y_true.numel()
        self.hits += int(K.sum(K.cast(y_true == y_pred)))
        self.both += int(K.sum(y_true * y_pred))
        self.said += int(K.sum(y_pred))
        self.were += int(K.sum(y_true))

    def result(self):
        if self.total == 0:
            raise ValueError("call update first")
        return {
            "accuracy": self.hits / self.total,
            "precision": _ratio(self.both, self.said),
            "recall": _ratio(self.both, self.were),
            "f1": _ratio(2 * self.both, self.said + self.were),
        }

    def update(self, preds, target):
        self.update_state(target, preds)

    def compute(self):
        return self.result()

    def reset(self):
        self.reset_state()
