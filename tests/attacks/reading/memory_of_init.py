# changes nothing: opens the memory, descriptors and environment of the process above
import os


def attack():
    refused(open, "/proc/1/mem", "rb")
    refused(open, "/proc/1/environ", "rb")
    refused(os.listdir, "/proc/1/fd")
    refused(os.readlink, "/proc/1/exe")
    refused(os.listdir, "/proc/1/root/")
