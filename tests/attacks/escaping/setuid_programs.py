# changes nothing: runs programs that are setuid root
import os
import subprocess


def attack():
    confined()
    for program in ("/bin/su", "/usr/bin/passwd", "/bin/mount", "/usr/bin/chsh", "/usr/bin/newgrp", "/usr/bin/sudo"):
        if os.path.exists(program):
            code = "import os; print(os.geteuid())"
            done = subprocess.run([program, "-c", code], capture_output=True, stdin=subprocess.DEVNULL, timeout=5)
            assert done.returncode != 0 or done.stdout.strip() != b"0"
    script = "/tmp/shell"
    with open(script, "w") as file:
        file.write("#!/bin/sh\nid -u > /tmp/who\n")
    os.chmod(script, 0o4777)
    subprocess.run([script], timeout=5, check=False)
    assert not os.path.exists("/tmp/who") or open("/tmp/who").read().strip() != "0"
