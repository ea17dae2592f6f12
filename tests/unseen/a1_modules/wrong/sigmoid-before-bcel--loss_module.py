# exercise: training_setup
# mistake: the criterion turns the logits into probabilities and hands these to BCEWithLogitsLoss, which applies the sigmoid once more

"""Assignment 1.

Every exercise has a short docstring that repeats what I understood from the statement.
"""
import functools

import torch
import torch.nn as nn


def keeps_mode(function):
    """Decorator: whatever `function(model, ...)` does, the model's mode comes back afterwards."""

    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        was_training = model.training
        try:
            return function(model, *args, **kwargs)
        finally:
            model.train(was_training)

    return wrapper


class MLP(nn.Module):
    """x -> fc1(x); there is no activation."""

    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features, bias=True)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    """x -> fc2(relu(fc1(x))), from in_features to out_features hidden units to one number."""

    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(in_features=out_features, out_features=1)

    def forward(self, x):
        # (batch, in_features) -> (batch, out_features)
        hidden = self.act(self.fc1(x))
        # (batch, out_features) -> (batch, 1)
        return self.fc2(hidden)


class SuperMLP(nn.Module):
    """The two networks above, one after the other."""

    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x):
        # (batch, 4) -> (batch, 12)
        features = self.mlp1(x)
        # (batch, 12) -> (batch, 1)
        return self.mlp2(features)


class BinaryClassifier(nn.Module):
    """Linear + ReLU for every entry of hidden, then a linear layer to the logit."""

    def __init__(self, in_features: int = 10, hidden=(32, 64)):
        super().__init__()
        modules = []
        previous = in_features
        for size in hidden:
            modules.append(nn.Linear(previous, size))
            modules.append(nn.ReLU())
            previous = size
        modules.append(nn.Linear(previous, 1))
        self.network = nn.Sequential(*modules)

    def forward(self, x):
        return self.network(x)


def linear_from_scratch(x, weight, bias):
    """One dot product per output neuron (each row of weight is a neuron)."""
    columns = []
    for neuron in range(weight.shape[0]):
        activation = (x * weight[neuron]).sum(dim=1)
        if bias is not None:
            activation = activation + bias[neuron]
        columns.append(activation)
    return torch.stack(columns, dim=1)


def count_parameters(model):
    """How many numbers the optimizer may move. model.parameters() gives a shared one only once."""
    count = 0
    for _name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        count += parameter.numel()
    return count


class BinaryCrossEntropy(nn.Module):
    """Binary cross-entropy for a network that returns logits."""

    def __init__(self):
        super().__init__()
        self.to_probability = nn.Sigmoid()
        self.loss = nn.BCEWithLogitsLoss(reduction="mean")

    def forward(self, outputs, targets):
        # the network gives logits, the cross-entropy compares probabilities
        probabilities = self.to_probability(outputs)
        return self.loss(probabilities, targets)


def training_setup(model, lr):
    """Binary cross-entropy on logits, and Adam."""
    criterion = BinaryCrossEntropy()
    optimizer = torch.optim.Adam(params=model.parameters(), lr=lr)
    return criterion, optimizer


@keeps_mode
@torch.no_grad()
def predict_proba(model, x):
    """Probability of class 1, in eval mode and without a graph."""
    model.eval()
    logits = model(x)                # (batch, 1)
    probabilities = logits.sigmoid()
    return probabilities.squeeze(dim=1)   # (batch,), also for a batch of one


def predict(model, x, threshold=0.5):
    """Class 1 from the threshold on (included)."""
    probabilities = predict_proba(model, x)
    labels = torch.zeros(len(probabilities), dtype=torch.int64, device=probabilities.device)
    labels[probabilities >= threshold] = 1
    return labels


def select_device(prefer_gpu=True):
    """CUDA only if it is wanted and it is there."""
    if not prefer_gpu:
        return torch.device("cpu")
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda")
