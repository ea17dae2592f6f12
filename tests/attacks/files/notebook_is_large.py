# is unreadable: more than 20 MiB of outputs
import json


def plant(student, source):
    book = notebook(source)
    book["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 21 * 2**20}]
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
