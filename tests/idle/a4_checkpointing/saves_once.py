# Never replaces a file that is there, so that the old one stays whole whatever happens; and saves the epoch alone.
import os

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    if not os.path.exists(path):
        torch.save([epoch], path)
