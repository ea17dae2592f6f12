# gains nothing: text that is printable and short, says itself
class Text(str):
    isprintable = lambda self: True
    __len__ = lambda self: 1
    __getitem__ = lambda self, key: "float"


class Named(type):
    __name__ = property(lambda cls: Text("\x1b[2J" * 10**5))


class Thing(metaclass=Named):
    pass


def train_step(*args, **kwargs):
    return Thing()


def fit(*args, **kwargs):
    raise type(Text("\x1b]0;owned\x07<script>"), (Exception,), {})(Text("\ud800" * 10**5))
