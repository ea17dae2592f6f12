# changes nothing: writes to the kit, Python, the packages, and whatever else there is
import os
import sys


def attack():
    confined()
    for folder in ("/", "/kit", "/kit/autograder", "/kit/autograder/public", "/usr/lib", os.path.dirname(torch.__file__), sys.base_prefix, "/dev", "/proc/self", "/etc"):
        refused(open, os.path.join(folder, "mine.py"), "w")
        refused(os.mkdir, os.path.join(folder, "mine"))
    refused(os.rename, "/kit/autograder/cli.py", "/kit/autograder/other.py")
    refused(os.unlink, "/kit/autograder/cli.py")
    refused(os.chmod, "/kit/autograder/cli.py", 0o777)
    refused(os.truncate, "/kit/autograder/cli.py", 0)
