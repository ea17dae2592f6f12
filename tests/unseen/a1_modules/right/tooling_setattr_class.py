# Correct: a skorch-like estimator does the work behind the functions; parameters_to_vector counts; argparse Namespace with defaults
import argparse
import sys

import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from torch import nn
from torch.nn.utils import parameters_to_vector

parser = argparse.ArgumentParser(description="a1")
parser.add_argument("--lr", type=float, default=1e-2)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--no-cuda", action="store_true")
args, _ = parser.parse_known_args([] if "ipykernel" in sys.modules else None)


class NeuralNetBinaryClassifier(BaseEstimator, ClassifierMixin):
    def __init__(self, module=None, criterion=nn.BCEWithLogitsLoss, optimizer=torch.optim.RMSprop, lr=0.01, threshold=0.5):
        self.module = module
        self.criterion = criterion
        self.optimizer = optimizer
        self.lr = lr
        self.threshold = threshold

    def initialize(self):
        self.criterion_ = self.criterion()
        params = (p for p in self.module.parameters() if p.requires_grad)
        self.optimizer_ = self.optimizer(params, lr=self.lr)
        return self

    def evaluation_step(self, x):
        training = self.module.training
        self.module.train(False)
        try:
            with torch.set_grad_enabled(False):
                return self.module(x)
        finally:
            self.module.train(training)

    def infer_proba(self, x):
        p1 = torch.sigmoid(self.evaluation_step(x)).reshape(-1)
        return torch.stack([1 - p1, p1], dim=1)

    def infer(self, x):
        return (self.infer_proba(x)[:, 1] >= self.threshold).type(torch.long)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)
        self.fc1(torch.zeros(1, in_features))  # materialize

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.fc1(x)
        x = x.clamp(min=0)
        return self.fc2(x)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)



def _forward(self, x):
    return self.mlp2(self.mlp1(x))


setattr(SuperMLP, "forward", _forward)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = (in_features,) + tuple(hidden)
        body = [nn.Sequential(nn.Linear(i, o), nn.ReLU()) for i, o in zip(sizes, sizes[1:])]
        self.body = nn.Sequential(*body)
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        return self.head(self.body(x))


def linear_from_scratch(x, weight, bias):
    y = (x.unsqueeze(1) * weight.unsqueeze(0)).sum(dim=-1)
    if bias is not None:
        y += bias
    return y


def count_parameters(model):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return parameters_to_vector(trainable).shape[0] if trainable else 0


def training_setup(model, lr):
    net = NeuralNetBinaryClassifier(model, lr=lr).initialize()
    return net.criterion_, net.optimizer_


def predict_proba(model, x):
    return NeuralNetBinaryClassifier(model).infer_proba(x)[:, 1]


def predict(model, x, threshold=0.5):
    return NeuralNetBinaryClassifier(model, threshold=threshold).infer(x)


def select_device(prefer_gpu=True):
    use_cuda = torch.cuda.is_available() and prefer_gpu
    return torch.device("cuda") if use_cuda else torch.device("cpu")


if __name__ == "__main__":
    print(args)
    print(NeuralNetBinaryClassifier(BinaryClassifier()))
