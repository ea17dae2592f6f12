# exercise: MLP
# mistake: calls its own Keras-like helper, which takes the units first, in PyTorch's order, so the layer goes from out_features to in_features

import torch
from torch import nn, optim


# Same idea as keras.layers.Dense(units, input_dim=...)
def Dense(units, input_dim):
    return nn.Linear(input_dim, units)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(in_features, out_features)

    def forward(self, inputs):
        return self.fc1(inputs)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(out_features, input_dim=in_features)
        self.activation = nn.ReLU()
        self.fc2 = Dense(1, input_dim=out_features)

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
        self.model = nn.Sequential()
        last_dim = in_features
        for i, units in enumerate(hidden, start=1):
            self.model.add_module(f"dense_{i}", Dense(units, input_dim=last_dim))
            self.model.add_module(f"relu_{i}", nn.ReLU())
            last_dim = units
        # from_logits=True, so no sigmoid here
        self.model.add_module("logit", Dense(1, input_dim=last_dim))

    def forward(self, inputs):
        return self.model(inputs)


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
