"""B91, B94–B96: criteria and optimizers of another kind."""


# %% SGD with momentum
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    return criterion, optimizer


# %% AdamW
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(params=model.parameters(), lr=lr, weight_decay=0.01)
    return criterion, optimizer


# %% RMSprop, functional
def training_setup(model, lr):
    criterion = nn.functional.binary_cross_entropy_with_logits
    optimizer = torch.optim.RMSprop(model.parameters(), lr)
    return criterion, optimizer


# %% sigmoid and BCELoss
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.BCELoss()(torch.sigmoid(logits), targets)

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% sigmoid and BCELoss as a module
class Criterio(nn.Module):
    def forward(self, logits, targets):
        return nn.functional.binary_cross_entropy(logits.sigmoid(), targets, reduction="mean")


def training_setup(model, lr):
    return Criterio(), torch.optim.NAdam(model.parameters(), lr=lr)


# %% two outputs for cross-entropy
def training_setup(model, lr):
    def criterion(logits, targets):
        both = torch.cat([torch.zeros_like(logits), logits], dim=1)
        return nn.functional.cross_entropy(both, targets.squeeze(1).long())

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% logsigmoid
def training_setup(model, lr):
    def criterion(logits, targets):
        logsigmoid = nn.functional.logsigmoid
        return -(targets * logsigmoid(logits) + (1 - targets) * logsigmoid(-logits)).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% softplus
def training_setup(model, lr):
    def criterion(logits, targets):
        return (nn.functional.softplus(logits) - targets * logits).mean()

    return criterion, torch.optim.Adagrad(model.parameters(), lr=lr)


# %% max and log1p
def training_setup(model, lr):
    def criterion(logits, targets):
        return (logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% squeezed both
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.binary_cross_entropy_with_logits(
            logits.squeeze(1), targets.view(-1).type_as(logits)
        )

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% explicit defaults
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss(weight=None, reduction="mean", pos_weight=None)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% sum divided by the batch
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum") / len(logits)

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% a group per layer
def training_setup(model, lr):
    groups = [{"params": [p]} for p in model.parameters() if p.requires_grad]
    return nn.BCEWithLogitsLoss(), torch.optim.SGD(groups, lr=lr)


# %% groups with their own lr
def training_setup(model, lr):
    decay = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    other = [p for p in model.parameters() if p.requires_grad and p.ndim <= 1]
    groups = [{"params": decay, "lr": lr, "weight_decay": 1e-4}, {"params": other, "lr": lr}]
    return nn.BCEWithLogitsLoss(), torch.optim.AdamW(groups)


# %% named parameters
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.named_parameters(), lr=lr)
    return criterion, optimizer


# %% filter, list
def training_setup(model, lr):
    optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=lr, amsgrad=True)
    return [nn.BCEWithLogitsLoss(), optimizer]


# %% lr as a tensor
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=torch.tensor(lr))
    return criterion, optimizer


# %% add_param_group
def training_setup(model, lr):
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(trainable[:1], lr=lr)
    if trainable[1:]:
        optimizer.add_param_group({"params": trainable[1:]})
    return nn.BCEWithLogitsLoss(), optimizer
