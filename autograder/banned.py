"""Libraries that a submission must do without: an import of them fails and says why, by whatever route it comes.

That keeps students from an easy way out. In the sandbox their folders are empty on top, so that nobody copies them.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


@contextmanager
def without(libraries: Sequence[str]) -> Iterator[None]:
    """While it lasts, `libraries` cannot be imported, also where they are already."""
    if not libraries:  # most assignments; a look at every module for each form of a mistake adds up
        yield
        return
    hidden = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in libraries}
    for name in hidden:
        del sys.modules[name]
    refusal = _Refusal(libraries)
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        if refusal in sys.meta_path:
            sys.meta_path.remove(refusal)
        sys.modules.update(hidden)


@lru_cache
def folders_of(libraries: tuple[str, ...]) -> list[str]:
    """The folders of those that are installed."""
    specs = map(PathFinder.find_spec, libraries)
    return [folder for spec in specs if spec for folder in spec.submodule_search_locations or []]


def refusal(name: str) -> ImportError:
    """What a submission gets that uses a library, or a part of one, that it must do without."""
    return ImportError(f"{name}: no se permite en esta tarea / is not allowed in this assignment")


class _Refusal(MetaPathFinder, Loader):
    """Finds them, as PyTorch's compiler looks whether they are there, and does not load them."""

    def __init__(self, libraries: Sequence[str]) -> None:
        self.libraries = libraries

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name.partition(".")[0] in self.libraries else None

    def exec_module(self, module: ModuleType) -> None:
        raise refusal(module.__name__)
