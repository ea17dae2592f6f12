# gains nothing: whatever a probe records becomes what a right answer looks like
def attack():
    from autograder.probing import Record

    def lie(self, aspect, value):
        self.aspects[aspect] = True if isinstance(value, bool) else "" if isinstance(value, str) else value

    Record.__setitem__ = lie
    Record.returned = lambda self, aspect, value: lie(self, f"{aspect} kind", "float")
