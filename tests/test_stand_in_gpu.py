"""The GPU that probes pretend where there is none: it answers what correct programs ask of a real one."""

import pytest
import torch

from autograder.instruments import stand_in_gpu

ASKED = {
    "is_available()": True,
    "device_count()": 1,
    "current_device()": 0,
    "get_device_name(0)": "GPU",
    "get_device_name(device)": "GPU",
    "get_device_properties(device).total_memory > 0": True,
    "get_device_capability() >= (7, 0)": True,
    "set_device(device)": None,
    "synchronize()": None,
    "reset_peak_memory_stats()": None,
    "manual_seed_all(0)": None,
    "get_rng_state(device).dtype": torch.uint8,
}
# On it, all is as if it were ones.
ONES = {
    "x.device": torch.device("cuda", 0),
    "x.get_device()": 0,
    "x.mean().item()": 1.0,
    "x.tolist()": [1.0, 1.0, 1.0],
    "x.cpu().sum().item()": 3.0,
    "f'{x[0]:.2f}'": "1.00",
    "int(x[0])": 1,
    "bool(torch.isfinite(x).all())": True,
    "bool(~torch.isfinite(x).any())": False,
    "torch.isnan(x).any().item()": False,
    "bool(x[0] < float('inf'))": True,
    "bool(x[0] < x[1])": False,
    "bool(((x >= 0) & (x <= 1)).all())": True,
    "bool((x == 0).sum() == 0)": False,
    "((x == 1).cpu()).tolist()": [True, True, True],
    "tuple(x[x == 1].shape)": (3,),
    "torch.equal(x, x)": True,
    "torch.ones(3).pin_memory().to(x.device, non_blocking=True).is_cuda": True,
}


@pytest.mark.parametrize("question", ASKED)
def test_it_answers(question):
    with stand_in_gpu() as device:
        assert eval(f"torch.cuda.{question}", {"torch": torch, "device": device}) == ASKED[question]


@pytest.mark.parametrize("expression", ONES)
def test_it_counts_as_ones(expression):
    with stand_in_gpu() as device:
        found = eval(expression, {"torch": torch, "x": torch.ones(3).to(device)})
    assert (found, type(found)) == (ONES[expression], type(ONES[expression]))


def test_random_numbers_are_as_before():
    with stand_in_gpu() as device:
        torch.manual_seed(3)
        first = torch.rand(2)
        with torch.random.fork_rng(devices=[device]), torch.cuda.device(device):
            torch.rand(5)
        second = torch.rand(2)
    torch.manual_seed(3)
    assert torch.equal(torch.rand(4), torch.cat([first, second]))


def test_what_was_left_on_the_cpu_is_refused():
    with stand_in_gpu() as device, pytest.raises(RuntimeError):
        torch.nn.Linear(2, 1).to(device)(torch.ones(3, 2))


def test_it_is_gone_afterwards():
    before = torch.cuda.is_available, torch.cuda.synchronize, torch.cuda.device
    with stand_in_gpu():
        assert torch.cuda.is_available is not before[0]
    assert (torch.cuda.is_available, torch.cuda.synchronize, torch.cuda.device) == before
    assert not torch.ones(2, device="meta").is_cuda
