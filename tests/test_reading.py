"""What a student's file may look like, and what is read from it and run."""

import codecs
import inspect
import json
import math
import pickle
import signal
import textwrap
import time
import warnings
from types import ModuleType
from typing import Any

import pytest
from fuzzing import CASES, many
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.reading import Reading, Unreadable, define, read
from autograder.text import Text

quick = many(max(60, CASES))


def run(source: str, *wanted: str, suffix: str = ".py", seconds: float = 2) -> tuple[ModuleType, list[Text]]:
    """The module of a submission, and the notes of reading and running it."""
    reading = read(textwrap.dedent(source).encode(), suffix)
    module, notes = define(reading, wanted, seconds=seconds)
    return module, reading.notes + notes


def notebook(*cells: str | list[str], **more: object) -> bytes:
    code: list[dict[str, object]] = [
        {"cell_type": "code", "source": source, "outputs": [], "metadata": {}} for source in cells
    ]
    text = {"cell_type": "markdown", "source": "def not_code(): pass"}
    return json.dumps({"cells": [text, *code], "nbformat": 4} | more).encode()


def run_cells(*cells: str | list[str], wanted: str = "f") -> tuple[ModuleType, list[Text]]:
    reading = read(notebook(*cells), ".ipynb")
    module, notes = define(reading, [wanted], seconds=2)
    return module, reading.notes + notes


def names(reading: Reading) -> list[str]:
    return [statement.node.name for statement in reading.statements if hasattr(statement.node, "name")]


# --- bytes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "def f(): return 'año'".encode(),
        codecs.BOM_UTF8 + "def f(): return 'año'".encode(),
        "def f(): return 'año'".encode("latin-1"),
        "# -*- coding: cp1252 -*-\ndef f(): return 'año'".encode("cp1252"),
        "# coding: no-such-thing\ndef f(): return 'año'".encode(),
        "# coding: zlib\ndef f(): return 'año'".encode(),
        "def f(): return 'año'".encode("utf-16"),
        codecs.BOM_UTF16_BE + "def f(): return 'año'".encode("utf-16-be"),
        "def f():\r\n    return 'año'\r\n".encode(),
        "def f():\r    return 'año'\r".encode(),
        "def f():\0 return 'año'\0\0".encode(),
        "\f\ndef f():\n\treturn 'año'\n".encode(),
    ],
)
def test_reads_the_encodings_and_line_ends_that_editors_write(data: bytes) -> None:
    reading = read(data, ".py")
    module, notes = define(reading, ["f"], seconds=2)
    assert module.f() == "año"
    assert reading.notes + notes == []


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\0\0"])
def test_an_empty_file_is_read_with_a_note(data: bytes) -> None:
    assert read(data, ".py") == ([], {}, [Text("El archivo está vacío.", "The file is empty.")])


def test_comments_alone_are_valid_python() -> None:
    assert read(b"# to do\n", ".py").notes == []


@pytest.mark.parametrize(
    "data",
    [
        b"Querido profesor: no alcance a terminar.",
        b"<html><body>Not found</body></html>",
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\ntrailer\n",
        b"PK\x03\x04\x14\x00\x08\xff\xfe",
        b"(" * 10_000,
        b"x = " + b"-" * 100_000 + b"1",
    ],
)
def test_what_is_no_python_at_all_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, ".py")
    assert "línea" in caught.value.text.es.lower()
    assert "\n" not in caught.value.text.es


# --- notebooks -------------------------------------------------------------------------------------------------


def test_reads_the_code_cells_of_a_notebook_in_order() -> None:
    module, notes = run_cells("K = 1", ["def f():\n", "    return K"], "def f():\n    return K + 1")
    assert module.f() == 2  # a later definition replaces an earlier one
    assert not hasattr(module, "not_code")
    assert notes == []


def test_reads_version_3_and_foreign_metadata() -> None:
    cell = {"cell_type": "code", "input": ["def f():\n", "    return 3"], "language": "python"}
    odd: list[Any] = [None, 7, {}, {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}}]
    odd.append({"cell_type": "code", "source": [1, None, "g = 1"]})
    book = {"worksheets": [{"cells": [cell, *odd]}, 5], "metadata": {"kernelspec": {"language": "R"}}}
    assert names(read(json.dumps(book).encode(), ".ipynb")) == ["f"]
    assert names(read(notebook("def f():#\t pass").replace(rb"#\t", b"\t"), ".ipynb")) == ["f"]


