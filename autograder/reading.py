"""From the bytes of a submission to a module that holds its definitions.

Runs inside the sandbox, on hostile input. Students' files are rarely clean: shell lines from a notebook, half a
function that does not parse, a training loop of ten minutes at top level. Whatever is broken costs only itself and
leaves a note for the student; of the top-level code, only what the exercises need is run.
"""

import __future__

import ast
import builtins
import codecs
import dis
import io
import json
import linecache
import re
import sys
import textwrap
import tokenize
import types
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from autograder.text import Text
from autograder.time_limit import OutOfTime, time_limit

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_MOST_NOTES = 20
_FILE = "<submission>"
_GPU_QUESTIONS = {"is_available", "device_count", "current_accelerator"}
_DEVICE_ANSWERS = {"bool", "int", "str", "device", "NoneType"}
# Of libraries, nothing that draws, waits, starts programs or ends this one is a setting.
_NOT_SET_UP = {
    "IPython",
    "doctest",
    "matplotlib",
    "multiprocessing",
    "pytest",
    "subprocess",
    "threading",
    "time",
    "unittest",
}
_NO_SETTINGS = {"_exit", "abort", "exit", "fork", "kill", "killpg", "main", "run", "show", "sleep", "system"}

# What only IPython understands: `%matplotlib inline`, `!pip install x`, `files = !ls`, `?fit`, `fit??`, each with
# the lines that a backslash joins to it.
_MAGIC = re.compile(
    r"^([ \t]*)(?:([\w.]+ *= *)[!%](?!=)|!(?!=)|%{1,2}[A-Za-z_]|\?|[\w.]+\?)(?:.*\\\n)*.*$", re.MULTILINE
)
_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*")
_MAGICS_AROUND_PYTHON = ("time", "timeit", "capture", "prun")

# Where a block that does not parse can be cut: see _chunks.
_BEGINS = re.compile(r"(?!(?:else|elif|except|finally)\b)\S")
_OPENS = re.compile(r"@|(?:async|class|def|for|if|match|try|while|with)\b")
_DEFINES = re.compile(r"(?:@.*\n)*(?:async +)?(?:def|class) +(\w+)")
_INCOMPLETE = re.compile(r"never closed|triple-quoted|unexpected EOF")
_MOST_CHUNKS_TOGETHER = 300


