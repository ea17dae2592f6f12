"""What an ordinary instructor would test a2_training_loop with: plain asserts against numbers that the test computes."""

import re

EXERCISES = ("train_step", "train_one_epoch", "fit", "overfit_one_batch")

SETUP = '''
import copy
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def a_model():
    torch.manual_seed(7)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


def some_data(rows):
    generator = torch.Generator().manual_seed(rows)
    return torch.randn(rows, 3, generator=generator), torch.randn(rows, 2, generator=generator)


def sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.1)


def weights(model):
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def trained(model, batches, epochs=1):
    """The instructor's own loop, on a copy: the model, and the loss per sample of each epoch."""
    model = copy.deepcopy(model)
    optimizer, history = sgd(model), []
    for _ in range(epochs):
        total, count = 0.0, 0
        for inputs, targets in batches:
            loss = nn.functional.mse_loss(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, count = total + loss.item() * len(inputs), count + len(inputs)
        history.append(total / count)
    return model, history
'''

# Exercise, test and points, then its code.
TEXT = """
### train_step weights 10
model, batches = a_model(), [some_data(5), some_data(6)]
expected, _ = trained(model, batches)
optimizer = sgd(model)
for inputs, targets in batches:
    train_step(model, inputs, targets, nn.MSELoss(), optimizer)
assert torch.allclose(weights(model), weights(expected), atol=1e-6)

### train_step loss 30
model, (inputs, targets) = a_model(), some_data(5)
_, [expected] = trained(model, [(inputs, targets)])
loss = train_step(model, inputs, targets, nn.MSELoss(), sgd(model))
assert isinstance(loss, float)
assert math.isclose(loss, expected, rel_tol=1e-5)

### train_one_epoch weights 6
model, loader = a_model(), DataLoader(TensorDataset(*some_data(7)), batch_size=3)
expected, _ = trained(model, loader)
train_one_epoch(model, loader, nn.MSELoss(), sgd(model), torch.device("cpu"))
assert torch.allclose(weights(model), weights(expected), atol=1e-6)

### train_one_epoch loss 19
model, loader = a_model(), DataLoader(TensorDataset(*some_data(7)), batch_size=3)
_, [expected] = trained(model, loader)
loss = train_one_epoch(model, loader, nn.MSELoss(), sgd(model), torch.device("cpu"))
assert math.isclose(loss, expected, rel_tol=1e-5)

### fit history 12
model, loader = a_model(), DataLoader(TensorDataset(*some_data(7)), batch_size=3)
expected, losses = trained(model, loader, epochs=2)
history = fit(model, loader, nn.MSELoss(), sgd(model), epochs=2, device=torch.device("cpu"))
assert len(history) == 2
assert torch.allclose(torch.tensor(history), torch.tensor(losses), rtol=1e-5)
assert torch.allclose(weights(model), weights(expected), atol=1e-6)

### fit goes_on 8
model, loader = a_model(), DataLoader(TensorDataset(*some_data(7)), batch_size=3)
_, losses = trained(model, loader, epochs=3)
optimizer, device = sgd(model), torch.device("cpu")
assert fit(model, loader, nn.MSELoss(), optimizer, epochs=0, device=device) == []
fit(model, loader, nn.MSELoss(), optimizer, epochs=1, device=device)
history = fit(model, loader, nn.MSELoss(), optimizer, epochs=2, device=device)
for loss, expected in zip(history, losses[1:], strict=True):
    assert math.isclose(loss, expected, rel_tol=1e-5)

### overfit_one_batch steps 10
model, (inputs, targets) = a_model(), some_data(4)
_, losses = trained(model, [(inputs, targets)], epochs=20)
steps = overfit_one_batch(
    model, inputs, targets, nn.MSELoss(), sgd(model), max_steps=20, target_loss=(losses[8] + losses[9]) / 2
)
assert steps == 9

### overfit_one_batch bounds 5
model, (inputs, targets) = a_model(), some_data(4)
arguments = model, inputs, targets, nn.MSELoss(), sgd(model)
assert overfit_one_batch(*arguments, max_steps=3, target_loss=0.0) == 3
assert overfit_one_batch(*arguments, max_steps=3, target_loss=1e9) == 0
"""
TESTS = [
    (exercise, test, int(points), code)
    for exercise, test, points, code in re.findall(
        r"### (\w+) (\w+) (\d+)\n(.*?)(?=\n###|$)", TEXT, re.DOTALL
    )
]
