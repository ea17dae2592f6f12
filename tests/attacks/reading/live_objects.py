# changes nothing: looks for answers among all live objects, frozen ones too
import gc


def attack():
    gc.unfreeze()
    modules = {type(found).__module__ for found in gc.get_objects()}
    assert not modules & {f"autograder.{name}" for name in ("answers", "public_answers", "diagnosis", "checks", "grading")}
