# unusual: the optimizer is L-BFGS (a free choice), CUDA is asked about once at import, layers live in a Sequential that is also reached by name
from torch import device as Device
from torch import inference_mode, int64, nn, sigmoid
from torch.cuda import is_available as cuda_is_there
from torch.nn.utils import parameters_to_vector
from torch.optim import LBFGS


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.net = nn.Sequential(self.fc1)

    def forward(self, x):
        return self.net(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        # the same layers once more, as a sequence: shared, so nothing is added
        self.sequence = nn.Sequential(self.fc1, nn.ReLU(), self.fc2)

    def forward(self, x):
        return self.sequence(x)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x):
        return nn.Sequential(self.mlp1, self.mlp2)(x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        layers += [nn.Linear(in_features, 1), nn.Identity()]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


def linear_from_scratch(x, weight, bias):
    result = (weight @ x.T).T
    if bias is None:
        return result
    return result + bias.reshape(1, -1)


def count_parameters(model):
    free = [p for p in model.parameters() if p.requires_grad]
    return parameters_to_vector(free).numel() if free else 0


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), LBFGS([p for p in model.parameters() if p.requires_grad], lr=lr)


def predict_proba(model, x):
    training = model.training
    model.eval()
    try:
        with inference_mode():
            return sigmoid(model(x)).squeeze(1)
    finally:
        if training:
            model.train()


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).to(int64)


def select_device(prefer_gpu=True):
    return Device("cuda") if prefer_gpu and cuda_is_there() else Device("cpu")
