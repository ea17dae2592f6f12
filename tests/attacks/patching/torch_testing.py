# gains nothing: every comparison of torch says yes
def attack():
    yes = lambda *_, **__: True
    torch.equal = torch.allclose = torch.isclose = torch.eq = yes
    torch.Tensor.equal = torch.Tensor.allclose = torch.Tensor.eq = torch.Tensor.__eq__ = yes
    torch.testing.assert_close = torch.testing.assert_allclose = lambda *_, **__: None
