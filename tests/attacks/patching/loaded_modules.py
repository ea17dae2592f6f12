# gains nothing: the kit's modules are replaced by ones that agree to everything
import sys
from unittest import mock


def attack():
    for name in [name for name in sys.modules if name.startswith(("autograder", "safetensors", "msgspec"))]:
        sys.modules[name] = mock.MagicMock()
