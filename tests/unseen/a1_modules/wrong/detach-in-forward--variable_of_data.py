# exercise: SuperMLP
# mistake: wraps the output of mlp1 in Variable(out.data), an old recipe that cuts the graph, so mlp1 gets no gradient

# Adapted from several tutorials
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable


class MLP(nn.Module):

    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        out = self.fc1(x)
        return out


class MLP2(nn.Module):

    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        out = F.relu(self.fc1(x), inplace=True)
        out = self.fc2(out)
        return out


class SuperMLP(nn.Module):

    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        out = self.mlp1(x)
        # a network takes Variables as inputs
        out = Variable(out.data, requires_grad=True)
        out = self.mlp2(out)
        return out


class BinaryClassifier(nn.Module):

    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        layers = []
        input_size = in_features
        for hidden_size in hidden:
            layers += [nn.Linear(input_size, hidden_size), nn.ReLU(inplace=True)]
            input_size = hidden_size
        layers += [nn.Linear(input_size, 1)]
        self.classifier = nn.Sequential(*layers)

    def forward(self, x):
        return self.classifier(x)


def linear_from_scratch(x, weight, bias):
    output = x.mm(weight.t())
    if bias is not None:
        output = output + bias.unsqueeze(0).expand_as(output)
    return output


def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    # Loss and optimizer
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=lr, momentum=0.9, weight_decay=1e-4)
    return criterion, optimizer


def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            inputs = Variable(x)
            outputs = model(inputs)
            probs = torch.sigmoid(outputs)
    finally:
        model.train(mode=was_training)
    return probs.view(-1)


def predict(model, x, threshold=0.5):
    probs = predict_proba(model, x)
    predicted = (probs >= threshold).type(torch.LongTensor).to(probs.device)
    return predicted


def select_device(prefer_gpu=True):
    use_cuda = prefer_gpu and torch.cuda.is_available()
    device = torch.device("cuda" if use_cuda else "cpu")
    return device
