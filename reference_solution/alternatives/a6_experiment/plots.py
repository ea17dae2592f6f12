"""B101: the plot in other words. Pixels are not graded."""


# %% a point at the best epoch
def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, ax = plt.subplots(figsize=(6, 4))
    train, val = history["train_loss"], history["val_loss"]
    epochs = list(range(1, len(train) + 1))
    ax.plot(epochs, train, "o-", label="Training loss")
    ax.plot(epochs, val, "s-", label="Validation loss")
    best = val.index(min(val))
    ax.plot(epochs[best], val[best], "r*", markersize=15, label="best")
    ax.set(xlabel="epoch", ylabel="loss", title="Curva de validación")
    ax.legend()
    return ax


# %% vlines and a legend of texts
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    n = len(history["val_loss"])
    x = np.arange(n) + 1
    ax.plot(x, np.array(history["train_loss"]), color="tab:blue")
    ax.plot(x, np.array(history["val_loss"]), color="tab:orange")
    best = x[np.argmin(history["val_loss"])]
    ax.vlines(best, *ax.get_ylim(), linestyles="dotted")
    ax.legend(["entrenamiento", "validación"])
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida")
    ax.grid(True)
    return ax


# %% scatter, log scale
def plot_validation_curve(history, ax=None):
    ax = ax or plt.gca()
    epochs = torch.arange(1, len(history["train_loss"]) + 1)
    for key, name in (("train_loss", "Train"), ("val_loss", "Val")):
        ax.semilogy(epochs, history[key], label=name)
    best_epoch = min(range(len(epochs)), key=lambda i: history["val_loss"][i]) + 1
    ax.scatter([best_epoch], [history["val_loss"][best_epoch - 1]], c="k", zorder=3)
    ax.set_xlabel("epochs")
    ax.set_ylabel("loss (log)")
    ax.legend(loc="upper right")
    return ax


# %% an annotation
def plot_validation_curve(history, ax=None):
    if ax is None:
        figure, ax = plt.subplots()
    epochs = np.arange(1, len(history["train_loss"]) + 1)
    (train_line,) = ax.plot(epochs, history["train_loss"])
    (val_line,) = ax.plot(epochs, history["val_loss"], "--")
    best = int(np.argmin(history["val_loss"]))
    ax.annotate(
        "mejor",
        xy=(epochs[best], history["val_loss"][best]),
        xytext=(epochs[best], max(history["val_loss"])),
        arrowprops={"arrowstyle": "->"},
    )
    ax.legend([train_line, val_line], ["train", "val"])
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    return ax


# %% a band, points with lines, a figure legend
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, 1 + len(history["train_loss"]))
    ax.plot(epochs, history["train_loss"], marker="o", label="loss de train")
    ax.plot(epochs, history["val_loss"], marker="x", label="loss de validación")
    ax.scatter(epochs, history["val_loss"], s=4)
    best = history["val_loss"].index(min(history["val_loss"])) + 1
    ax.axvspan(best - 0.2, best + 0.2, alpha=0.3)
    ax.set_xlabel("epoch")
    ax.set_ylabel("BCE")
    ax.figure.legend()
    return ax


# %% pyplot only
def plot_validation_curve(history, ax=None):
    if ax is None:
        plt.figure()
    else:
        plt.sca(ax)
    epochs = np.arange(1, len(history["train_loss"]) + 1)
    plt.plot(epochs, history["train_loss"], label="train")
    plt.plot(epochs, history["val_loss"], label="val")
    lowest, where = float("inf"), 0
    for epoch, loss in zip(epochs, history["val_loss"]):
        if loss < lowest:
            lowest, where = loss, epoch
    plt.axvline(x=where, color="r")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.legend()
    return plt.gca()


# %% markevery
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = np.arange(len(history["train_loss"])) + 1
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(
        epochs, history["val_loss"], label="val", marker="D", markevery=[int(np.argmin(history["val_loss"]))]
    )
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


# %% a segment, an object-oriented figure
def plot_validation_curve(history, ax=None):
    from matplotlib.figure import Figure

    if ax is None:
        ax = Figure(layout="constrained").subplots()
    n = len(history["train_loss"])
    ax.plot(range(1, n + 1), history["train_loss"], c="C0", label="Pérdida (train)")
    ax.plot(range(1, n + 1), history["val_loss"], c="C1", label="Pérdida (val)")
    best = int(torch.tensor(history["val_loss"]).argmin()) + 1
    ax.plot([best, best], [0, max(history["val_loss"])], "k:")
    ax.text(best, 0, "best")
    ax.set_xlabel("$t$")
    ax.set_ylabel(r"$\mathcal{L}$")
    ax.set_xlim(0, n + 1)
    ax.legend()
    return ax


# %% error bars
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplot()
    epochs = np.linspace(1, len(history["train_loss"]), len(history["train_loss"]))
    ax.errorbar(epochs, history["train_loss"], yerr=0.01, label="train")
    ax.errorbar(epochs, history["val_loss"], yerr=0.01, label="validation")
    best = epochs[np.argmin(history["val_loss"])]
    ax.axvline(best, label=f"best = {best:.0f}")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


# %% points and steps
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.axes()
    epochs = [i + 1 for i, _ in enumerate(history["train_loss"])]
    ax.scatter(epochs, history["train_loss"], label="train")
    ax.step(epochs, history["val_loss"], label="val", where="mid")
    best = sorted(range(len(epochs)), key=lambda i: (history["val_loss"][i], i))[0]
    ax.stem([epochs[best]], [history["val_loss"][best]])
    ax.set(xlabel="epoch", ylabel="loss")
    ax.legend()
    return ax


# %% a legend of handles in another order
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    (train,) = ax.plot(epochs, history["train_loss"])
    (val,) = ax.plot(epochs, history["val_loss"])
    best = ax.axvline(epochs[np.argmin(history["val_loss"])], color="grey")
    ax.set(xlabel="Epoch", ylabel="Loss")
    ax.legend([best, val, train], ["mejor", "validación", "entrenamiento"])
    return ax
