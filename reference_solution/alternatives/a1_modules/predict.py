"""predict in other words."""


# %% where
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.where(p >= threshold, 1, 0)


# %% to int64
def predict(model, x, threshold=0.5):
    return predict_proba(model, x).ge(threshold).to(torch.int64)


# %% type
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).type(torch.LongTensor).to(x.device)


# %% int()
def predict(model, x, threshold=0.5):
    return (~(predict_proba(model, x) < threshold)).int().long()


# %% row by row
def predict(model, x, threshold=0.5):
    labels = [1 if p >= threshold else 0 for p in predict_proba(model, x)]
    return torch.tensor(labels, dtype=torch.int64, device=x.device)


# %% filled
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    labels = torch.zeros(len(p), dtype=torch.long, device=p.device)
    labels[p >= threshold] = 1
    return labels


# %% on its own
@torch.no_grad()
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    probabilities = torch.sigmoid(model(x)).squeeze(1)
    model.train(was_training)
    return (probabilities >= threshold).long()


# %% two columns and argmax
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.stack([p < threshold, p >= threshold], dim=1).int().argmax(dim=1)


# %% heaviside
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.heaviside(p - threshold, torch.ones(1, device=p.device)).long()


# %% bucketize
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.bucketize(p, torch.tensor([threshold], device=p.device), right=True)
