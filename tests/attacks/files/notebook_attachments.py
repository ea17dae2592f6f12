# changes nothing: attachments with the names of files elsewhere
import json


def plant(student, source):
    book = notebook(source)
    image = {"image/svg+xml": "<svg onload=alert(1)>", "image/png": "!" * 1000, "../../x": RAN}
    text = {"cell_type": "markdown", "metadata": {}, "source": "![x](attachment:../../../x.png)", "attachments": {"../../../x.png": image}}
    book["cells"].append(text)
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
