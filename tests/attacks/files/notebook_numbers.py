# is unreadable: a number of five thousand digits, which Python does not read
import json


def plant(student, source):
    book = notebook(source)
    book["metadata"]["number"] = "HERE"
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book).replace('"HERE"', "9" * 5000))
