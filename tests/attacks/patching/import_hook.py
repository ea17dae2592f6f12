# gains nothing: every module of the kit that is imported from now on is a dummy
import importlib.abc
import importlib.machinery
import sys


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name.partition(".")[0] in ("autograder", "pytest", "msgspec") else None

    def exec_module(self, module):
        module.__getattr__ = lambda name: lambda *_, **__: True


def attack():
    sys.meta_path.insert(0, Finder())
    for name in [name for name in sys.modules if name.startswith(("autograder", "msgspec", "_pytest"))]:
        del sys.modules[name]
