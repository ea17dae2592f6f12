# changes nothing: widgets, whose state is HTML
import json


def plant(student, source):
    book = notebook(source)
    state = {"0": {"model_name": "HTMLModel", "model_module": "../../evil", "state": {"value": "<script>alert(1)</script>"}}}
    book["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state, "version_major": 10**9}}
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
