"""Two mistakes at once: the source text that makes both, merged from two forms as a version control system would.

A form was written by changing a correct solution in few places. Where two of them were, in different places, of the
same correct solution, the changes of both can be made in it.
"""

import ast
import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(
    r"""\n *|[bfr]*'(?:\\.|[^'\\])*'|[bfr]*"(?:\\.|[^"\\])*"|[\d.]+e-?\d+|[\w.]+|[^\w\s"'()\[\]{},]+|[^\w\s]"""
)

Tokens = tuple[str, ...]
# What stands from one place to another in the original → what stands there instead.
_Edit = tuple[int, int, Tokens]


def merged(first: str, second: str, correct: Sequence[str]) -> str | None:
    """The source of both forms' changes at once; None where they change the same place, or no common origin is known.

    `correct`: source texts that may be their origin, best first.
    """
    ours, theirs = definitions(first), definitions(second)
    together = {**ours, **theirs}
    for name in ours.keys() & theirs.keys():
        if ours[name] == theirs[name]:
            continue
        origin = _nearest(name, ours[name], theirs[name], tuple(correct))
        both = origin and _merged(origin, ours[name], theirs[name])
        if not both:
            return None
        together[name] = both
    source = "\n".join(" ".join(tokens) for tokens in together.values())
    try:
        ast.parse(source)
    except SyntaxError:
        return None
    return source


@lru_cache(4096)
def definitions(source: str) -> dict[str, Tokens]:
    """The top-level statements of a source text in one layout, without docstrings and annotations, by name."""
    found = {}
    for statement in ast.parse(source).body:
        plain = ast.unparse(_Plain().visit(statement))
        found[getattr(statement, "name", plain)] = tuple(_TOKEN.findall(plain))
    return found


class _Plain(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        return self.visit_ClassDef(node)

    def visit_ClassDef(self, node: ast.ClassDef | ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node) and len(node.body) > 1:
            del node.body[0]
        return self.generic_visit(node)


def _nearest(name: str, ours: Tokens, theirs: Tokens, correct: tuple[str, ...]) -> Tokens | None:
    """The correct definition of `name` that shares the most words with both."""
    origins = [known[name] for source in correct if name in (known := definitions(source))]
    return min(
        origins, key=lambda origin: _words_apart(origin, ours) + _words_apart(origin, theirs), default=None
    )


@lru_cache(2**16)
def _words_apart(one: Tokens, other: Tokens) -> int:
    a, b = Counter(one), Counter(other)
    return (a - b).total() + (b - a).total()


def _merged(origin: Tokens, ours: Tokens, theirs: Tokens) -> Tokens | None:
    edits = sorted({*_edits(origin, ours), *_edits(origin, theirs)})
    for (start, end, _), (following, _, _) in pairwise(edits):
        if following < end or following == start:
            return None
    both = list(origin)
    for start, end, tokens in reversed(edits):
        both[start:end] = tokens
    return tuple(both)


@lru_cache(2**14)
def _edits(origin: Tokens, changed: Tokens) -> tuple[_Edit, ...]:
    matcher = SequenceMatcher(None, origin, changed, autojunk=False)
    return tuple(
        (start, end, changed[low:high])
        for what, start, end, low, high in matcher.get_opcodes()
        if what != "equal"
    )
