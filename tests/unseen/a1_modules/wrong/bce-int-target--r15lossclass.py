# exercise: training_setup
# mistake: the criterion, a subclass of BCEWithLogitsLoss, turns the float targets into int32 labels before it computes the loss, which raises
# I come from Keras, so I like to name layers and to "build" models from lists
from collections import OrderedDict

import torch
from torch import nn, optim


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))

    def forward(self, inputs):
        return self.fc1(inputs)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))
        self.add_module("act", nn.ReLU())
        self.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, inputs):
        outputs = inputs
        for layer in self.children():
            outputs = layer(outputs)
        return outputs


class SuperMLP(nn.Sequential):
    def __init__(self):
        super(SuperMLP, self).__init__(OrderedDict(mlp1=MLP(4, 12), mlp2=MLP2(12, 8)))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        layers = OrderedDict()
        units_in = in_features
        for i, units in enumerate(hidden, start=1):
            layers[f"dense_{i}"] = nn.Linear(units_in, units)
            layers[f"relu_{i}"] = nn.ReLU()
            units_in = units
        layers["logit"] = nn.Linear(units_in, 1)
        self.model = nn.Sequential(layers)

    def forward(self, inputs):
        return self.model(inputs)


def linear_from_scratch(x, weight, bias):
    kernel = weight.transpose(0, 1)  # Keras keeps (in, out)
    outputs = torch.mm(x, kernel)
    if bias is not None:
        outputs = torch.add(outputs, bias)
    return outputs


def count_parameters(model):
    trainable_weights = [w for w in model.parameters() if w.requires_grad]
    return sum(w.nelement() for w in trainable_weights)


class BinaryCrossentropy(nn.BCEWithLogitsLoss):
    """keras.losses.BinaryCrossentropy(from_logits=True): the labels are 0 / 1."""

    def forward(self, y_pred, y_true):
        labels = torch.round(y_true).to(torch.int32)
        return super().forward(y_pred, labels)


def training_setup(model, lr):
    compiled = {"loss": BinaryCrossentropy(), "optimizer": optim.Adamax(model.parameters(), lr=lr)}
    return compiled["loss"], compiled["optimizer"]


def predict_proba(model, x):
    was_training = model.training
    model.train(False)
    try:
        with torch.no_grad():
            outputs = nn.Sigmoid()(model(x))
        return outputs.reshape(-1)
    finally:
        model.train(was_training)


def predict(model, x, threshold=0.5):
    probabilities = predict_proba(model, x)
    return (probabilities >= threshold).type(torch.int64)


def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    return torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")