class Unreadable(Exception):
    """Nothing in the file can be read as Python; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Statement(NamedTuple):
    """One top-level statement."""

    node: ast.stmt
    code: types.CodeType
    place: Text  # "Celda 3, línea 12"


class Reading(NamedTuple):
    """What could be read of one submission."""

    statements: list[Statement]
    sources: dict[str, str]  # by the file name that tracebacks show: "<submission>" or "<celda 3>"
    notes: list[Text]  # what was left out, and why


class _Gap(NamedTuple):
    """What is not valid Python in a block: Python complains about line `first`, and it reaches to `last`."""

    first: int
    last: int
    name: str | None  # of the function or class that begins there
    error: SyntaxError


def read(data: bytes, suffix: str) -> Reading:
    """Reads the bytes of a `.py` or `.ipynb` file; `suffix` counts less than what the bytes are.

    Raises Unreadable when nothing in them is Python.
    """
    text = _decode(data)
    if not text.strip():
        return Reading([], {}, [Text("El archivo está vacío.", "The file is empty.")])
    cells = _code_cells(text)
    if cells is None and suffix == ".ipynb":
        _require_python(text)
    blocks = {0: text} if cells is None else dict(enumerate(cells, 1))

    nodes: list[tuple[int, ast.stmt]] = []
    notes: list[Text] = []
    for cell, source in blocks.items():
        parsed, gaps = _parse_block(source)
        nodes += [(cell, node) for node in parsed]
        for gap in gaps:
            notes.append(_note(_place(cell, gap.first, gap.last), gap.name, _not_python(gap.error)))
    if notes and all(isinstance(node, ast.Expr | ast.Pass) for _, node in nodes):
        es, en = notes[0]
        raise Unreadable(
            Text(f"Nada en el archivo es Python válido. {es}", f"Nothing in the file is valid Python. {en}")
        )

    # `from __future__ import annotations` holds for every statement, also in later cells.
    future = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for _, node in nodes)
    flags = __future__.annotations.compiler_flag if future else 0
    statements = []
    for cell, node in nodes:
        place = _place(cell, node.lineno, node.lineno)
        try:
            statements.append(Statement(node, _compile(node, _file_name(cell), flags), place))
        except SyntaxError as error:  # `return` outside a function, the same argument twice, …
            notes.append(_note(place, _defined_name(node), _not_python(error)))
    sources = {_file_name(cell): source for cell, source in blocks.items()}
    return Reading(statements, sources, notes[:_MOST_NOTES])


def define(reading: Reading, wanted: Iterable[str], *, seconds: float) -> tuple[types.ModuleType, list[Text]]:
    """Runs what `wanted` needs; returns the module `submission` with what could be defined, and notes.

    Imports and definitions are run, and of the other top-level statements those that set or change a global which
    the wanted names use, directly or through others, or that set up a library. Each may take `seconds`, an import
    twice that. Which device there is may be asked and kept in a global: such assignments are in `__asked__`, for a
    probe that answers otherwise.
    """
    module = types.ModuleType("submission")
    module.__file__ = _FILE
    sys.modules["submission"] = module  # pickle, dataclasses and inspect look a class's module up
    for file_name, source in reading.sources.items():
        lines = [line + "\n" for line in source.split("\n")]
        linecache.cache[file_name] = (len(source), None, lines, file_name)

    needed, names = _needed(reading.statements, wanted)
    settings = {*_settings(reading.statements, names)} - needed
    run = needed | settings
    for name, stand_in in {"get_ipython": _Shell, "display": _do_nothing}.items():
        if name in names:
            setattr(module, name, stand_in)

    asked, answers = [], set[str]()  # assignments that ask which device there is, the names that hold it
    notes = []
    for index, (node, code, place) in enumerate(reading.statements):
        if index not in run and not isinstance(node, _DEFINITIONS + _IMPORTS):
            continue
        if index in settings and not _changed_names(node) <= module.__dict__.keys():
            continue  # of a library that is missing, which was noted at its import
        # A large library takes its time on a busy machine, and without it nothing runs.
        reason = _run(code, module.__dict__, 2 * seconds if isinstance(node, _IMPORTS) else seconds)
        if isinstance(node, ast.Assign | ast.AnnAssign) and (_GPU_QUESTIONS | answers) & {*code.co_names}:
            stored = _globals_in(code, "STORE")
            if all(type(module.__dict__.get(name)).__name__ in _DEVICE_ANSWERS for name in stored):
                answers |= stored
                asked.append(code)
        # An unneeded definition may fail for want of a global that was not needed either: nobody's mistake.
        if reason and (index in run or isinstance(node, _IMPORTS)):
            notes.append(_note(place, _defined_name(node), reason))
    module.__dict__["__asked__"] = asked
    return module, notes[:_MOST_NOTES]


# --- bytes to blocks of source ---------------------------------------------------------------------------------


def _decode(data: bytes) -> str:
    """The text of a source file or notebook, with `\\n` line ends and without NUL characters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _normal(data.decode("utf-16", errors="replace"))
    try:
        cookie, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:  # an unknown encoding, or none given and no UTF-8
        cookie = "utf-8"
    for encoding in (cookie, "utf-8-sig"):
        try:
            return _normal(data.decode(encoding))
        except (ValueError, LookupError):
            pass
    return _normal(data.decode("latin-1"))


