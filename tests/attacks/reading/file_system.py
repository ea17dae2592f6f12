# changes nothing: looks everywhere for the reference, mistakes, tests of the kit, other submissions
import os


def attack():
    wanted = {"reference_solution", "mistakes", "alternatives", "patterns", "examples", "a2_training_loop.zip", "gradebook.db", "grades.csv"}
    for place in ("/kit/autograder", "/home", "/root", "/var", "/srv", "/mnt", "/media", "/opt", "/work", "/tmp", "/run"):
        for folder, folders, files in os.walk(place):
            assert "site-packages" in folder or not wanted & {*folders, *files}, folder
