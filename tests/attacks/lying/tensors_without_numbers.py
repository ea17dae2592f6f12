# gains nothing: meta, sparse, complex, quantised and nested tensors
def train_step(*args, **kwargs):
    return torch.empty((), device="meta")


def train_one_epoch(*args, **kwargs):
    return torch.zeros(2**20, 2**20).to_sparse() if False else torch.sparse_coo_tensor(size=(2**30, 2**30))


def fit(*args, **kwargs):
    return [torch.zeros((), dtype=torch.complex64), torch.quantize_per_tensor(torch.zeros(2), 1.0, 0, torch.qint8)]
