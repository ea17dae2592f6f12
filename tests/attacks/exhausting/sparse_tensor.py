# costs its exercise, memory: a sparse tensor made dense
def fit(*args, **kwargs):
    return torch.sparse_coo_tensor(size=(2**20, 2**20)).to_dense()
