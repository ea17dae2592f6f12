"""Student text made safe to show. Names, notes and messages may hold whatever a student could put there."""

import re
import unicodedata

_ESCAPE_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor moves
    r"|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # window titles, links, clipboard
    r"|\x1b[ -/]*[0-~]"
)
# Controls, formats (which reorder a line or hide in it), lone surrogates (no encoding takes them), line separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def plain(text: str) -> str:
    """`text` without control characters, escape sequences and bidi overrides; line breaks stay."""
    text = _ESCAPE_SEQUENCES.sub("", text).replace("\t", "    ")
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in _UNSEEN)


def brief(text: str, limit: int = 1200) -> str:
    """`plain(text)`, cut where a reader would have stopped."""
    text = plain(text)
    return text if len(text) <= limit else text[:limit] + "…"


def one_line(text: str, limit: int = 60) -> str:
    """`brief(text)` on one line, for names: a line break in a name could pretend to be a row of a table."""
    return brief(" ".join(plain(text).split()), limit)


def points(score: float) -> str:
    """A score as people write it: 72.5, 100, 33.33."""
    return f"{round(score, 2):g}"