def test_the_content_counts_more_than_the_suffix() -> None:
    assert names(read(notebook("def f(): pass"), ".py")) == ["f"]
    assert names(read(b"def f(): pass\n", ".ipynb")) == ["f"]


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[1, 2]",
        b"null",
        b'{"cells": [',
        notebook("def f(): pass")[:-20],
        b"[" * 100_000,
        b"hola que tal",
        b"%PDF-1.4\n%stuff\n",
    ],
)
def test_what_is_no_notebook_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, ".ipynb")
    assert "no es un notebook" in caught.value.text.es


def test_an_indented_cell_is_run_as_ipython_runs_it() -> None:
    module, notes = run_cells("    def f():\n        return 1\n")
    assert module.f() == 1
    assert notes == []


# --- magics ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        '!pip install torch && echo "it\'s"',
        "!pip install \\\n    torch \\\n  torchvision",
        "!echo '''",
        "files = !ls *.py",
        "out = %timeit -o -q 1",
        "?print",
        "print??",
        "%cd /content/drive/My Drive",
        "if True:\n    !ls (",
    ],
)
def test_what_only_ipython_understands_costs_nothing_else(line: str) -> None:
    module, notes = run_cells(f"import math\n{line}\ndef f():\n    return math.pi\n{line}", "K = 1")
    assert module.f() == pytest.approx(3.14159, abs=1e-4)
    assert notes == []


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "\n%%timeit -n 1"])
def test_a_cell_magic_around_python_keeps_the_cell(magic: str) -> None:
    module, notes = run_cells(f"{magic}\ndef f():\n    return 1")
    assert module.f() == 1
    assert notes == []


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile f.py", "%%javascript"])
def test_a_cell_of_another_language_is_dropped(magic: str) -> None:
    reading = read(notebook(f"{magic}\ndef f(): return 2\n", "def g(): pass"), ".ipynb")
    assert names(reading) == ["g"]
    assert reading.notes == []


def test_valid_python_that_looks_like_a_magic_is_left_alone() -> None:
    source = "def f(a, b):\n    return (a\n      %b,\n      '''\n!ls\n''')\n"
    assert run(source, "f")[0].f(5, 3) == (2, "\n!ls\n")
    assert run("def f(): return '''\n!ls\n'''", "f")[0].f() == "\n!ls\n"
    broken_elsewhere = source + "def g(:\n    pass\n"
    assert run(broken_elsewhere, "f")[0].f(5, 3) == (2, "\n!ls\n")


# --- what does not parse ---------------------------------------------------------------------------------------

