# how: golfed one-liners, lambdas as functions, recursion to build layers
import torch; from torch import nn; import torch.nn.functional as F
L = nn.Linear
class MLP(nn.Module):
    def __init__(s, in_features, out_features): super().__init__(); s.fc1 = L(in_features, out_features)
    def forward(s, x): return s.fc1(x)
class MLP2(nn.Module):
    def __init__(s, in_features, out_features): super().__init__(); s.fc1, s.fc2 = L(in_features, out_features), L(out_features, 1)
    def forward(s, x): return s.fc2(F.relu_(s.fc1(x)))
class SuperMLP(nn.Module):
    def __init__(s): super().__init__(); s.mlp1, s.mlp2 = MLP(4, 12), MLP2(12, 8)
    def forward(s, x): return s.mlp2(s.mlp1(x))
def _net(i, hs): return [L(i, 1)] if not hs else [L(i, hs[0]), nn.ReLU(), *_net(hs[0], hs[1:])]
class BinaryClassifier(nn.Module):
    def __init__(s, in_features=10, hidden=(32, 64)): super().__init__(); s.f = nn.Sequential(*_net(in_features, list(hidden)))
    def forward(s, x): return s.f(x)
linear_from_scratch = lambda x, weight, bias: x @ weight.T + (0 if bias is None else bias)
count_parameters = lambda model: sum(p.numel() for p in set(model.parameters()) if p.requires_grad)
training_setup = lambda model, lr: (F.binary_cross_entropy_with_logits, torch.optim.SGD(model.parameters(), lr, momentum=.9))
def predict_proba(model, x):
    t = model.training
    try:
        with torch.inference_mode(): return model.eval()(x).sigmoid().reshape(-1)
    finally: model.train(t)
predict = lambda model, x, threshold=.5: (predict_proba(model, x) >= threshold).to(torch.int64)
select_device = lambda prefer_gpu=True: torch.device(('cpu', 'cuda')[prefer_gpu and torch.cuda.is_available()])
