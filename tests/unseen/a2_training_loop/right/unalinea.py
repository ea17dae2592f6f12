import torch; from functools import partial, reduce; from itertools import count, repeat, starmap, takewhile

def _paso(m, x, y, c, o, L=None):
    L = c(m.train()(x), y) if L is None else L
    return (v := L.item(), o.zero_grad(), L.backward(), o.step())[0]

train_step = lambda model, inputs, targets, criterion, optimizer: _paso(model, inputs, targets, criterion, optimizer)

train_one_epoch = lambda model, loader, criterion, optimizer, device: (lambda s: s[0] / s[1])(
    reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]),
           ((len(x) * train_step(model, x.to(device), y.to(device), criterion, optimizer), len(x)) for x, y in loader)))

fit = lambda model, loader, criterion, optimizer, *, epochs, device: [*starmap(train_one_epoch, repeat((model, loader, criterion, optimizer, device), epochs))]

def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    mirar = lambda: criterion(model.train()(inputs), targets)
    sigue = lambda n, L: not (L.item() <= target_loss) and (_paso(model, inputs, targets, criterion, optimizer, L), True)[1]
    return sum(1 for _ in takewhile(lambda n: n < max_steps and sigue(n, mirar()), count()))
