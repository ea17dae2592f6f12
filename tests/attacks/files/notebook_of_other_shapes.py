# changes nothing: cells, metadata and sources that are something else
import json


def plant(student, source):
    book = notebook(source)
    book["metadata"] = ["x"]
    book["cells"] += [None, 7, "x", [], {}, {"cell_type": ["code"]}, {"cell_type": "code", "source": 7, "metadata": None, "outputs": 3}]
    book["cells"].append({"cell_type": "code", "source": ["a = 1\n", 7, None], "metadata": [], "outputs": {}})
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
