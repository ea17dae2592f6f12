# is unreadable: lists in lists, a hundred thousand deep
import json


def plant(student, source):
    book = notebook(source)
    book["metadata"]["deep"] = "HERE"
    text = json.dumps(book).replace('"HERE"', "[" * 100_000 + "]" * 100_000)
    (student / "a2_training_loop.ipynb").write_text(text)
