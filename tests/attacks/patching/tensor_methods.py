# gains nothing: item, tolist and numpy give zeros
def attack():
    torch.Tensor.item = lambda self: 0.0
    torch.Tensor.tolist = lambda self: [0.0] * self.numel()
    torch.Tensor.detach = torch.Tensor.clone = lambda self: self
