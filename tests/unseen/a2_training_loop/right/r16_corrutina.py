# style: one coroutine does all the training: batches are sent in, losses come out; iter/next with a sentinel; accumulate for the totals
# open options used: model.zero_grad(); mode set with train() at every batch; the count of samples is len(loader.dataset)
from itertools import accumulate, islice


def trainer(model, criterion, optimizer):
    """prime it with next(); send (inputs, targets), get the loss; send None to apply the pending update."""
    answer = None
    while True:
        batch = yield answer
        inputs, targets = batch
        model.train()
        loss = criterion(model(inputs), targets)
        command = yield loss.item()
        if command == "apply":
            model.zero_grad()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        answer = None


def start(*args):
    coroutine = trainer(*args)
    next(coroutine)
    return coroutine


def one(coroutine, batch):
    value = coroutine.send(batch)
    coroutine.send("apply")
    return value


def train_step(model, inputs, targets, criterion, optimizer):
    return one(start(model, criterion, optimizer), (inputs, targets))


def train_one_epoch(model, loader, criterion, optimizer, device):
    coroutine, batches, end, sums = start(model, criterion, optimizer), iter(loader), object(), [0.0]
    while (batch := next(batches, end)) is not end:
        inputs, targets = (part.to(device=device) for part in batch)
        sums.append(one(coroutine, (inputs, targets)) * len(inputs))
    coroutine.close()
    *_, total = accumulate(sums)
    return total / len(loader.dataset)


def endless(model, loader, criterion, optimizer, device):
    while True:
        yield train_one_epoch(model, loader, criterion, optimizer, device)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(islice(endless(model, loader, criterion, optimizer, device), epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    coroutine = start(model, criterion, optimizer)
    for updates in range(max_steps):
        if coroutine.send((inputs, targets)) <= target_loss:
            return updates
        coroutine.send("apply")
    return max_steps
