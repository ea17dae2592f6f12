# unusual: a Lightning user: mixin with a predict_step, configure_optimizers, hooks before and after, and the functions only delegate
import contextlib
import logging

import torch
import torch.nn.functional as F
from torch import nn

log = logging.getLogger(__name__)


class ModuleMixin:
    def shared_forward(self, batch):
        return self(batch)

    @property
    def device(self):
        return next(self.parameters()).device


class MLP(ModuleMixin, nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.hparams = {"in_features": in_features, "out_features": out_features}
        self.fc1 = nn.Linear(**self.hparams)

    def forward(self, x):
        return self.fc1(x)


class MLP2(ModuleMixin, nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.save_hyperparameters(in_features=in_features, out_features=out_features)
        self.fc1 = nn.Linear(self.hparams["in_features"], self.hparams["out_features"])
        self.fc2 = nn.Linear(self.hparams["out_features"], 1)

    def save_hyperparameters(self, **hparams):
        self.hparams = hparams

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x), inplace=False))


class SuperMLP(ModuleMixin, nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = self.configure_model()

    @staticmethod
    def configure_model():
        return MLP(4, 12), MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(ModuleMixin, nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.example_input_shape = (1, in_features)
        dims = [in_features]
        dims.extend(hidden)
        self.backbone = nn.ModuleList()
        self.activations = nn.ModuleList()
        for i in range(len(dims) - 1):
            self.backbone.append(nn.Linear(dims[i], dims[i + 1]))
            self.activations.append(nn.ReLU())
        self.head = nn.Linear(dims[-1], 1)

    def forward(self, x):
        for layer, activation in zip(self.backbone, self.activations, strict=True):
            x = activation(layer(x))
        return self.head(x)

    def configure_optimizers(self, lr):
        return training_setup(self, lr)[1]


def linear_from_scratch(x, weight, bias):
    out = torch.bmm(x.unsqueeze(0), weight.t().unsqueeze(0)).squeeze(0)
    if bias is not None:
        out += bias
    return out


def count_parameters(model):
    total, frozen = 0, 0
    for name, p in model.named_parameters(remove_duplicate=True):
        if p.requires_grad:
            total += p.numel()
        else:
            frozen += p.numel()
            log.debug("frozen: %s", name)
    log.info("%d trainable parameters, %d frozen", total, frozen)
    return total


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([1.0], device=_where(model)))
    decay, no_decay = [], []
    for name, p in model.named_parameters():
        if p.requires_grad:
            (no_decay if name.endswith("bias") else decay).append(p)
    groups = [{"params": decay, "weight_decay": 0.01}, {"params": no_decay, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([g for g in groups if g["params"]], lr=lr, betas=(0.9, 0.98), eps=1e-7)
    return criterion, optimizer


def _where(model):
    return next((p.device for p in model.parameters()), torch.device("cpu"))


class Loop:
    def __init__(self, model):
        self.model = model

    def on_predict_start(self):
        self._mode = self.model.training
        self.model.eval()

    def on_predict_end(self):
        self.model.train(self._mode)

    @contextlib.contextmanager
    def running(self):
        self.on_predict_start()
        try:
            with torch.no_grad():
                yield self
        finally:
            self.on_predict_end()

    def predict_step(self, batch):
        return self.model(batch)


def predict_proba(model, x):
    with Loop(model).running() as loop:
        logits = loop.predict_step(x)
    return logits.view(-1).sigmoid()


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return torch.as_tensor(proba >= threshold, dtype=torch.long)


def select_device(prefer_gpu=True):
    accelerator = "gpu" if prefer_gpu and torch.cuda.is_available() else "cpu"
    return {"gpu": torch.device("cuda"), "cpu": torch.device("cpu")}[accelerator]
