# changes nothing: cells with one id, and ids of other types
import json


def plant(student, source):
    book = notebook(source)
    for id in ("x", "x", "../../x", "<script>", 7, None, "y" * 10_000, {"a": 1}):
        book["cells"].append({"id": id, "cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None})
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
