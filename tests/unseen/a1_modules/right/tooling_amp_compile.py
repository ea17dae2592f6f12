# Correct: mixed-precision and torch.compile recipe: autocast switched off, matmul precision, cudnn flags, compiled function with the eager backend
import os

os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import torch
from torch import nn

torch.set_float32_matmul_precision("high")
torch.backends.cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = True
torch.backends.cudnn.allow_tf32 = True

USE_AMP = False
AMP_DTYPE = torch.bfloat16 if torch.cuda.is_available() else torch.float32


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, x):
        with torch.autocast(device_type=x.device.type, enabled=USE_AMP):
            return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        with torch.autocast(device_type=x.device.type, enabled=USE_AMP):
            h = torch.relu(self.fc1(x))
            return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x)).float()


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.net = nn.Sequential()
        d = in_features
        for i, h in enumerate(hidden):
            self.net.add_module(f"fc{i}", nn.Linear(d, h))
            self.net.add_module(f"relu{i}", nn.ReLU(inplace=True))
            d = h
        self.net.add_module("logit", nn.Linear(d, 1))

    def forward(self, x):
        return self.net(x)


def _linear(x, weight, bias):
    out = torch.matmul(x, weight.transpose(0, 1))
    if bias is not None:
        out = out + bias
    return out


# no C++ compiler in Colab's CPU runtime: the eager backend is enough
_compiled = torch.compile(_linear, backend="eager", dynamic=True)


def linear_from_scratch(x, weight, bias):
    return _compiled(x, weight, bias)


def count_parameters(model):
    seen, total = set(), 0
    for _, p in model.named_parameters():
        if p.requires_grad and id(p) not in seen:
            seen.add(id(p))
            total += p.numel()
    return total


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss().to(next(model.parameters()).device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, fused=torch.cuda.is_available(), betas=(0.9, 0.99))
    return criterion, optimizer


def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode(), torch.amp.autocast(x.device.type, dtype=torch.bfloat16, enabled=USE_AMP):
            logits = model(x).float()
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            return torch.sigmoid(logits).view(-1)
    finally:
        model.train(was_training)


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return torch.where(proba >= threshold, 1, 0)


def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        torch.cuda.empty_cache()
        return torch.device("cuda")
    return torch.device("cpu")
