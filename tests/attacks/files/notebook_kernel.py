# changes nothing: a kernel, a language and an exporter that are paths and commands
import json


def plant(student, source):
    book = notebook(source)
    book["metadata"]["kernelspec"] = {"name": "../../../bin/sh", "display_name": "<script>", "language": "bash", "argv": [SHELL]}
    book["metadata"]["language_info"] = {"name": "..", "nbconvert_exporter": "os.system", "pygments_lexer": "../evil", "file_extension": "/../x"}
    book["metadata"]["jupytext"] = {"formats": "ipynb,../../x//py", "main_language": "bash"}
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
