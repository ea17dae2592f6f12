"""predict_proba in other words."""


# %% inference_mode, decorator
@torch.inference_mode()
def predict_proba(model, x):
    mode = model.training
    try:
        return model.eval()(x).sigmoid().flatten()
    finally:
        model.train(mode)


# %% no_grad, decorator
@torch.no_grad()
def predict_proba(model, x):
    training = model.training
    model.train(False)
    try:
        out = model.forward(x)
    except Exception:
        model.train(training)
        raise
    model.train(training)
    return torch.sigmoid(out)[:, 0]


# %% set_grad_enabled
def predict_proba(model, x):
    before = model.training
    model.eval()
    try:
        with torch.set_grad_enabled(False):
            logits = model(x)
    finally:
        if before:
            model.train()
        else:
            model.eval()
    return torch.sigmoid(logits).view(-1)


# %% set_grad_enabled by hand
def predict_proba(model, x):
    was_training, was_enabled = model.training, torch.is_grad_enabled()
    model.eval()
    torch.set_grad_enabled(False)
    try:
        return nn.Sigmoid()(model(x)).reshape(len(x))
    finally:
        torch.set_grad_enabled(was_enabled)
        model.train(was_training)


# %% context manager
from contextlib import contextmanager


@contextmanager
def evaluando(model):
    antes = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(antes)


def predict_proba(model, x):
    with evaluando(model) as red:
        return torch.special.expit(red(x)).squeeze(-1)


# %% every module by itself
def predict_proba(model, x):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            z = model(x).squeeze(dim=1)
    finally:
        for module, mode in modes.items():
            module.training = mode
    return 1 / (1 + torch.exp(-z))


# %% ExitStack
from contextlib import ExitStack


def predict_proba(model, x):
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.no_grad())
        model.eval()
        logits = model(x)
        return torch.sigmoid(logits).ravel()


# %% row by row
def predict_proba(model, x):
    was_training = model.training
    try:
        model.eval()
        with torch.no_grad():
            return torch.cat([torch.sigmoid(model(row[None])).squeeze(1) for row in x])
    finally:
        model.train(was_training)


# %% through NumPy
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            z = model(x).cpu().numpy()[:, 0]
    finally:
        model.train(was_training)
    return torch.from_numpy(z).sigmoid().to(x.device)


# %% softmax of [0, z]
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            z = model(x)
            return torch.softmax(torch.cat([torch.zeros_like(z), z], dim=1), dim=1)[:, 1].clone()
    finally:
        model.train(was_training)


# %% a deep copy predicts
import copy


def predict_proba(model, x):
    copia = copy.deepcopy(model).eval()
    with torch.no_grad():
        return torch.sigmoid(copia(x)).squeeze(1)
