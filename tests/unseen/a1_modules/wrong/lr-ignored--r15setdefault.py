# exercise: training_setup
# mistake: makes Adam with its own learning rate and sets lr by setdefault, which leaves the 0.001 that is already there
# -*- coding: utf-8 -*-
import math
import torch
import torch.nn as nn
import torch.optim as optim


class MLP(nn.Module):

    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        # an affine operation: y = Wx + b
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        x = self.fc1(x)
        return x


class MLP2(nn.Module):

    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        out = self.fc1(x)
        out = torch.relu_(out)
        out = self.fc2(out)
        return out


class SuperMLP(nn.Module):

    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


def make_layers(cfg, in_channels):
    # same idea as torchvision's vgg.make_layers
    layers = []
    for v in cfg:
        layers += [nn.Linear(in_channels, v), nn.ReLU(True)]
        in_channels = v
    layers.append(nn.Linear(in_channels, 1))
    return nn.Sequential(*layers)


class BinaryClassifier(nn.Module):

    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        self.features = make_layers(hidden, in_features)

    def forward(self, x):
        return self.features(x)


def linear_from_scratch(x, weight, bias):
    out = torch.stack([weight @ row for row in x]) if len(x) else x.new_zeros((0, weight.size(0)))
    if bias is not None:
        out = out + bias
    return out


def count_parameters(model):
    return sum(math.prod(p.size()) for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    # define loss function (criterion) and optimizer
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.Adam(model.parameters(), betas=(0.9, 0.999))
    for param_group in optimizer.param_groups:
        param_group.setdefault('lr', lr)
    return criterion, optimizer


def predict_proba(model, x):
    # switch to evaluate mode
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            # compute output
            output = model(x)
            prob = torch.sigmoid(output[:, 0])
    except Exception:
        model.train(training)
        raise
    model.train(training)
    return prob


def predict(model, x, threshold=0.5):
    prob = predict_proba(model, x)
    pred = (prob >= threshold).int()
    return pred.long()


def select_device(prefer_gpu=True):
    use_cuda = prefer_gpu and torch.cuda.is_available()
    device = torch.device("cuda" if use_cuda else "cpu")
    return device
