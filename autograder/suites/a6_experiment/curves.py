"""What is drawn on matplotlib Axes, whatever it was drawn with.

`look` tells it as plain data, where student code runs; `Picture` reads that on the trusted side.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.legend import Legend
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Annotation, Text

MAX_SHAPES = 5000
TRAIN, VALIDATION = re.compile(r"train|entren|\btr\b", re.I), re.compile(r"val|\bdev\b|test", re.I)


def look(ax: Axes) -> dict[str, Any]:
    """What is on the Axes: every sequence of points (of which artist, whether that is a line, which one among the
    lines of the Axes, its label), the x of other things that may be marks, and texts."""
    shown = [(layer, artist) for layer in layers(ax) for artist in layer.get_children() if _visible(artist)]
    artists = [artist for _, artist in shown]
    found = [(i, points) for i, artist in enumerate(artists) for points in _sequences(artist)]
    lines: list[Any] = [line for layer in layers(ax) for line in layer.lines]
    others = [x for layer, artist in shown for x in _marks(layer, artist)]
    figure, legends = ax.get_figure(), legends_of(ax)
    return {
        "artists": [i for i, _ in found],
        "lines": [int(isinstance(artists[i], Line2D)) for i, _ in found],
        "places": [lines.index(artists[i]) if artists[i] in lines else -1 for i, _ in found],
        "labels": [_label(artists[i], legends) for i, _ in found],
        "lengths": [len(points) for _, points in found],
        "points": torch.as_tensor(np.concatenate([np.zeros((0, 2)), *(points for _, points in found)])),
        "others": torch.tensor(others, dtype=torch.float64),
        "legend": [text.get_text() for legend in legends for text in legend.get_texts()],
        "x labels": [ax.get_xlabel(), figure.get_supxlabel() if figure else ""],
        "y labels": [
            *(layer.get_ylabel() for layer in layers(ax)),
            figure.get_supylabel() if figure else "",
        ],
    }


def _visible(artist: Artist) -> bool:
    return bool(artist.get_visible()) and artist.get_alpha() != 0


def layers(ax: Axes) -> list[Axes]:
    """The Axes and those that lie on top of it (twins)."""
    figure = ax.get_figure()
    if figure is None:
        return [ax]
    place = np.round(ax.get_position().bounds, 6)
    return [a for a in figure.axes if a is ax or np.allclose(np.round(a.get_position().bounds, 6), place)]


def _sequences(artist: Any) -> Iterator[np.ndarray]:
    """The sequences of points of an artist, each `(n, 2)`."""
    if isinstance(artist, AxLine):
        yield np.asarray([artist.get_xy1(), artist.get_xy2() or artist.get_xy1()], float)
    elif isinstance(artist, Line2D):
        yield np.asarray(artist.get_xydata(), float)
    elif isinstance(artist, PathCollection):
        yield np.ma.getdata(artist.get_offsets()).astype(float).reshape(-1, 2)
    elif isinstance(artist, LineCollection):
        for segment in artist.get_segments():
            yield np.asarray(segment, float).reshape(-1, 2)


def legends_of(ax: Axes) -> list[Legend]:
    """All legends of the Axes, its twins and its figure."""
    legends = [legend for layer in layers(ax) if (legend := layer.get_legend())]
    figure = ax.get_figure()
    legends += figure.legends if figure is not None else []
    for layer in layers(ax):
        legends += [a for a in layer.artists if isinstance(a, Legend) and a not in legends]
    return legends


def _label(artist: Artist, legends: list[Legend]) -> str:
    """An artist's own label, or the one entry of a legend that looks like it."""
    label = str(artist.get_label() or "")
    if not isinstance(artist, Line2D) or not _hidden(label):
        return label
    alike = [
        text.get_text()
        for legend in legends
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
        if isinstance(handle, Line2D) and _style(handle) == _style(artist)
    ]
    return alike[0] if len(alike) == 1 else label


def _style(line: Line2D) -> tuple[Any, ...]:
    return to_rgba(line.get_color()), line.get_linestyle(), line.get_marker()


def _hidden(label: str) -> bool:
    """Whether legends leave it out."""
    return not label or label.startswith("_")


def _marks(ax: Axes, artist: Any) -> Iterator[float]:
    """The x of what may be a mark and is no sequence of points."""
    every = artist.get_markevery() if isinstance(artist, Line2D) else None
    if isinstance(every, list | tuple | np.ndarray) and len(every) == 1:
        yield float(artist.get_xdata(orig=False)[int(every[0])])
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


@dataclass
class Curve:
    """A sequence of points."""

    artist: int
    line: bool
    place: int
    label: str
    x: np.ndarray
    y: np.ndarray

    @property
    def unlabelled(self) -> bool:
        return _hidden(self.label)


class Picture:
    """What `look` told."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        if len(told["lengths"]) + len(told["others"]) > MAX_SHAPES:
            raise ValueError("more than anybody draws")
        parts = [points.numpy().T for points in told["points"].split(told["lengths"])]
        self._found = [
            Curve(artist, line, place, label, x, y)
            for artist, line, place, label, (x, y) in zip(
                told["artists"], told["lines"], told["places"], told["labels"], parts, strict=True
            )
        ]
        self._others: list[float] = told["others"].tolist()
        self._texts = [text.strip() for text in told["legend"]]
        self.legend = len({text for text in self._texts if text}) >= 2
        self.x_label = any(text.strip() for text in told["x labels"])
        self.y_label = any(text.strip() for text in told["y labels"])

    def curve(self, values: list[float]) -> Curve | None:
        """What shows these values; a line rather than points."""
        fitting = [
            curve
            for curve in self._found
            if len(curve.y) == len(values)
            and np.allclose(curve.y, values, rtol=1e-5, atol=1e-7)
            and (len(values) == 1 or len(set(curve.x.tolist())) > 1)
        ]
        return min(fitting, key=lambda curve: (not curve.line, curve.unlabelled), default=None)

    def name_of(self, curve: Curve) -> str:
        """The label of a curve, or its entry in a legend that was given texts only, which are no artist's label."""
        if not curve.unlabelled:
            return curve.label.strip()
        text = self._texts[curve.place] if 0 <= curve.place < len(self._texts) else ""
        return "" if any(text == other.label.strip() for other in self._found) else text

    def marks(self, curves: Collection[Curve] = ()) -> Counter[float]:
        """The x of everything that stands at a single x, but for curves, and how many things stand there."""
        artists = {curve.artist for curve in curves}
        alone = [c.x[0] for c in self._found if len(set(c.x.tolist())) == 1 and c.artist not in artists]
        return Counter(round(float(x), 6) for x in (*alone, *self._others))


def epochs_of(x: np.ndarray) -> str:
    """In words that do not depend on the number of epochs."""
    for start in (1, 0):
        if np.allclose(x, np.arange(start, start + len(x))):
            return f"{start}, {start + 1}, …"
    return "others"


def swapped(train: str, val: str) -> bool:
    """Whether two names clearly belong to each other's curve."""
    return bool(
        VALIDATION.search(train)
        and not TRAIN.search(train)
        and TRAIN.search(val)
        and not VALIDATION.search(val)
    )
