"""diagnose in other words."""


# %% elif
def diagnose(history, *, target_loss, gap):
    best_train = min(history["train_loss"])
    worse = history["val_loss"][-1] - min(history["val_loss"])
    if best_train > target_loss:
        result = "underfitting"
    elif worse > gap:
        result = "overfitting"
    else:
        result = "good fit"
    return result


# %% NumPy
def diagnose(history, *, target_loss, gap):
    train, val = np.asarray(history["train_loss"]), np.asarray(history["val_loss"])
    if (train > target_loss).all():
        return "underfitting"
    return "overfitting" if val[-1] > val.min() + gap else "good fit"


# %% tensors
def diagnose(history, *, target_loss, gap):
    train = torch.tensor(history["train_loss"], dtype=torch.float64)
    val = torch.tensor(history["val_loss"], dtype=torch.float64)
    if not (train <= target_loss).any():
        return "underfitting"
    if (val[-1] - val.min()).item() > gap:
        return "overfitting"
    return "good fit"


# %% match
def diagnose(history, *, target_loss, gap):
    match (
        sorted(history["train_loss"])[0] <= target_loss,
        history["val_loss"][-1] - min(history["val_loss"]) <= gap,
    ):
        case False, _:
            return "underfitting"
        case _, False:
            return "overfitting"
        case _:
            return "good fit"
