# changes nothing: shell lines and magics, which are left out
import json


def plant(student, source):
    book = notebook(source)
    for line in (f"!{SHELL}", f"%system {SHELL}", f"%%bash\n{SHELL}", f"%run {SHELL}", f"get_ipython().system({SHELL!r})", "%load_ext evil"):
        book["cells"].append({"cell_type": "code", "metadata": {}, "source": line, "outputs": [], "execution_count": None})
    (student / "a2_training_loop.ipynb").write_text(json.dumps(book))
