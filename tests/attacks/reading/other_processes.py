# changes nothing: reads whatever /proc has of anybody else
import os


def attack():
    assert {int(name) for name in os.listdir("/proc") if name.isdigit()} == {1, 2}
