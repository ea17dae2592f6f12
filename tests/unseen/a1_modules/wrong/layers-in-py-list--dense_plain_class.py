# exercise: BinaryClassifier
# mistake: wraps every layer in a Dense class that is not an nn.Module, so none of the parameters is registered

import torch
from torch import nn, optim


class Dense:
    """keras.layers.Dense for PyTorch."""

    def __init__(self, units, input_dim, activation=None):
        self.linear = nn.Linear(input_dim, units)
        self.activation = activation

    def __call__(self, x):
        x = self.linear(x)
        if self.activation == "relu":
            x = torch.relu(x)
        return x


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, inputs):
        return self.fc1(inputs)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.activation = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, inputs):
        x = self.fc1(inputs)
        x = self.activation(x)
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
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.depth = len(hidden)
        last_dim = in_features
        for i, units in enumerate(hidden):
            setattr(self, f"dense_{i}", Dense(units, input_dim=last_dim, activation="relu"))
            last_dim = units
        # from_logits=True, so no sigmoid here
        self.logit = Dense(1, input_dim=last_dim)

    def forward(self, inputs):
        x = inputs
        for i in range(self.depth):
            x = getattr(self, f"dense_{i}")(x)
        return self.logit(x)


def linear_from_scratch(x, weight, bias):
    kernel = weight.t()  # Keras keeps the kernel as (in, out)
    if bias is None:     # use_bias=False
        return x @ kernel
    return x @ kernel + bias


def count_parameters(model):
    """The 'Trainable params' line of model.summary()."""
    trainable_weights = [w for w in model.parameters() if w.requires_grad]
    return sum(w.nelement() for w in trainable_weights)


def training_setup(model, lr):
    # model.compile(optimizer=Adam(lr), loss=BinaryCrossentropy(from_logits=True))
    loss = nn.BCEWithLogitsLoss()
    optimizer = optim.Adam(model.parameters(), lr=lr)
    return loss, optimizer


def predict_proba(model, x):
    learning_phase = model.training
    model.train(False)
    try:
        with torch.inference_mode():
            y = model(x)
            y = torch.sigmoid(y)
    finally:
        model.train(learning_phase)
    return y.reshape(-1)


def predict(model, x, threshold=0.5):
    y = predict_proba(model, x)
    return torch.where(y >= threshold, 1, 0)


def select_device(prefer_gpu=True):
    gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if gpus > 0 and prefer_gpu:
        return torch.device("cuda")
    return torch.device("cpu")
