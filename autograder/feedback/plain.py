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
_MOST_MARKS = 4  # on one letter; a tower of them covers the lines above and below


def plain(text: str) -> str:
    """`text` without control characters, escape sequences, bidi overrides and towers of accents; line breaks stay."""
    shown, marks = [], 0
    for char in _ESCAPE_SEQUENCES.sub("", text).replace("\t", "    "):
        category = unicodedata.category(char)
        if char == "\n" or category not in _UNSEEN:
            marks = marks + 1 if category in ("Mn", "Me") else 0
            if marks <= _MOST_MARKS:
                shown.append(char)
    return "".join(shown)


def brief(text: str, limit: int = 1200) -> str:
    """`plain(text)`, cut where a reader would have stopped."""
    text = plain(text)
    return text if len(text) <= limit else text[:limit] + "…"


def unbroken(text: str) -> str:
    """`plain(text)` without its line breaks, for messages: a line of its own could pretend to be another message."""
    return " ".join(plain(text).splitlines())


def one_line(text: str, limit: int = 60) -> str:
    """`brief(text)` on one line, for names: a line break in a name could pretend to be a row of a table."""
    return brief(" ".join(plain(text).split()), limit)


def points(score: float) -> str:
    """A score as people write it: 72.5, 100, 33.33."""
    return f"{round(score, 2):g}"
