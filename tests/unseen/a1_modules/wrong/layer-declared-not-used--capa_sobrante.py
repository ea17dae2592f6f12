# exercise: BinaryClassifier
# mistake: an extra linear layer is declared in __init__ and never called in forward.
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.fc1 = nn.Linear(self.in_features, self.out_features)

    def forward(self, inputs):
        return self.fc1(inputs)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        # Dense(out_features, activation="relu") -> Dense(1)
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, inputs):
        x = self.fc1(inputs)
        x = self.relu(x)
        return self.fc2(x)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, inputs):
        x = self.mlp1(inputs)
        return self.mlp2(x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)):
        super().__init__()
        self.model = nn.Sequential()
        last = in_features
        for i, units in enumerate(hidden):
            self.model.add_module(f"dense_{i}", nn.Linear(last, units))
            self.model.add_module(f"relu_{i}", nn.ReLU())
            last = units
        self.output_dense = nn.Linear(last, 1)
        self.model.add_module("logit", nn.Linear(last, 1))

    def forward(self, inputs):
        return self.model(inputs)


def linear_from_scratch(x, weight, bias):
    kernel = weight.T  # keras: (in, out)
    outputs = x @ kernel
    if bias is not None:
        outputs = outputs + bias
    return outputs


def count_parameters(model):
    """Como 'Trainable params' de model.summary()."""
    trainable_params = 0
    for _, weights in model.named_parameters():
        if not weights.requires_grad:
            continue
        trainable_params += weights.numel()
    return trainable_params


def training_setup(model, lr):
    """compile(loss=BinaryCrossentropy(from_logits=True), optimizer=Adam(lr))"""
    loss = nn.BCEWithLogitsLoss(reduction="mean")
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return loss, optimizer


@torch.no_grad()
def predict_proba(model, x):
    training = model.training
    model.eval()
    try:
        logits = model(x)
    finally:
        model.train(training)
    return torch.sigmoid(logits)[:, 0]


def predict(model, x, threshold=0.5):
    scores = predict_proba(model, x)
    return (scores >= threshold).type(torch.int64)


def select_device(prefer_gpu=True):
    device = "cpu"
    if prefer_gpu and torch.cuda.is_available():
        device = "cuda"
    return torch.device(device)
