# gains nothing: pytest.fail and its exception do nothing, and every report is of success
import sys
import types


def attack():
    quiet = types.ModuleType("pytest")
    quiet.fail = quiet.raises = quiet.skip = lambda *_, **__: None
    for name in ("pytest", "_pytest", "_pytest.runner", "_pytest.outcomes", "unittest", "doctest"):
        sys.modules[name] = quiet
