# gains nothing: optimizers do not step, so that all paths are one
def attack():
    for optimizer in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.Optimizer):
        optimizer.step = lambda self, closure=None: None
