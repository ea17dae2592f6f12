# gains nothing: every generator gives the same numbers for ever
import random


def attack():
    random.Random.randbytes = lambda self, n: bytes(n)
    random.Random.randint = lambda self, low, high: low
    torch.manual_seed = torch.default_generator.manual_seed = lambda *_: None
