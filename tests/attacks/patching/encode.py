# gains nothing: every exercise sends a perfect frame
def attack():
    import autograder.recording as recording

    recording.encode = lambda *, exercise="", **_: perfect(exercise)
