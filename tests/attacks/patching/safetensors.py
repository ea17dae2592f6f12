# gains nothing: what is saved is what the attacker likes
import numpy


def attack():
    import safetensors.numpy
    import safetensors.torch

    save = safetensors.numpy.save
    safetensors.numpy.save = lambda tensors, *_: save({name: numpy.full_like(t, 0) for name, t in tensors.items()})
    safetensors.torch.save = safetensors.numpy.save
