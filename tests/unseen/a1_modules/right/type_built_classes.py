# unusual: the classes are made by a factory that calls type(): Python without class statements, layers described by strings
import torch
from torch import nn


def network(name, signature, layers):
    """A class whose __init__ makes `layers(*arguments)`, a dict of modules, and whose forward is their composition."""

    def __init__(self, *args, **kwargs):
        nn.Module.__init__(self)
        arguments = dict(signature)
        arguments.update(zip(arguments, args))
        unknown = set(kwargs) - set(arguments)
        if unknown:
            raise TypeError(f"{name} does not know {unknown}")
        arguments.update(kwargs)
        for key, module in layers(**arguments).items():
            self.add_module(key, module)

    def forward(self, x):
        for module in self._modules.values():
            x = module(x)
        return x

    return type(name, (nn.Module,), {"__init__": __init__, "forward": forward, "__module__": __name__})


MLP = network(
    "MLP",
    {"in_features": None, "out_features": None},
    lambda in_features, out_features: {"fc1": nn.Linear(in_features, out_features)},
)

MLP2 = network(
    "MLP2",
    {"in_features": None, "out_features": None},
    lambda in_features, out_features: {
        "fc1": nn.Linear(in_features, out_features),
        "relu": nn.ReLU(),
        "fc2": nn.Linear(out_features, 1),
    },
)

SuperMLP = network("SuperMLP", {}, lambda: {"mlp1": MLP(4, 12), "mlp2": MLP2(12, 8)})


def _classifier_layers(in_features, hidden):
    sizes = [in_features, *hidden]
    layers = {}
    for i in range(len(hidden)):
        layers[f"fc{i}"] = nn.Linear(sizes[i], sizes[i + 1])
        layers[f"relu{i}"] = nn.ReLU(inplace=True)
    layers["logit"] = nn.Linear(sizes[-1], 1)
    return layers


BinaryClassifier = network("BinaryClassifier", {"in_features": 10, "hidden": (32, 64)}, _classifier_layers)

linear_from_scratch = lambda x, weight, bias: x @ weight.T + (bias if bias is not None else 0.0)  # noqa: E731
count_parameters = lambda model: sum(p.numel() for p in model.parameters() if p.requires_grad)  # noqa: E731
training_setup = lambda model, lr: (  # noqa: E731
    nn.BCEWithLogitsLoss(),
    torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=lr),
)


def predict_proba(model, x):
    captured = []
    mode = model.training
    handle = model.register_forward_hook(lambda module, inputs, output: captured.append(output))
    try:
        with torch.no_grad():
            model.eval()
            model(x)
    finally:
        handle.remove()
        model.train(mode)
    return captured.pop().sigmoid().squeeze(1)


predict = lambda model, x, threshold=0.5: (predict_proba(model, x) >= threshold).long()  # noqa: E731
select_device = lambda prefer_gpu=True: torch.device(  # noqa: E731
    "cuda" if prefer_gpu and torch.cuda.is_available() else "cpu"
)
