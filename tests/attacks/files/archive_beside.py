# changes nothing: a zip bomb beside it, which nobody is to unpack
import zipfile


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    with zipfile.ZipFile(student / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(2**26))
        archive.writestr("../../../escaped", RAN)
