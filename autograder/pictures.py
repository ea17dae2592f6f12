"""The pictures of statements, drawn by matplotlib. A text cell shows one by `![what it shows](picture:NAME)`.

NAME is a function here: from a language to a figure. Its text is in that language.
"""

import io
from collections.abc import Callable

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograder.text import Lang, Text

BLUE, ORANGE, GREEN, GREY = "#3b6ea8", "#e08a3c", "#5a9e5a", "#9a9a9a"
TRAIN, VALIDATION, TEST = (
    Text("entrenamiento", "training"),
    Text("validación", "validation"),
    Text("test", "test"),
)


def holdout(lang: Lang) -> Figure:
    """One shuffled dataset cut into three parts, each with its use."""
    figure = Figure(figsize=(7.0, 1.5), layout="constrained")
    axes = figure.add_subplot()
    uses = (
        Text("aquí se ajustan los pesos", "weights are fitted here"),
        Text("se mira en cada epoch", "looked at every epoch"),
        Text("se mira una vez", "looked at once"),
    )
    start = 0.0
    for share, part, use, colour in zip(
        (0.6, 0.2, 0.2), (TRAIN, VALIDATION, TEST), uses, (BLUE, ORANGE, GREEN), strict=True
    ):
        axes.add_patch(Rectangle((start, 0), share - 0.004, 1, color=colour))
        axes.text(start + share / 2, 0.5, part.in_(lang), ha="center", va="center", color="white")
        axes.text(start + share / 2, -0.15, use.in_(lang), ha="center", va="top", fontsize="small")
        start += share
    axes.set(xlim=(0, 1), ylim=(-0.7, 1.05))
    axes.axis("off")
    return figure


def kfold(lang: Lang) -> Figure:
    """Five folds: each part of the data validates once and trains four times."""
    figure = Figure(figsize=(7.0, 2.2), layout="constrained")
    axes = figure.add_subplot()
    k = 5
    for fold in range(k):
        for part in range(k):
            colour = ORANGE if part == fold else BLUE
            axes.add_patch(Rectangle((part, k - 1 - fold), 0.97, 0.85, color=colour))
        axes.text(-0.1, k - 0.6 - fold, f"fold {fold + 1}", ha="right", va="center", fontsize="small")
    for colour, text in ((BLUE, TRAIN), (ORANGE, VALIDATION)):
        axes.scatter([], [], marker="s", color=colour, label=text.in_(lang))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    axes.set(xlim=(-0.8, k), ylim=(-0.1, k))
    axes.axis("off")
    return figure


def validation_curve(lang: Lang) -> Figure:
    """Training loss that keeps falling, validation loss that turns, and the epoch to keep."""
    figure = Figure(figsize=(7.0, 2.8), layout="constrained")
    axes = figure.add_subplot()
    epochs = range(1, 21)
    train = [0.08 + 0.9 * 0.8**epoch for epoch in epochs]
    validation = [0.2 + 0.8 * 0.75**epoch + 0.0011 * max(0, epoch - 5) ** 2 for epoch in epochs]
    best = 1 + validation.index(min(validation))
    axes.plot(epochs, train, color=BLUE, label=TRAIN.in_(lang))
    axes.plot(epochs, validation, color=ORANGE, label=VALIDATION.in_(lang))
    axes.axvline(best, color=GREY, linestyle="--", label=BEST.in_(lang).format(epoch=best))
    axes.set(xlabel="epoch", ylabel="loss", xticks=range(2, 21, 2))
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def early_stopping(lang: Lang) -> Figure:
    """A validation loss by epoch, its best value, and the calls without improvement that use up the patience."""
    figure = Figure(figsize=(7.0, 2.4), layout="constrained")
    axes = figure.add_subplot()
    losses = [0.9, 0.6, 0.65, 0.5, 0.55, 0.52, 0.5]
    axes.plot(range(1, 8), losses, color=ORANGE, marker="o")
    axes.axhline(0.5, color=GREY, linestyle="--", linewidth=1)
    for count in (1, 2, 3):
        axes.annotate(
            str(count), (4 + count, losses[3 + count]), (0, 9), textcoords="offset points", ha="center"
        )
    axes.set_title(WAITED.in_(lang), fontsize="medium", loc="right")
    axes.set(xlabel="epoch", ylabel=LOSS.in_(lang), ylim=(0.42, 0.98), xticks=range(1, 8))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


BEST = Text("mejor epoch: {epoch}", "best epoch: {epoch}")
WAITED = Text(
    "epochs seguidos sin mejora; con patience=3 se detiene en el tercero",
    "epochs in a row without improvement; with patience=3 it stops at the third",
)
LOSS = Text("loss de validación", "validation loss")

PICTURES: dict[str, Callable[[Lang], Figure]] = {
    drawn.__name__: drawn for drawn in (holdout, kfold, validation_curve, early_stopping)
}


def png(name: str, lang: Lang) -> bytes:
    """A picture as a PNG file; the same bytes every time, under one version of matplotlib."""
    file = io.BytesIO()
    PICTURES[name](lang).savefig(file, format="png", dpi=100, metadata={"Software": None})
    return file.getvalue()
