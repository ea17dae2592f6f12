# Misses Keras: Dense layers with an activation argument, `call`, `compile`, callbacks around prediction.
# reads: "one linear layer fc1" is met by a subclass of nn.Linear whose activation is the identity.
import torch
from torch import nn

ACTIVATIONS = {None: lambda t: t, "linear": lambda t: t, "relu": torch.relu}


class Dense(nn.Linear):
    def __init__(self, input_dim, units, activation=None):
        super().__init__(input_dim, units)
        self.activation = activation

    def forward(self, inputs):
        return ACTIVATIONS[self.activation](super().forward(inputs))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.stop_training = False

    def forward(self, *inputs, **kwargs):
        return self.call(*inputs, **kwargs)

    def count_params(self):
        return count_parameters(self)


class MLP(Model):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(in_features, out_features)

    def call(self, x):
        return self.fc1(x)


class MLP2(Model):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(in_features, out_features, activation="relu")
        self.fc2 = Dense(out_features, 1, activation="linear")

    def call(self, x):
        return self.fc2(self.fc1(x))


class SuperMLP(Model):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def call(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(Model):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.stack = nn.Sequential()
        self.output_dim = in_features
        for i, units in enumerate(hidden):
            self.add(f"dense_{i}", units, "relu")
        self.add("logit", 1, None)

    def add(self, name, units, activation):
        self.stack.add_module(name, Dense(self.output_dim, units, activation))
        self.output_dim = units

    def call(self, x):
        return self.stack(x)


def linear_from_scratch(x, weight, bias):
    kernel = weight.transpose(0, 1)  # Keras keeps (in, out)
    use_bias = bias is not None
    outputs = torch.matmul(x, kernel)
    return torch.add(outputs, bias) if use_bias else outputs


def count_parameters(model):
    trainable_weights = [w for w in model.parameters() if w.requires_grad]
    return sum(w.nelement() for w in trainable_weights)


def compile(model, optimizer, loss, learning_rate):
    losses = {"binary_crossentropy": nn.BCEWithLogitsLoss}
    optimizers = {"adam": torch.optim.Adam, "nadam": torch.optim.NAdam, "sgd": torch.optim.SGD}
    return losses[loss](), optimizers[optimizer](model.parameters(), lr=learning_rate)


def training_setup(model, lr):
    return compile(model, optimizer="nadam", loss="binary_crossentropy", learning_rate=lr)


class Callback:
    def on_predict_begin(self, model):
        pass

    def on_predict_end(self, model):
        pass


class LearningPhase(Callback):
    def on_predict_begin(self, model):
        self.learning_phase = bool(model.training)
        model.eval()

    def on_predict_end(self, model):
        model.train(self.learning_phase)


class NoTape(Callback):
    def on_predict_begin(self, model):
        self.guard = torch.no_grad()
        self.guard.__enter__()

    def on_predict_end(self, model):
        self.guard.__exit__(None, None, None)


def predict_on_batch(model, x, callbacks):
    started = []
    try:
        for callback in callbacks:
            callback.on_predict_begin(model)
            started.append(callback)
        return model(x)
    finally:
        for callback in reversed(started):
            callback.on_predict_end(model)


def predict_proba(model, x):
    return predict_on_batch(model, x, [LearningPhase(), NoTape()]).sigmoid().flatten()


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).type(torch.int64)


def select_device(prefer_gpu=True):
    return torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
