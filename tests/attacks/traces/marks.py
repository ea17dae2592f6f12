# changes nothing: marks on modules, paths and the environment
import builtins
import os
import sys


def attack():
    builtins.was_here = torch.was_here = True
    os.environ["was_here"] = "1"
    sys.modules["was_here"] = sys
    sys.path.append("was_here")
