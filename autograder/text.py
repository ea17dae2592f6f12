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
        return Text(self.es.format(**values), self.en.format(**values))