ABOVE = '''\
import math
from math import (
    pi,
)

TABLE = {
"a": 1,
}

def decorate(number):
    return lambda function: function if number == 2 else None


if TABLE:
    TWO = 2
else:
    TWO = 3


@decorate(
    TWO,
)
@staticmethod
def above(
    x,
) -> float:
    """Lines of this docstring
start in column 0, as
def does.
"""
    if x:
# a comment in column 0
        return pi
    else:
        return TABLE["a"]


'''
BELOW = """
class Below:
    def method(self):
        return 2


try:
    import nothing_of_this_name
except ImportError:
    nothing_of_this_name = None

def last(): return nothing_of_this_name
"""
BROKEN = {
    "unclosed parenthesis": "def broken(x):\n    y = math.sqrt(x\n    return y\n",
    "unclosed parenthesis at the end": "def broken(x):\n    return math.sqrt((x)\n",
    "missing colon": "def broken(x)\n    return x\n",
    "unindented body": "def broken(x):\nreturn x\n",
    "bad indentation": "def broken(x):\n    y = 1\n      return y\n",
    "bad dedent": "def broken(x):\n        y = 1\n    return y\n",
    "open docstring": 'def broken(x):\n    """Returns x.\n    return x\n',
    "tabs and spaces": "def broken(x):\n        y = 1\n\treturn y\n",
    "decorated": "@math.sqrt\n@staticmethod\ndef broken(x:\n    return x\n",
    "class": "class broken(:\n    def method(self):\n        return 1\n",
    "no body": "def broken(x):\n",
    "two arguments alike": "def broken(x, x):\n    return x\n",
    "no loop": "def broken(x):\n    break\n",
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_function_costs_only_itself(broken: str) -> None:
    module, notes = run(ABOVE + broken + BELOW, "above", "Below", "last")
    assert module.above(1) == pytest.approx(3.14159, abs=1e-4)
    assert module.above(0) == 1
    assert module.Below().method() == 2
    assert module.last() is None
    assert len(notes) <= 2
    assert not hasattr(module, "broken")
    first_line = ABOVE.count("\n") + 1
    assert notes[0].es.startswith("Línea") and "`broken` no es Python válido" in notes[0].es
    line = int(notes[0].es.split(":")[0].split()[1])
    assert first_line <= line <= first_line + broken.count("\n")


STRAY = {
    "bracket": "}\n",
    "prompt": ">>> above(1)\n3.14\n",
    "prose": "Ahora viene la segunda parte.\n¿Qué pasa si x es 0?\n\nEsto lo explico después.\n",
    "merge conflict": "<<<<<<< HEAD\nLR = 1\n=======\nLR = 2\n>>>>>>> feature/lr\n",
    "indented": "    y = 1\n    return y\n",
    "open string": '"""\n',
}  # fmt: skip


@pytest.mark.parametrize("stray", STRAY.values(), ids=STRAY.keys())
def test_stray_lines_cost_nothing_else(stray: str) -> None:
    # After a statement, as an indented line after a function would be part of it.
    module, notes = run(ABOVE + "import math\n" + stray + BELOW, "above", "Below", "last")
    assert module.above(1) == pytest.approx(3.14159, abs=1e-4)
    assert module.math
    assert module.Below().method() == 2
    assert module.last() is None
    assert "esta parte no es Python válido" in notes[0].es


def test_neighbouring_lines_that_do_not_parse_are_one_note() -> None:
    reading = read(b"x = 1\nesto es\nuna frase\nmuy larga\ny = 2\n", ".py")
    assert [note.es for note in reading.notes] == [
        "Líneas 2 a 4: esta parte no es Python válido (invalid syntax); se omitió."
    ]
    assert len(reading.statements) == 2


def test_magics_beside_a_broken_function_are_no_extra_note() -> None:
    _, notes = run_cells(
        "%cd x\n!pip install \\\n    torch\ndef broken(:\n    pass\ndef f():\n    return 1\n!ls", "f"
    )
    assert [note.en.split("(")[0] for note in notes] == ["Code cell 1, line 4: `broken` is not valid Python "]


def test_old_line_ends_are_lines_too() -> None:
    assert names(read(b"def f(:\r    pass\rdef g():\r    pass\r", ".py")) == ["g"]


def test_lines_are_counted_after_what_was_left_out() -> None:
    _, notes = run("def g(:\n    pass\nK = 1 / 0\ndef f(): return K", "f")
    assert [note.en.split(":")[0] for note in notes] == ["Line 1", "Line 3"]


def test_warnings_of_the_compiler_are_not_shown() -> None:
    with warnings.catch_warnings(action="error"):
        assert run("def f(): return '\\d' is 1", "f")[1] == []


def test_notes_name_the_cell_and_stay_few() -> None:
    reading = read(notebook("x = 1", "\ndef f(:\n"), ".ipynb")
    assert reading.notes[0].es.startswith("Celda de código 2, línea 2: `f` no es Python válido")
    assert reading.notes[0].en.startswith("Code cell 2, line 2: `f` is not valid Python")
    assert len(read(b"x = 1\n" + b"def f(:\n" * 500, ".py").notes) == 20


GOOD = [
    f"def f{i}(x):\n    y = [\n        x,\n    ]\n    if x:\n        y = 1\n    return y\n\n\n"
    for i in range(5)
]


@quick
@given(st.integers(0, 4), st.integers(1, 6))
def test_a_deleted_line_never_costs_another_function(function: int, line: int) -> None:
    # Line 0 is left: without its `def` line, a body belongs to the function above.
    lines = GOOD[function].splitlines(keepends=True)
    damaged = "".join(lines[:line] + lines[line + 1 :])
    found = names(read("".join([*GOOD[:function], damaged, *GOOD[function + 1 :]]).encode(), ".py"))
    assert {f"f{i}" for i in range(5) if i != function} <= set(found)


# --- what is run -----------------------------------------------------------------------------------------------


def test_only_what_the_exercises_need_is_run() -> None:
    module, notes = run(
        """
        RATE = 0.1
        LAYERS = []
        LAYERS.append(3)
        LAYERS += [4]
        CONFIG = {}
        CONFIG["a"] = RATE
        if True:
            DEVICE = "cpu"
        for SIZE in (1, 2): pass
        with open(__import__("os").devnull) as NULL: OPENED = True
        (PAIR, *REST) = 1, 2
        print("epoch 1")
        history = 1 / 0
        model = [].missing
        model.train()
        def train(RATE): RATE.momentum = lambda: history
        schedule = lambda RATE: history if RATE.append(0) else history

        def helper(): return LAYERS, CONFIG, DEVICE, SIZE, OPENED, PAIR
        def f(history=RATE):
            model = None
            return [helper() for _ in range(1)]
        f()[1]
        """,
        "f",
    )
    assert module.f() == [([3, 4], {"a": 0.1}, "cpu", 2, True, 1)]
    assert not hasattr(module, "history")
    assert not hasattr(module, "model")
    assert notes == []


@pytest.mark.parametrize(
    "use",
    [
        "def f(x=NEEDED): return x",
        "@(lambda function: NEEDED and function)\ndef f(): return 1",
        "class Base: x = NEEDED\nclass f(Base): pass",
        "class f:\n    def method(self):\n        return (lambda: NEEDED)",
        "def f(x: NEEDED): return x",
        "f = lambda: NEEDED",
        "def f(): return g()\ng = lambda: [NEEDED for _ in range(3)]",
        "if True:\n    def f(): return NEEDED",
        "def f(): return 1\nf.limit = NEEDED",
    ],
)
def test_a_global_is_found_wherever_it_is_used(use: str) -> None:
    module, notes = run(f"NEEDED = 1\nOTHER = 1\n{use}", "f")
    assert hasattr(module, "NEEDED")
    assert not hasattr(module, "OTHER")
    assert notes == []


@pytest.mark.parametrize(
    ("setting", "result"),
    [
        ("math.limit = 3", "math.limit"),
        ("setattr(math, 'limit', 3)", "math.limit"),
        ("math.__dict__.update(limit=3)", "math.limit"),
        ("if math.pi > 3:\n    math.limit = LIMIT", "math.limit + 0 * LIMIT"),
        ("os.environ['LIMIT_OF_F'] = '3'", "int(os.environ['LIMIT_OF_F'])"),
        ("try:\n    import math as m\nexcept ImportError:\n    m = None\nm.limit = 3", "m.limit"),
    ],
)
def test_a_library_is_set_up(setting: str, result: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(math, "limit", 0, raising=False)
    monkeypatch.setenv("LIMIT_OF_F", "0")
    module, notes = run(f"import math, os\nLIMIT = 3\n{setting}\ndef f(): return {result}", "f")
    assert module.f() == 3
    assert notes == []


def test_what_fails_to_be_set_up_is_noted_and_what_is_missing_is_noted_once() -> None:
    _, notes = run("import no_such_library\nno_such_library.set_up()\ndef f(): pass", "f")
    assert [note.en.partition(":")[0] for note in notes] == ["Line 1"]
    _, notes = run("import math\nmath.set_up()\ndef f(): pass", "f")
    assert [note.en.partition(":")[0] for note in notes] == ["Line 2"]


@pytest.mark.parametrize(
    "demonstration",
    [
        "data = [1]\nsys.stdout.write(f'trains for an hour on {data}')",
        "def train(): print('trains')\nsys.stdout.write(train())",
        "import time\ntime.sleep(3600)",
        "import subprocess as s\ns.run(['echo', 'no'])",
        "os.system('echo no')",
        "from matplotlib import pyplot as plt\nplt.plot([1]); plt.show()",
        "sys.exit()",
        "if __name__ == '__main__': sys.stdout.write('main')",
    ],
)
def test_a_demonstration_is_not_run(demonstration: str, capfd: pytest.CaptureFixture[str]) -> None:
    _, notes = run(f"import os, sys\n{demonstration}\ndef f(): return sys", "f", seconds=30)
    assert (capfd.readouterr().out, notes) == ("", [])


def test_a_call_that_changes_a_global_which_is_needed_is_run(capfd: pytest.CaptureFixture[str]) -> None:
    module, notes = run(
        """
        LAYERS, SIZE, UNUSED = {}, 0, []
        def register(name): LAYERS[name] = len(name)
        def resize():
            global SIZE
            SIZE = 5
        def main():
            UNUSED.append(print("trains"))
            LAYERS = {}
        register("mlp")
        resize()
        main()
        def f(): return LAYERS, SIZE
        """,
        "f",
    )
    assert module.f() == ({"mlp": 3}, 5)
    assert (capfd.readouterr().out, notes) == ("", [])


def test_the_main_block_is_not_run() -> None:
    module, _ = run("def f(): return K\nK = 1\nif __name__ == '__main__':\n    K = 2\n", "f")
    assert module.f() == 1


def test_a_statement_that_raises_costs_only_itself() -> None:
    module, notes = run(
        """
        import seaborn_of_another_name
        from math import no_such_name, pi
        K = 1 / 0
        exit()
        class Shy(Exception):
            def __str__(self): raise KeyboardInterrupt
        def fail(error): raise error
        A = fail(Shy())
        B = fail(ValueError("x\\n\\ud800" * 1000))
        C = exit(3)
        @undefined_decorator
        def g(): return 1
        def f(): return K, A, B, C, g()
        def unneeded(x=history): return 1
        def last(): return 1
        """,
        "f",
        "last",
    )
    assert module.last() == 1
    assert [note.en.split(":")[0] for note in notes] == [f"Line {line}" for line in (2, 3, 4, 9, 10, 11, 13)]
    assert "ModuleNotFoundError: No module named 'seaborn_of_another_name'" in notes[0].es
    assert "ZeroDivisionError: division by zero" in notes[2].es
    assert "SystemExit" in notes[5].es
    assert "`g` no se pudo ejecutar (NameError" in notes[6].es
    for note in notes:
        note.es.encode()  # no lone surrogates
        assert len(note.es) < 300 and note.es.isprintable()


def test_a_statement_has_limited_time_and_the_timer_is_restored() -> None:
    def handler(signum: int, frame: object) -> None: ...

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 50)
    try:
        start = time.monotonic()
        module, notes = run(
            "import time\nK = 1\ntry: time.sleep(60)\nexcept Exception: K = 2\ndef f(): return K",
            "f",
            seconds=0.2,
        )
        assert time.monotonic() - start < 5
        assert signal.getsignal(signal.SIGALRM) is handler
        assert 40 < signal.getitimer(signal.ITIMER_REAL)[0] <= 50
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert module.f() == 1
    assert [note.es for note in notes] == ["Línea 3: esta parte tardó más de 0.2 s; se omitió."]


def test_what_jupyter_provides_does_nothing() -> None:
    module, notes = run(
        """
        IN_COLAB = 'google.colab' in str(get_ipython())
        get_ipython().run_line_magic('matplotlib', 'inline')
        def f():
            display(IN_COLAB)
            return IN_COLAB
        """,
        "f",
    )
    assert module.f() is False
    assert notes == []
    assert not hasattr(run("def f(): pass", "f")[0], "display")


def test_future_annotations_hold_for_every_cell() -> None:
    module, notes = run_cells(
        "from __future__ import annotations", "def f(x: not_defined) -> List[int]: return x"
    )
    assert module.f.__annotations__ == {"x": "not_defined", "return": "List[int]"}
    assert notes == []


def test_the_namespace_is_a_module_with_source() -> None:
    module, notes = run_cells(
        "from dataclasses import dataclass",
        "\n@dataclass\nclass f:\n    x: int\n\ndef g():\n    raise ValueError",
    )
    assert notes == []
    assert pickle.loads(pickle.dumps(module.f(3))) == module.f(3)
    assert inspect.getsource(module.g) == "def g():\n    raise ValueError\n"
    with pytest.raises(ValueError) as caught:
        module.g()
    assert (caught.traceback[-1].path, caught.traceback[-1].lineno + 1) == ("<celda 2>", 7)


# --- anything --------------------------------------------------------------------------------------------------


def reads_or_refuses(data: bytes, suffix: str) -> None:
    try:
        reading = read(data, suffix)
    except Unreadable as error:
        error.text.es.encode()
    else:
        assert all(statement.place.es for statement in reading.statements)


suffixes = st.sampled_from([".py", ".ipynb"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["cells", "worksheets", "source", "input", "cell_type", "x"]), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@quick
@given(st.binary(max_size=200), suffixes)
@example(b"# coding: utf-7\n+AAA-", ".py")
@example(b"\xff\xfe\x00", ".py")
@example(b"\\", ".py")
@example(b"%%", ".ipynb")
def test_any_bytes(data: bytes, suffix: str) -> None:
    reads_or_refuses(data, suffix)


@quick
@given(st.dictionaries(st.sampled_from(["cells", "worksheets"]), json_values, min_size=1), suffixes)
def test_any_json(book: object, suffix: str) -> None:
    reads_or_refuses(json.dumps(book).encode(), suffix)


python_like = st.lists(
    st.sampled_from(["def f(", "):", "\n", "    ", "return", '"""', "'", "(", "]", "@", "!ls", "%x", "\\", "x", "=", " "])
    | st.text(max_size=3),
    max_size=40,
).map("".join)  # fmt: skip


@quick
@given(st.lists(python_like, max_size=3))
def test_any_cells(cells: list[str]) -> None:
    reads_or_refuses(notebook(*cells), ".ipynb")


@quick
@given(st.data(), st.sampled_from([".py", ".ipynb"]))
def test_any_damage(data: st.DataObject, suffix: str) -> None:
    whole = (ABOVE + BELOW).encode() if suffix == ".py" else notebook(ABOVE, BELOW)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    reads_or_refuses(whole[:start] + data.draw(st.binary(max_size=5)) + whole[end:], suffix)
