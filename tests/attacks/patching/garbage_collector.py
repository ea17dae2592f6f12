# gains nothing: all recordings that the collector knows are emptied or changed
import gc


def attack():
    gc.unfreeze()
    for found in gc.get_objects():
        if type(found) is dict and ("raised" in found or "loss kind" in found):
            found.pop("raised", None)
            found["loss kind"] = found["losses kind"] = "float"
