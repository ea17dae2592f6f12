# changes nothing: looks for secrets in the environment
import os


def attack():
    known = {"PATH", "FONTCONFIG_FILE", "HOME", "JOBLIB_MULTIPROCESSING", "LANG", "LOGNAME", "MPLBACKEND", "OMP_NUM_THREADS", "PWD",
             "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONNOUSERSITE", "PYTHONPATH", "PYTHONSAFEPATH", "LC_CTYPE"}
    more = {name for name in os.environ if name not in known and not name.startswith(("TORCH", "KMP", "KINETO", "TF", "CUDA", "MKL"))}
    assert not more, more
    assert "hunter2" not in str(os.environ)
