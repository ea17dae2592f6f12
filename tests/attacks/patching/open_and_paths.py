# gains nothing: whatever is opened for reading is empty
import builtins
import io


def attack():
    builtins.open = io.open = lambda *_, **__: io.StringIO("")
