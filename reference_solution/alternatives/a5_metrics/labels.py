"""B81, B82: labels from logits in other words."""


# %% squeeze of one axis
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.dim() == 2 and logits.size(1) == 1:
        logits = logits.squeeze(1)
    if logits.dim() == 1:
        return (torch.sigmoid(logits) >= threshold).to(torch.int64)
    return torch.argmax(logits, dim=-1)


# %% where
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim > 1 and logits.shape[-1] != 1:
        return logits.max(dim=1).indices
    probabilities = torch.sigmoid(logits.view(-1))
    return torch.where(probabilities < threshold, 0, 1)


# %% the threshold as a logit
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    import math

    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.topk(1, dim=1).indices[:, 0]
    cut = math.log(threshold / (1 - threshold))
    return (logits.flatten() >= cut).long()


# %% softmax and argmax
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 1:
        logits = logits.unsqueeze(1)
    if logits.shape[1] == 1:
        return torch.ge(torch.sigmoid(logits[:, 0]), threshold).type(torch.long)
    return logits.softmax(dim=1).argmax(dim=1)


# %% handmade sigmoid
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.log_softmax(-1).argmax(-1)
    return (1 / (1 + torch.exp(-logits.reshape(-1))) >= threshold).long()


# %% lists
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    import math

    rows = logits.tolist()
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.tensor([row.index(max(row)) for row in rows], device=logits.device)
    values = [row[0] for row in rows] if logits.ndim == 2 else rows
    return torch.tensor([int(1 / (1 + math.exp(-v)) >= threshold) for v in values], device=logits.device)


# %% NumPy
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    import numpy as np

    z = logits.detach().cpu().numpy()
    if z.ndim == 2 and z.shape[1] > 1:
        return torch.from_numpy(z.argmax(axis=1)).to(logits.device)
    p = 1 / (1 + np.exp(-z.ravel()))
    return torch.from_numpy((p >= threshold).astype(np.int64)).to(logits.device)


# %% zeros filled
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    n = logits.shape[0]
    if logits.numel() > n:
        return torch.argmax(logits, 1)
    labels = torch.zeros(n, dtype=torch.int64, device=logits.device)
    labels[torch.sigmoid(logits).reshape(n) >= threshold] = 1
    return labels


# %% match
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    match tuple(logits.shape):
        case (_,):
            return (logits.sigmoid() >= threshold).long()
        case (_, 1):
            return labels_from_logits(logits[:, 0], threshold)
        case _:
            return logits.argmax(1)
