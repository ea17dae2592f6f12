"""PyTorch's compiler is imported by who asks for it, and by nobody else. Each case in a Python of its own."""

import subprocess
import sys

import pytest

START = """
import sys, torch
from autograder import compiler
compiler.put_off()
model = torch.nn.Linear(3, 2)
optimizer = torch.optim.Adam(model.parameters())
model(torch.ones(4, 3)).sum().backward()
optimizer.step()
optimizer.zero_grad()
"""
THERE = "'torch._dynamo.utils' in sys.modules"


def after(start: str, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_optimizers_do_without_it_and_who_only_looks_around_too():
    assert (
        after("", f"import sys, autograder.suites as suites; suites.load('a1_modules'); print({THERE})")
        == "False"
    )
    looks = "import inspect; inspect.getmodule(compiler.put_off); hasattr(torch._dynamo, '__file__')"
    assert after(START, f"{looks}; print({THERE})") == "False"


@pytest.mark.parametrize(
    ("asking", "answer"),
    [
        ("print(torch.compile(model, backend='eager')(torch.ones(4, 3)).shape)", "torch.Size([4, 2])"),
        ("from torch._dynamo.utils import counters; print(type(counters).__name__)", "defaultdict"),
        ("print(torch.func.grad(lambda x: (x**2).sum())(torch.ones(2)))", "tensor([2., 2.])"),
    ],
)
def test_who_asks_for_it_has_it(asking, answer):
    assert after(START, asking) == answer


def test_where_it_is_there_already_it_stays():
    there = "import torch._dynamo as before\n" + START
    assert after(there, "print(torch._dynamo is before, torch._dynamo.graph_break.__module__)") == (
        "True torch._dynamo.decorators"
    )
