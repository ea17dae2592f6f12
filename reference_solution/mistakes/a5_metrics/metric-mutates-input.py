"""The inputs are changed."""

from autograder.text import Text

TITLE = Text(es="Modifica los tensores que recibe", en="It changes the tensors that it receives")
HINT = Text(
    es="Quien te pasó esos tensores los va a seguir usando. Cuidado con `+=`, `x[...] =` y los métodos que terminan en `_`.",
    en="Who passed you those tensors will go on using them. Mind `+=`, `x[...] =` and methods that end in `_`.",
)
SLIDE = "Model Evaluation"


# %% rmse
def rmse(preds, target):
    _check(preds, target)
    preds -= target
    return preds.square().mean().sqrt().item()


# %% mae
def mae(preds, target):
    _check(preds, target)
    return preds.sub_(target).abs_().mean().item()


# %% mape, zeros replaced
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    error = (preds - target).abs()
    target[target.abs() < eps] = eps
    return 100 * (error / target.abs()).mean().item()


# %% mape, abs_
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    error = (preds - target).abs()
    return 100 * (error / target.abs_().clamp_(min=eps)).mean().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    error = (preds - target).abs()
    preds.abs_()
    target.abs_()
    return 2 * (error / (preds + target).clamp(min=eps)).mean().item()


# %% counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = int((preds * target).sum())
    fp = int((preds > target).sum())
    fn = int((preds < target).sum())
    preds += target
    return tp, fp, fn, int((preds == 0).sum())


# %% accuracy
def accuracy(preds, target):
    _check(preds, target)
    preds -= target
    return (preds == 0).float().mean().item()


# %% precision, negatives marked
def precision(preds, target):
    _check(preds, target)
    said = preds.sum().item()
    preds *= target
    return preds.sum().item() / said if said else 0.0


# %% labels, in place
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.sigmoid_().reshape(-1) >= threshold).long()


# %% labels, squeezed in place
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    if logits.ndim == 2:
        logits.squeeze_(1)
    return (logits.sigmoid() >= threshold).long()


# %% labels, softmax in place
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        logits -= logits.max(dim=1, keepdim=True).values
        return logits.exp_().argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= threshold).long()
