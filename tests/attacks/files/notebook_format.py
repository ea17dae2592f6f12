# changes nothing: a version of the format that there will never be
import json


def plant(student, source):
    book = notebook(source)
    book["nbformat"] = book["nbformat_minor"] = 10**9
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
