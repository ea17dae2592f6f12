"""PyTorch without its compiler until somebody asks for it: half of what importing takes, for nothing that a probe needs.

The first optimizer imports torch._dynamo only to tell it what not to compile.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any
from unittest import mock


def put_off() -> None:
    """From now on, and if it is not there yet, the first who needs more of torch._dynamo than optimizers do imports it."""
    import torch

    name = "torch._dynamo"
    if name in sys.modules:
        return
    spec = find_spec(name)
    assert spec is not None
    waiting = module_from_spec(spec)
    del waiting.__path__  # who imports a module of the package asks for it first
    waiting.__class__ = _Waiting
    sys.modules[name] = torch._dynamo = waiting


def as_it_is(model: Any = None, **_: Any) -> Any:
    """What `torch.compile` is for a submission: compiling would take half a minute, for the same numbers."""
    return model if model is not None else as_it_is


@contextmanager
def nothing_compiled() -> Iterator[None]:
    """What was compiled before runs as it was written, and nothing is compiled anew."""
    import torch

    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(torch, "compile", as_it_is))
        if not isinstance(sys.modules.get("torch._dynamo"), _Waiting | None):
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        yield


class _Waiting(ModuleType):
    """torch._dynamo before it is imported: what an optimizer calls, which does nothing where nobody compiles."""

    @staticmethod
    def disable(function: Any, *_: Any, **__: Any) -> Any:
        return function

    @staticmethod
    def graph_break(*_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":  # of those who only look around among the modules
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        spec = self.__spec__
        assert spec and spec.loader and spec.submodule_search_locations
        self.__path__ = spec.submodule_search_locations
        spec.loader.exec_module(self)
        return getattr(self, name)
