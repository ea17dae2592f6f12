# Tarea 5 (traducido de mis scripts de MATLAB)
import torch


def chequear(Yh, Y):
    if Yh.size() != Y.size():
        raise ValueError('size(preds) ~= size(target)')
    if Y.numel() < 1:
        raise ValueError('isempty(target)')


def nnz(L):
    # numero de elementos no nulos
    return int(torch.count_nonzero(L))


def cuoc(a, b):
    # a/b, con 0/0 = 0
    if b == 0:
        return 0.0
    return a / b


def confusion_counts(preds, target):
    chequear(preds, target)
    P = preds == 1
    T = target == 1
    N = preds.numel()
    tp = nnz(P * T)
    fp = nnz(P) - tp
    fn = nnz(T) - tp
    tn = N - tp - fp - fn
    return tp, fp, fn, tn


def accuracy(preds, target):
    chequear(preds, target)
    return nnz(preds == target) / preds.numel()


def precision(preds, target):
    chequear(preds, target)
    P = preds == 1
    T = target == 1
    return cuoc(nnz(P & T), nnz(P))


def recall(preds, target):
    chequear(preds, target)
    P = preds == 1
    T = target == 1
    return cuoc(nnz(P & T), nnz(T))


def f1_score(preds, target):
    chequear(preds, target)
    P = preds == 1
    T = target == 1
    # media armonica = 1 / mean(1/p, 1/r)
    tp = nnz(P & T)
    if tp == 0:
        return 0.0
    p = tp / nnz(P)
    r = tp / nnz(T)
    return 2 / (1 / p + 1 / r)


def macro_f1(preds, target, num_classes):
    chequear(preds, target)
    F = torch.zeros(num_classes, dtype=torch.float64)
    k = 0
    while k < num_classes:
        P = preds == k
        T = target == k
        F[k] = cuoc(2 * nnz(P & T), nnz(P) + nnz(T))
        k = k + 1
    return float(F.sum()) / num_classes


def rmse(preds, target):
    chequear(preds, target)
    E = (target - preds).to(torch.float64)
    N = E.numel()
    return float(torch.linalg.norm(E)) / N ** 0.5


def mae(preds, target):
    chequear(preds, target)
    E = (target - preds).to(torch.float64)
    pos = E[E > 0].sum()
    neg = E[E < 0].sum()
    return float(pos - neg) / E.numel()


def mape(preds, target, eps=1.17e-6):
    chequear(preds, target)
    Y = target.to(torch.float64)
    E = torch.abs(Y - preds)
    D = torch.abs(Y)
    D[D < eps] = eps          # D es un tensor nuevo, target no cambia
    return float(100 * (E / D).sum()) / Y.numel()


def smape(preds, target, eps=1.17e-6):
    chequear(preds, target)
    Y = target.to(torch.float64)
    Yh = preds.to(torch.float64)
    E = torch.abs(Y - Yh)
    D = torch.abs(Y) + torch.abs(Yh)
    D[D < eps] = eps
    return float(2 * (E / D).sum()) / Y.numel()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() < 1:
        raise ValueError('isempty(logits)')
    m = logits.size(0)
    if logits.dim() == 2 and logits.size(1) > 1:
        [_, L] = torch.max(logits, 1)
        return L
    Z = logits.reshape(m)
    L = torch.zeros(m, dtype=torch.long, device=logits.device)
    L[torch.sigmoid(Z) >= threshold] = 1
    return L


class RunningMetrics:
    def __init__(self):
        self.C = [0, 0, 0, 0]       # TP FP FN TN

    def update(self, preds, target):
        chequear(preds, target)
        P = preds == 1
        T = target == 1
        self.C[0] += nnz(P & T)
        self.C[1] += nnz(P & ~T)
        self.C[2] += nnz(~P & T)
        self.C[3] += nnz(~P & ~T)

    def compute(self):
        TP, FP, FN, TN = self.C
        N = sum(self.C)
        if N == 0:
            raise ValueError('no hay datos')
        S = {}
        S['accuracy'] = (TP + TN) / N
        S['precision'] = cuoc(TP, TP + FP)
        S['recall'] = cuoc(TP, TP + FN)
        S['f1'] = cuoc(2 * TP, 2 * TP + FP + FN)
        return S

    def reset(self):
        self.C = [0, 0, 0, 0]
