# gains nothing: all, any and isinstance say yes, math.isclose too
import builtins
import math


def attack():
    builtins.all = builtins.any = builtins.isinstance = builtins.hasattr = lambda *_: True
    math.isclose = lambda *_, **__: True
