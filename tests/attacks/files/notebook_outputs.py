# changes nothing: outputs of HTML, JavaScript, pickles and points
import base64
import json
import pickle


class Runs:
    def __reduce__(self):
        return exec, (RAN,)


def plant(student, source):
    book = notebook(source)
    data = {
        "text/html": "<script>alert(1)</script>", "application/javascript": "alert(1)", "text/plain": "100.0",
        "image/svg+xml": "<svg onload=alert(1)>", "application/x-pickle": base64.b64encode(pickle.dumps(Runs())).decode(),
    }
    for cell in book["cells"]:
        cell["outputs"] = [{"output_type": "execute_result", "data": data, "metadata": {"isolated": False}, "execution_count": 1}]
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
