# costs its exercise, memory: a sparse tensor made dense
def fit(*args, **kwargs):
    return torch.sparse_coo_tensor(size=(2**14, 2**14)).to_dense()