def _normal(source: str) -> str:
    return source.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _code_cells(text: str) -> list[str] | None:
    """The sources of a notebook's code cells; None when `text` is no notebook.

    Not read with nbformat: broken metadata or outputs must not cost a student the code.
    """
    try:
        book = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(book, dict) or not ("cells" in book or "worksheets" in book):
        return None
    sheets = [book, *_list(book, "worksheets")]  # nbformat 3 keeps the cells in worksheets
    cells = [cell for sheet in sheets for cell in _list(sheet, "cells")]
    return [
        _cell_source(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def _list(holder: object, key: str) -> list[Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def _cell_source(cell: dict[str, object]) -> str:
    source = cell.get("source", cell.get("input"))  # nbformat 3 calls it input
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    source = _normal(source) if isinstance(source, str) else ""
    if magic := _CELL_MAGIC.match(source):
        is_python = magic[1] in _MAGICS_AROUND_PYTHON
        return "\n" * magic[0].count("\n") + source[magic.end() :] if is_python else ""
    return source


def _require_python(text: str) -> None:
    """Raises Unreadable unless all of `text` is Python that does something: a `.py` with the wrong suffix."""
    try:
        useful = any(not isinstance(node, ast.Expr | ast.Pass) for node in _parse(_without_magics(text)))
    except SyntaxError:
        useful = False
    if not useful:
        raise Unreadable(
            Text(
                "El archivo no es un notebook de Jupyter. Ábrelo en Jupyter, guárdalo y entrégalo de nuevo.",
                "The file is not a Jupyter notebook. Open it in Jupyter, save it and hand it in again.",
            )
        )


# --- source to statements --------------------------------------------------------------------------------------


@contextmanager
def _one_error() -> Iterator[None]:
    """Whatever the reason why Python cannot read a source, it is a SyntaxError; its warnings are not shown."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or "too deeply nested") from None


def _parse(source: str) -> list[ast.stmt]:
    with _one_error():
        return ast.parse(source).body


def _compile(node: ast.stmt, file_name: str, flags: int) -> types.CodeType:
    with _one_error():
        code: types.CodeType = compile(
            ast.Module([node], []), file_name, "exec", flags=flags, dont_inherit=True
        )
        return code


def _without_magics(source: str) -> str:
    """Each magic, shell or help line becomes `pass` (or `x = None`), so that line numbers stay."""
    return _MAGIC.sub(
        lambda magic: magic[1] + (f"{magic[2]}None" if magic[2] else "pass") + "\n" * magic[0].count("\n"),
        source,
    )


def _parse_block(source: str) -> tuple[list[ast.stmt], list[_Gap]]:
    """The statements of a file or cell, and what in it is not valid Python."""
    # IPython runs a cell that is indented as a whole.
    for candidate in (source, textwrap.dedent(_without_magics(source))):
        try:
            return _parse(candidate), []
        except SyntaxError:
            pass

    chunks = _chunks(source)
    nodes: list[ast.stmt] = []
    gaps: list[_Gap] = []
    start, line = 0, 1
    previous_failed = False
    while start < len(chunks):
        chunk = chunks[start]
        try:
            parsed, used = _parse_fewest(chunks[start : start + _MOST_CHUNKS_TOGETHER])
            nodes += [ast.increment_lineno(node, line - 1) for node in parsed]
            previous_failed = False
        except SyntaxError as error:
            used = 1
            definition = _DEFINES.match(chunk)
            if previous_failed and not definition:  # lines of prose, the rest of a merge conflict: one gap
                gaps[-1] = gaps[-1]._replace(last=line + chunk.rstrip("\n").count("\n"))
            else:
                first = line + (error.lineno or 1) - 1
                gaps.append(_Gap(first, first, definition[1] if definition else None, error))
            previous_failed = True
        line += sum(chunk.count("\n") for chunk in chunks[start : start + used])
        start += used
    return nodes, gaps


def _chunks(source: str) -> list[str]:
    """Cuts `source` so that what is broken takes as little as possible with it.

    A definition or compound statement reaches to the next line in column 0 that can begin a statement; anything
    else is one line, which `_parse_fewest` joins to those that follow where brackets or quotes are open.
    """
    lines = source.split("\n")
    starts = [0]
    decorated = lines[0].startswith("@")
    for number in range(1, len(lines)):
        line = lines[number]
        if not line.strip() or line.startswith("#"):
            continue
        if _OPENS.match(lines[starts[-1]]) and not _BEGINS.match(line):
            continue
        if not decorated:
            starts.append(number)
        decorated = line.startswith("@") or (decorated and not _DEFINES.match(line))
    ends = [*starts[1:], len(lines)]
    return [
        "".join(line + "\n" for line in lines[start:end]) for start, end in zip(starts, ends, strict=True)
    ]


def _parse_fewest(chunks: list[str]) -> tuple[list[ast.stmt], int]:
    """The statements of as few of the first chunks as parse together, and how many these are."""
    text = ""
    found = None
    errors: list[SyntaxError] = []
    for used, chunk in enumerate(chunks, 1):
        text += chunk
        for candidate in (text, _without_magics(text)):
            try:
                found = _parse(candidate), used
                break
            except SyntaxError as error:
                errors.append(error)
        # Indented lines belong to what precedes them, if they can: a docstring with lines in column 0 was cut.
        indented_next = used < len(chunks) and chunks[used][0] in " \t"
        if not indented_next and (found or not _INCOMPLETE.search(errors[-1].msg)):
            break
    if not found:
        raise errors[0]
    return found


# --- notes -----------------------------------------------------------------------------------------------------


def _not_python(error: SyntaxError) -> Text:
    message = _plain(error.msg)
    return Text(f"no es Python válido ({message})", f"is not valid Python ({message})")


def _note(place: Text, name: str | None, reason: Text) -> Text:
    return Text(
        f"{place.es}: {f'`{_plain(name)}`' if name else 'esta parte'} {reason.es}; se omitió.",
        f"{place.en}: {f'`{_plain(name)}`' if name else 'this part'} {reason.en}; it was left out.",
    )


def _plain(message: str) -> str:
    """On one line, at most 200 characters, and nothing that a terminal or a JSON encoder stumbles over."""
    return "".join(char if char.isprintable() else " " for char in message[:200])


def _file_name(cell: int) -> str:
    return f"<celda {cell}>" if cell else _FILE


def _place(cell: int, first: int, last: int) -> Text:
    """`cell` counts code cells from 1; 0 is a file."""
    es, en = f"línea {first}", f"line {first}"
    if last > first:
        es, en = f"líneas {first} a {last}", f"lines {first} to {last}"
    if cell:
        return Text(f"Celda de código {cell}, {es}", f"Code cell {cell}, {en}")
    return Text(es.capitalize(), en.capitalize())


def _defined_name(node: ast.stmt) -> str | None:
    return node.name if isinstance(node, _DEFINITIONS) else None


# --- what has to run -------------------------------------------------------------------------------------------


def _needed(statements: list[Statement], wanted: Iterable[str]) -> tuple[set[int], set[str]]:
    """The indices of the statements that the wanted names need, and the global names that these use."""
    setters: dict[str, set[int]] = defaultdict(set)
    for index, statement in enumerate(statements):
        if not isinstance(statement.node, _IMPORTS):  # these run anyway
            for name in _globals_in(statement.code, "STORE"):
                setters[name].add(index)
    functions = {s.node.name: s for s in statements if isinstance(s.node, ast.FunctionDef)}
    for index, statement in enumerate(statements):
        for name in _changed_names(statement.node) | _changed_by_call(statement.node, functions):
            if name in setters:
                setters[name].add(index)

    needed: set[int] = set()
    names: set[str] = set()
    open_names = set(wanted)
    while open_names:
        name = open_names.pop()
        names.add(name)
        for index in setters[name] - needed:
            needed.add(index)
            open_names |= _globals_in(statements[index].code, "LOAD", nested=True) - names
    return needed, names


def _settings(statements: list[Statement], names: set[str]) -> Iterator[int]:
    """The statements that set up an imported library: `np.seterr(…)`, `tqdm.pandas()`, `nn.Module.size = …`.

    Only with values that are there without running more than `names` need: a demonstration with data is none.
    """
    imported = {
        name for s in statements if not isinstance(s.node, _DEFINITIONS) for name in _imported(s.node)
    }
    known = imported | names | {*dir(builtins)}
    for index, (node, code, _) in enumerate(statements):
        if not isinstance(node, ast.Expr | ast.Assign | ast.AugAssign | ast.If):
            continue
        changed = _changed_names(node)
        if (
            changed
            and changed <= imported
            and not _methods_called(node) & _NO_SETTINGS
            and _globals_in(code, "LOAD", nested=True) <= known
        ):
            yield index


def _methods_called(node: ast.stmt) -> set[str]:
    calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    return {function.attr for function in calls if isinstance(function, ast.Attribute)}


def _imported(node: ast.stmt) -> set[str]:
    """The names that a statement imports, but for what draws and what starts programs."""
    aliases = [
        (alias.asname or alias.name.partition(".")[0], getattr(n, "module", None) or alias.name)
        for n in ast.walk(node)
        if isinstance(n, _IMPORTS)
        for alias in n.names
    ]
    return {name for name, module in aliases if module.partition(".")[0] not in _NOT_SET_UP}


def _globals_in(code: types.CodeType, action: str, *, nested: bool = False) -> set[str]:
    """The global names that `code` stores or loads. Bytecode tells globals from locals; text would not."""
    names = {
        str(instruction.argval)
        for instruction in dis.get_instructions(code)
        if instruction.opname in (f"{action}_NAME", f"{action}_GLOBAL", f"{action}_FROM_DICT_OR_GLOBALS")
    }
    if nested:
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                names |= _globals_in(constant, action, nested=True)
    return names


def _changed_names(statement: ast.stmt) -> set[str]:
    """The names whose objects a statement changes in place: `x.a = …`, `x[0] = …`, `x.append(…)`."""
    names = set()
    open_nodes: list[ast.AST] = [statement]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, (*_DEFINITIONS, ast.Lambda)):
            continue
        open_nodes += ast.iter_child_nodes(node)
        target: ast.AST | None = None
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            target = node.value.func
            if isinstance(target, ast.Name) and target.id in ("setattr", "delattr") and node.value.args:
                target = ast.Attribute(node.value.args[0], "")
        if not isinstance(target, ast.Attribute | ast.Subscript):
            continue
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name):
            names.add(target.id)
    return names


def _changed_by_call(statement: ast.stmt, functions: dict[str, Statement]) -> set[str]:
    """The globals that a call at top level changes through a function of the submission: `register("mlp", MLP)`."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return set()
    called = statement.value.func
    function = functions.get(called.id) if isinstance(called, ast.Name) else None
    if function is None or not isinstance(function.node, ast.FunctionDef):
        return set()
    changed = set[str]().union(*map(_changed_names, function.node.body))
    inside = [code for code in function.code.co_consts if isinstance(code, types.CodeType)]
    stored = set[str]().union(*(_globals_in(code, "STORE", nested=True) for code in inside))
    return stored | (changed & _globals_in(function.code, "LOAD", nested=True))


# --- running it ------------------------------------------------------------------------------------------------


def _run(code: types.CodeType, namespace: dict[str, Any], seconds: float) -> Text | None:
    """Runs one statement; returns why it failed, if it did."""
    try:
        with time_limit(seconds):
            exec(code, namespace)  # noqa: S102 - what this module is for
    except OutOfTime:
        return Text(f"tardó más de {seconds:g} s", f"took more than {seconds:g} s")
    except BaseException as error:  # noqa: BLE001 - exit() too costs only its own statement
        try:
            message = _plain(f"{type(error).__name__}: {error}")
        except BaseException:  # noqa: BLE001 - a student's own __str__
            message = "exception"
        return Text(f"no se pudo ejecutar ({message})", f"could not be run ({message})")
    return None


class _Shell:
    """Stands in for what `get_ipython()` returns: every attribute is a function that does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return _do_nothing


def _do_nothing(*args: object, **kwargs: object) -> None: ...
