"""Text for people: Spanish and English side by side."""

from typing import Literal, NamedTuple

Lang = Literal["es", "en"]


class Text(NamedTuple):
    """One text in both languages of the course."""

    es: str
    en: str

    def in_(self, lang: Lang) -> str:
        return self.es if lang == "es" else self.en

    def format(self, **values: object) -> "Text":
        """Both filled in; a value that is a Text itself, each in its language."""
        spanish = {name: value.es if isinstance(value, Text) else value for name, value in values.items()}
        english = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.es.format(**spanish), self.en.format(**english))
