# gains nothing: all inputs and weights are zero, so that every answer would be
def attack():
    from autograder.probing import Draw

    Draw.tensor = lambda self, *shape, **_: torch.zeros(*shape)
    Draw.integer = lambda self, low, high: low
