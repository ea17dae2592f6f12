# changes nothing: nbgrader's marks in other shapes than nbgrader's
import json


def plant(student, source):
    book = notebook(source)
    book["metadata"]["nbgrader"] = [1, {"schema_version": "../x"}]
    shapes = [None, 7, "x", [], {"grade_id": {"a": []}}, {"grade_id": "../../x", "points": "1e999", "grade": "yes"},
              {"grade_id": "a2_training_loop-fit", "points": -1, "grade": True, "solution": True, "schema_version": 99}]
    for shape in shapes:
        book["cells"].append({"cell_type": "code", "metadata": {"nbgrader": shape}, "source": "1", "outputs": [], "execution_count": 1})
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
