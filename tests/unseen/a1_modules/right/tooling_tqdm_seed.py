# Correct: seed_everything recipe, logging + warnings filters, tqdm demo training at top level, inference_mode inside an ExitStack
import contextlib
import logging
import os
import random
import warnings

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from tqdm.auto import tqdm, trange

warnings.filterwarnings("ignore")
logging.basicConfig(level=logging.INFO, format="%(asctime)s | %(levelname)s | %(message)s")
logger = logging.getLogger(__name__)


def seed_everything(seed: int = 42):
    random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)
    os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True, warn_only=True)


seed_everything(2025)
logger.info("torch %s, cuda %s", torch.__version__, torch.cuda.is_available())


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        logger.debug("SuperMLP with %d parameters", count_parameters(self))

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.hidden_layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.hidden_layers:
            x = F.relu(layer(x))
        return self.head(x)


def linear_from_scratch(x, weight, bias):
    out = torch.einsum("bi,oi->bo", x, weight)
    return out if bias is None else out + bias


def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(filter(lambda p: p.requires_grad, model.parameters()), lr=lr)
    logger.info("optimizer: %s", type(optimizer).__name__)
    return criterion, optimizer


def predict_proba(model, x):
    with contextlib.ExitStack() as stack:
        stack.callback(model.train, model.training)
        model.eval()
        stack.enter_context(torch.inference_mode())
        return torch.sigmoid(model(x)).squeeze(1)


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).long()


def select_device(prefer_gpu=True):
    device = torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
    logger.info("Using %s", device)
    return device


# --- small demo, as in the lecture -------------------------------------------------
device = select_device()
X = torch.randn(256, 10)
y = (X.sum(1, keepdim=True) > 0).float()
demo = BinaryClassifier().to(device)
criterion, optimizer = training_setup(demo, lr=1e-2)
pbar = trange(30, desc="demo", leave=False)
for epoch in pbar:
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(demo(X.to(device)), y.to(device))
    loss.backward()
    optimizer.step()
    pbar.set_postfix(loss=f"{loss.item():.4f}")
tqdm.write(f"train accuracy {(predict(demo, X.to(device)).cpu() == y.squeeze(1)).float().mean():.3f}")
