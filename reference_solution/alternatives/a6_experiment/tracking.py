"""track_metrics in other words."""


# %% inference_mode, reset after as well
def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    with torch.inference_mode():
        for x, y in loader:
            logits = model(x.to(device))
            metrics.update(logits.sigmoid().squeeze(1), y.to(device).squeeze(1).long())
    results = {key: float(value) for key, value in metrics.compute().items()}
    metrics.reset()
    if training:
        model.train()
    return results


# %% everything gathered, one update, on the CPU
def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval()
    probabilities, truth = [], []
    try:
        with torch.no_grad():
            for x, y in loader:
                probabilities.append(torch.sigmoid(model(x.to(device))).cpu())
                truth.append(y)
    finally:
        model.train(mode)
    metrics.cpu()
    metrics.reset()
    metrics.update(torch.cat(probabilities).flatten(), torch.cat(truth).flatten().int())
    return {name: metrics.compute()[name].item() for name in metrics.compute()}


# %% a decorator and forward()
@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.train(False)
    metrics.reset()
    metrics.to(device)
    for batch in loader:
        inputs, targets = (tensor.to(device) for tensor in batch)
        metrics(model.forward(inputs).sigmoid(), targets.to(torch.int64))
    out = {}
    for name, value in metrics.compute().items():
        out[name] = value.cpu().item()
    model.train(was_training)
    return out


# %% set_grad_enabled and a handmade sigmoid
def track_metrics(model, loader, metrics, device):
    before = model.training
    model.eval()
    metrics.to(device).reset()
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        p = 1 / (1 + torch.exp(-model(inputs)))
        metrics.update(p.reshape(-1), targets.reshape(-1).int())
    torch.set_grad_enabled(previous)
    model.train(mode=before)
    return {k: v.tolist() for k, v in metrics.compute().items()}


# %% metric by metric
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probs = torch.sigmoid(model(inputs.to(device)))
            labels = targets.to(device).int()
            for metric in metrics.values(copy_state=False):
                metric.update(probs, labels)
    if was_training:
        model.train()
    else:
        model.eval()
    return {name: metric.compute().item() for name, metric in metrics.items(copy_state=False)}


# %% a copy of the collection
def track_metrics(model, loader, metrics, device):
    fresh = metrics.clone().to(device)
    fresh.reset()
    state = model.training
    model.eval()
    with torch.no_grad():
        for inputs, targets in loader:
            fresh.update(torch.sigmoid(model(inputs.to(device))), targets.to(device).bool().int())
    model.train(state)
    return {name: float(value.item()) for name, value in fresh.compute().items()}
