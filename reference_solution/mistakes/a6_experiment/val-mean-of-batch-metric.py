"""The metrics of the batches are averaged."""

from autograder.text import Text

TITLE = Text(es="Promedia las métricas de los batches", en="It averages the metrics of the batches")
HINT = Text(
    es="El F1 del conjunto no es el promedio de los F1 de los batches. La colección sabe acumular.",
    en="The F1 of the set is not the mean of the F1 of the batches. The collection knows how to gather.",
)
SLIDE = "Model Evaluation"


# %% the values of forward
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    totals = {}
    with torch.no_grad():
        for inputs, targets in loader:
            values = metrics(torch.sigmoid(model(inputs.to(device))), targets.to(device).int())
            for name, value in values.items():
                totals[name] = totals.get(name, 0.0) + value.item()
    model.train(was_training)
    return {name: total / len(loader) for name, total in totals.items()}


# %% compute and reset for each
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    metrics.to(device)
    history = []
    with torch.no_grad():
        for x, y in loader:
            metrics.reset()
            metrics.update(model(x.to(device)).sigmoid(), y.to(device).long())
            history.append({name: float(value) for name, value in metrics.compute().items()})
    model.train(state)
    return {name: sum(values[name] for values in history) / len(history) for name in history[0]}


# %% weighted by size
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    totals, count = {}, 0
    with torch.no_grad():
        for inputs, targets in loader:
            values = metrics(torch.sigmoid(model(inputs.to(device))), targets.to(device).int())
            for name, value in values.items():
                totals[name] = totals.get(name, 0.0) + value.item() * len(inputs)
            count += len(inputs)
    model.train(was_training)
    return {name: total / count for name, total in totals.items()}
