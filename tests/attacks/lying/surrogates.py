# costs its exercise, graded: text that no encoding takes
def fit(*args, **kwargs):
    raise ValueError("\ud800 \udfff")
