# changes nothing: files in every folder that can be written to
import os

def attack():
    for folder in ("/tmp", "/dev/shm"):
        assert os.listdir(folder) == [], "something of another submission is here"
        with open(f"{folder}/left", "w") as file:
            file.write("read me")
