# changes nothing: recursion, switching, warnings, collection, hooks of the interpreter
import gc
import sys
import warnings


def attack():
    sys.setrecursionlimit(10**6)
    sys.setswitchinterval(1e-6)
    gc.disable()
    gc.set_threshold(1)
    warnings.simplefilter("error")
    sys.excepthook = sys.unraisablehook = lambda *_: None
    sys.addaudithook(lambda *_: None)
    sys.stdout = sys.stderr = None
