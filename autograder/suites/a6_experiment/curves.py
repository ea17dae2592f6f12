"""What is drawn on matplotlib Axes, whatever it was drawn with."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Annotation, Text

TRAIN, VALIDATION = re.compile(r"train|entren|\btr\b", re.I), re.compile(r"val|\bdev\b|test", re.I)


def layers(ax: Axes) -> list[Axes]:
    """The Axes and those that lie on top of it (twins)."""
    figure = ax.get_figure()
    if figure is None:
        return [ax]
    place = np.round(ax.get_position().bounds, 6)
    return [a for a in figure.axes if a is ax or np.allclose(np.round(a.get_position().bounds, 6), place)]


def lines(ax: Axes) -> list[tuple[Any, np.ndarray, np.ndarray]]:
    """Everything with a sequence of points: the artist, its x and its y."""
    found: list[tuple[Any, np.ndarray, np.ndarray]] = []
    for layer in layers(ax):
        for artist in layer.get_children():
            if isinstance(artist, Line2D):
                x, y = artist.get_xdata(orig=False), artist.get_ydata(orig=False)
                found.append((artist, np.asarray(x, float), np.asarray(y, float)))
            elif isinstance(artist, PathCollection):
                points = np.ma.getdata(artist.get_offsets()).astype(float).reshape(-1, 2)
                found.append((artist, points[:, 0], points[:, 1]))
            elif isinstance(artist, LineCollection):
                for segment in artist.get_segments():
                    points = np.asarray(segment, float).reshape(-1, 2)
                    found.append((artist, points[:, 0], points[:, 1]))
    return found


def curve(ax: Axes, values: list[float]) -> tuple[Any, np.ndarray] | None:
    """The artist that shows these values, and its x; a line rather than points."""
    fitting = [
        (artist, x)
        for artist, x, y in lines(ax)
        if len(y) == len(values) and np.allclose(y, values, rtol=1e-5, atol=1e-7) and _is_curve(x)
    ]
    fitting.sort(key=lambda pair: (not isinstance(pair[0], Line2D), _unlabelled(pair[0])))
    return fitting[0] if fitting else None


def _is_curve(x: np.ndarray) -> bool:
    return len(x) == 1 or len(set(x.tolist())) > 1


def _unlabelled(artist: Any) -> bool:
    label = str(artist.get_label() or "")
    return not label or label.startswith("_")


def epochs_of(x: np.ndarray) -> str:
    """In words that do not depend on the number of epochs."""
    for start in (1, 0):
        if np.allclose(x, np.arange(start, start + len(x))):
            return f"{start}, {start + 1}, …"
    return "others"


def legend_texts(ax: Axes) -> list[str]:
    """The texts of all legends of the Axes, its twins and its figure."""
    legends: list[Any] = [legend for layer in layers(ax) if (legend := layer.get_legend())]
    figure = ax.get_figure()
    legends += figure.legends if figure is not None else []
    for layer in layers(ax):
        legends += [a for a in layer.artists if type(a).__name__ == "Legend" and a not in legends]
    return [text.get_text().strip() for legend in legends for text in legend.get_texts()]


def name_of(ax: Axes, artist: Any) -> str:
    """The label of a curve, or its entry in a legend that was given texts only."""
    if not _unlabelled(artist):
        return str(artist.get_label()).strip()
    drawn = [line for layer in layers(ax) for line in layer.lines]
    texts = legend_texts(ax)
    if artist in drawn and drawn.index(artist) < len(texts):
        return texts[drawn.index(artist)]
    return ""


def swapped(train: str, val: str) -> bool:
    """Whether two names clearly belong to each other's curve."""
    return bool(
        VALIDATION.search(train)
        and not TRAIN.search(train)
        and TRAIN.search(val)
        and not VALIDATION.search(val)
    )


def marks(ax: Axes, curves: list[Any]) -> set[float]:
    """The x of everything that stands at a single x."""
    found = set()
    for artist, x, _ in lines(ax):
        if len(x) and len(set(x.tolist())) == 1 and artist not in curves:
            found.add(round(float(x[0]), 6))
        every = artist.get_markevery() if isinstance(artist, Line2D) else None
        if isinstance(every, list | tuple | np.ndarray) and len(every) == 1:
            found.add(round(float(x[int(every[0])]), 6))
    for layer in layers(ax):
        found |= {round(x, 6) for artist in layer.get_children() for x in _other_marks(layer, artist)}
    return found


def _other_marks(ax: Axes, artist: Any) -> Iterator[float]:
    if isinstance(artist, Annotation):
        yield float(artist.xy[0])
    elif isinstance(artist, Text) and artist in ax.texts:
        yield float(artist.get_position()[0])
    elif isinstance(artist, FancyArrowPatch):
        for vertex in np.asarray(artist.get_path().vertices)[[0, -1]]:
            yield float(ax.transData.inverted().transform(artist.get_transform().transform(vertex))[0])
    elif artist in ax.patches:  # a narrow band, a bar, a circle
        box = artist.get_path().get_extents(artist.get_patch_transform())
        if box.width <= 1.0 + 1e-6:
            yield float(box.x0 + box.x1) / 2
