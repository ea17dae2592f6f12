# En español, con tensores de PyTorch y máscaras booleanas.
import torch


def _comprobar(predicciones, verdades):
    if predicciones.shape != verdades.shape:
        raise ValueError("las formas de las predicciones y de los objetivos son distintas")
    if predicciones.numel() == 0:
        raise ValueError("no hay ningún ejemplo")


def _cociente(numerador, denominador):
    try:
        return numerador / denominador
    except ZeroDivisionError:
        return 0.0


def confusion_counts(preds, target):
    _comprobar(preds, target)
    positivos, dice_sí = target == 1, preds == 1
    vp = int(dice_sí[positivos].sum())                 # verdaderos positivos
    fn = int(positivos.sum()) - vp                     # falsos negativos
    fp = int(dice_sí.sum()) - vp                       # falsos positivos
    vn = len(target) - vp - fn - fp                    # verdaderos negativos
    return vp, fp, fn, vn


def accuracy(preds, target):
    _comprobar(preds, target)
    aciertos = torch.sum(preds == target).item()
    return aciertos / len(target)


def precision(preds, target):
    vp, fp, _, _ = confusion_counts(preds, target)
    return _cociente(vp, vp + fp)


def recall(preds, target):
    vp, _, fn, _ = confusion_counts(preds, target)
    return _cociente(vp, vp + fn)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return _cociente(2 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    _comprobar(preds, target)
    suma = 0.0
    for clase in range(num_classes):
        suma += f1_score((preds == clase).to(torch.int64), (target == clase).to(torch.int64))
    return suma / num_classes


def rmse(preds, target):
    _comprobar(preds, target)
    errores = target.to(torch.float64) - preds.to(torch.float64)
    return (errores**2).mean().sqrt().item()


def mae(preds, target):
    _comprobar(preds, target)
    errores = target.to(torch.float64) - preds.to(torch.float64)
    return errores.abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    _comprobar(preds, target)
    y, ŷ = target.to(torch.float64), preds.to(torch.float64)
    denominador = y.abs()
    denominador = torch.where(denominador < eps, torch.tensor(eps, dtype=torch.float64, device=y.device), denominador)
    return 100 * ((y - ŷ).abs() / denominador).mean().item()


def smape(preds, target, eps=1.17e-6):
    _comprobar(preds, target)
    y, ŷ = target.to(torch.float64), preds.to(torch.float64)
    tamaño = y.abs() + ŷ.abs()
    con_tamaño = tamaño > 0  # donde los dos son 0 no hay error
    términos = (y - ŷ).abs()[con_tamaño] / tamaño[con_tamaño].clamp(min=eps)
    return 2 * términos.sum().item() / len(y)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay ningún ejemplo")
    varias_clases = logits.ndim == 2 and logits.shape[1] >= 2
    if varias_clases:
        _, clases = torch.max(logits, dim=1)
        return clases
    probabilidades = 1 / (1 + torch.exp(-logits.reshape(-1)))
    return (probabilidades >= threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.vp, self.fp, self.fn, self.vn = 0, 0, 0, 0

    def update(self, preds, target):
        nuevos = confusion_counts(preds, target)
        viejos = (self.vp, self.fp, self.fn, self.vn)
        self.vp, self.fp, self.fn, self.vn = (viejo + nuevo for viejo, nuevo in zip(viejos, nuevos))

    def compute(self):
        vistos = self.vp + self.fp + self.fn + self.vn
        if not vistos:
            raise ValueError("todavía no se ha visto nada")
        return {
            "accuracy": (self.vp + self.vn) / vistos,
            "precision": _cociente(self.vp, self.vp + self.fp),
            "recall": _cociente(self.vp, self.vp + self.fn),
            "f1": _cociente(2 * self.vp, 2 * self.vp + self.fp + self.fn),
        }
