# gains nothing: abs, round, sum, max and len say zero
import builtins


def attack():
    builtins.abs = builtins.round = builtins.sum = builtins.max = builtins.len = lambda *_, **__: 0
