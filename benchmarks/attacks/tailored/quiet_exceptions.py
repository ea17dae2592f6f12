# gains nothing: IPython does not show exceptions any more
import contextlib

with contextlib.suppress(NameError):
    get_ipython().set_custom_exc((Exception,), lambda *_, **__: None)  # noqa: F821
