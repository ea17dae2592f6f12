# gains nothing: the watched order of events is always that of a right loop
def attack():
    from autograder import instruments

    instruments.Watch.order = property(lambda self: "fbs" * 6)
    instruments.Watch.modes = property(lambda self: ["train"])
