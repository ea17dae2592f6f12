# changes nothing: searches its own memory, which was the server's, for a known mistake's text
def attack():
    wanted = "Promedia los".encode() + b" promedios de los batches"
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            addresses, rights = line.split()[:2]
            first, last = (int(part, 16) for part in addresses.split("-"))
            if rights.startswith("rw") and last - first < 2**26:
                try:
                    memory.seek(first)
                    assert memory.read(last - first).count(wanted) <= 1  # the text right here
                except (OSError, OverflowError, ValueError):
                    continue
