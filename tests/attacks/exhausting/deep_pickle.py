# costs its exercise, graded: a pickle of lists in lists
import pickle


def fit(*args, **kwargs):
    pickle.loads(b"(" * 10**5 + b"l" * 10**5 + b".")
    nested = []
    for _ in range(10**5):
        nested = [nested]
    return pickle.dumps(nested)
