# changes nothing: seeds of all generators
import random

import numpy


def attack():
    torch.manual_seed(0)
    random.seed(0)
    numpy.random.seed(0)
