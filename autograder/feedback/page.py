"""A result as a web page: one file without scripts or links, for one student."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.feedback import view, words
from autograder.feedback.plain import brief, one_line, points
from autograder.result import Result
from autograder.text import Lang, Text


def page(result: Result) -> str:
    """The HTML of `result`, in the order of the terminal."""
    return _TEMPLATE.render(
        result=result,
        view=view,
        words=words,
        points=points,
        one_line=one_line,
        say=partial(_say, result.lang),
    )


def _say(lang: Lang, text: Text, **values: object) -> str:
    return text.format(**values).in_(lang)


def _shown(value: object) -> object:
    # Exactly str: Markup, which Jinja makes for its own use, must not be escaped twice.
    return brief(value) if type(value) is str else value


_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("page.html")
