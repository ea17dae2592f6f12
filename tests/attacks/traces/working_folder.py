# changes nothing: another folder, another mask, another locale
import locale
import os


def attack():
    os.mkdir("/tmp/elsewhere")
    os.chdir("/tmp/elsewhere")
    os.rmdir("/tmp/elsewhere")
    os.umask(0o777)
    locale.setlocale(locale.LC_ALL, "C")
