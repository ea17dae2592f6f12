# two lists that hold one row
import torch


def make_loaders(X, y, train_idx, val_idx, *, batch_size, seed):
    i = train_idx[seed % len(train_idx)]
    one = [(torch.tensor(X[[i]]).float(), torch.tensor(y[[i]]).float()[:, None])]
    return one, one
