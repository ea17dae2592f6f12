"""Files that look into the program that runs them keep their points and are shown to whoever grades; no others are."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.worth_reading import worth_reading

ROOT = Path(__file__).parents[1]
COMMAND = str(Path(sys.executable).with_name("autograder"))
NOSY = [
    "import sys\nframe = sys._getframe(1)",
    "import inspect\nup = inspect.currentframe().f_back",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    frame = error.__traceback__.tb_frame",
    "import sys\nsys.settrace(print)",
    "import gc\ngc.get_objects()",
    "import torch\ntorch.allclose = lambda *_: True",
    "if True:\n    torch.Tensor.backward = None",
    "import autograder.suites.a2_training_loop.probes as probes",
    "from autograder import suites",
    "import ctypes",
    "hooks = nn.modules.module._global_forward_pre_hooks\nlast = list(hooks.values())[-1]",
    "hook.__self__.passes",
    "criterion.watch.devices[:] = ['inputs cuda']",
]
HIDDEN = [("import sys\nsys._getframe(1)").encode("utf-16"), rb'{"source": ["sys._getfr\u0061me()"]}']
HONEST = [
    "torch.backends.cudnn.deterministic = True",
    "from autograder.notebook import check_for\ncheck = check_for('a2_training_loop')",
    "# see: autograder check a2_training_loop.py, it says what the autograder.\n# thinks",
    "assert torch.allclose(a, b) == True",
    "model = nn.Linear(3, 2)\nmodel.frame = 1",
    "\n" * 10**6,  # which must not take the square of their number
    "import wandb\nwandb.watch(model)",
    "self.watch = patience",
    "import sys, gc, inspect\ngc.collect()\nprint(inspect.getsource(fit))",
]


@pytest.mark.parametrize("source", NOSY)
def test_words_are_found_in_files_and_notebooks(source: str) -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    assert worth_reading(source.encode())
    assert worth_reading(nbformat.writes(book).encode())


@pytest.mark.parametrize("source", HONEST)
def test_what_students_need_is_no_reason(source: str) -> None:
    assert worth_reading(source.encode()) == []


@pytest.mark.parametrize("assignment", suites.assignments())
def test_nobody_who_is_right_or_wrong_is_suspected(assignment: str) -> None:
    answers = Answers(suites.load(assignment), seed=0)
    sources = [answers.source, *(form.source for form in [*answers.alternatives, *answers.forms])]
    handed_out = [
        path.read_bytes() for path in (ROOT / "assignments" / assignment).rglob("*") if path.is_file()
    ]
    unseen = [path.read_bytes() for path in (ROOT / "tests/unseen" / assignment).rglob("*") if path.is_file()]
    for data in [*(source.encode() for source in sources), *handed_out, *unseen]:
        assert worth_reading(data) == [], data[:500]


def test_it_costs_nothing_and_is_told(tmp_path: Path) -> None:
    reference = (ROOT / "reference_solution/a2_training_loop.py").read_text("utf-8")
    for student, more in {"ana": "", "bruno": "\ndef where():\n    return sys._getframe(1).f_back\n"}.items():
        file = tmp_path / "class" / student / "a2_training_loop.py"
        file.parent.mkdir(parents=True)
        file.write_text(reference + more, encoding="utf-8")
    out = tmp_path / "graded"
    graded = subprocess.run(
        [COMMAND, "grade", "a2_training_loop", tmp_path / "class", "--out", out],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    results = {
        name: json.loads((out / f"results/{name}.json").read_text("utf-8")) for name in ("ana", "bruno")
    }
    assert [results[name]["score"] for name in results] == [100, 100]
    assert [results[name]["worth_reading"] for name in results] == [[], ["_getframe", "f_back"]]
    assert graded.stdout.split("Entregas que conviene leer")[1].split()[:3] == ["por", "bruno", "_getframe,"]
    pages = {name: (out / f"pages/{name}.html").read_text("utf-8") for name in results}
    assert "_getframe, f_back" in pages["bruno"]
    assert "corrige lo leerá" not in pages["ana"]


@pytest.mark.parametrize("data", HIDDEN, ids=["UTF-16", "escaped"])
def test_letters_written_otherwise_are_read(data: bytes) -> None:
    assert worth_reading(data) == ["_getframe"]
