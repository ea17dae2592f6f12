# changes nothing: takes the processor from everybody else
import os


def attack():
    confined()
    refused(os.nice, -20)
    refused(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(99))
