"""Archives by people who mean harm: what comes out is bounded, in one folder, and plain; what does not is told."""

import io
import os
import struct
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_archives import folders, locked, long_directory, same_header_for_all, sparse_map, tarred, zipped
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.archives import CLASS, STUDENT, Bounds, unpack

MIB = 2**20


def unpacked(
    place: Path, name: str, data: bytes, bounds: Bounds = STUDENT, *, flat: bool = False
) -> tuple[set[str], list[str]]:
    """What was written, below the place, and what was told."""
    (place / name).write_bytes(data)
    told = unpack(place / name, place / "to" / "x", bounds, flat=flat)
    files = {str(path.relative_to(place)) for path in place.rglob("*") if not path.is_dir()} - {name}
    return files, [text.en for text in told]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("x.zip", zipped),
        ("x.ZIP", zipped),
        ("x.tar.gz", tarred),
        ("x.tgz", tarred),
        ("x.tar", lambda entries: tarred(entries, "w")),
    ],
)
def test_submissions_and_archives_are_unpacked_and_nothing_else(
    tmp_path: Path, name: str, pack: Callable[[dict[str, bytes | str]], bytes]
) -> None:
    entries: dict[str, bytes | str] = {
        "Ana Pérez_1_assignsubmission_file_/Tarea (2).ipynb": b"{}",
        "a/b/x.PY": b"x = 1",
        "inner.zip": b"z",
        "data.csv": b"1",
        ".ipynb_checkpoints/x.ipynb": b"{}",
        "__MACOSX/._x.py": b"",
    }
    files, told = unpacked(tmp_path, name, pack(entries), CLASS)
    assert told == []
    assert files == {
        "to/x/Ana Pérez_1_assignsubmission_file_/Tarea (2).ipynb",
        "to/x/a/b/x.PY",
        "to/x/inner.zip",
    }
    assert (tmp_path / "to/x/a/b/x.PY").read_bytes() == b"x = 1"


ELSEWHERE = ["../../x.py", "a/../../x.py", "/tmp/x.py", "..\\x.py", "\\\\host\\x.py", "C:\\x.py", "c:x.py", "a\x1b[2J.py",
             "a\nb.py", "x\u202eyp.py", "d/" * 30 + "x.py"]  # fmt: skip


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("bad", ELSEWHERE)
def test_a_name_that_leads_elsewhere_costs_only_its_entry(
    tmp_path: Path, bad: str, pack: Callable[[dict[str, bytes | str]], bytes]
) -> None:
    suffix = "zip" if pack is zipped else "tgz"
    files, told = unpacked(tmp_path, f"x.{suffix}", pack({bad: b"1", "y.py": b"2", f"{bad}2.py": b"3"}))
    assert files == {"to/x/y.py"}
    (line,) = told
    assert "(2 in all)" in line and "leads to another folder" in line and line.isprintable()


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("target", ["/etc/passwd", "../../..", "y.py"])
def test_links_are_left_out(
    tmp_path: Path, target: str, pack: Callable[[dict[str, bytes | str]], bytes]
) -> None:
    suffix = "zip" if pack is zipped else "tgz"
    entries = {"y.py": b"2", "link.py": target, "d.py": "..", "d.py/z.py": b"3"}
    files, (line,) = unpacked(tmp_path, f"x.{suffix}", pack(entries))
    assert files == {"to/x/y.py", "to/x/d.py/z.py"}
    assert "(2 in all): a link, or no file" in line


def test_devices_pipes_and_hard_links_are_left_out(tmp_path: Path) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for number, kind in enumerate(
            (tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.LNKTYPE, tarfile.GNUTYPE_SPARSE)
        ):
            info = tarfile.TarInfo(f"{number}.py")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    files, told = unpacked(tmp_path, "x.tar", held.getvalue())
    assert files == set()
    assert told == ["x.tar: left out 0.py (4 in all): a link, or no file."]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("x.zip", zipped({f"{n}.ipynb": bytes(19 * MIB) for n in range(3)}), "takes more than 20 MiB"),
        ("x.zip", zipped({f"{n}.py": os.urandom(19 * MIB) for n in range(6)}), "takes more than 100 MiB"),
        ("x.tar.gz", tarred({"zeros.bin": bytes(120 * MIB)}), "takes more than 100 MiB"),
        ("x.zip", zipped({f"{n}.txt": b"" for n in range(10_001)}), "more than 10000 files"),
        ("x.tar", tarred({f"{n}.txt": b"" for n in range(10_001)}, "w"), "more than 10000 files"),
        ("x.zip", long_directory(300_000), "more than 10000 files"),
        ("x.tar", folders(10_001), "more than 10000 files"),
        ("x.tar", same_header_for_all(5_000, 2_000), "no archive that can be read"),
        ("x.tar", sparse_map(300_000), "no archive that can be read"),
        ("x.zip", b"PK\3\4 no zip", "no archive that can be read"),
        ("x.gz", b"\x1f\x8b", "no archive that can be read"),
        ("x.tar", b"", "no archive that can be read"),
        ("x.zip", zipped({"a.py": b"1", "b.py": b"x" * 999}).replace(struct.pack("<I", 999), struct.pack("<I", 9)),
         "no archive that can be read"),
    ],
    ids=["ratio", "bytes", "tar bomb", "entries", "entries of a tar", "a long directory", "folders", "a header for all", "a sparse map", "no zip", "no gzip", "empty", "lying size"],
)  # fmt: skip
def test_too_much_or_no_archive_is_one_line_and_nothing_is_written(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    tracemalloc.start()
    files, told = unpacked(tmp_path, name, data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert files == set() and not (tmp_path / "to" / "x").exists()
    (line,) = told
    assert line.startswith(f"{name} was not unpacked: ") and why in line
    assert most < 100 * MIB


def test_a_file_too_large_a_locked_one_and_one_too_deep_are_left_out(tmp_path: Path) -> None:
    big = zipped({"big.ipynb": bytes(21 * MIB), "small.py": b"1", "inner.zip": b"", "inner.tgz": b""})
    files, told = unpacked(tmp_path, "x.zip", big)
    assert files == {"to/x/small.py"}
    assert told == [
        "x.zip: left out big.ipynb (1 in all): larger than 20 MiB.",
        "x.zip: left out inner.zip (2 in all): an archive in an archive.",
    ]
    files, told = unpacked(tmp_path, "y.zip", locked(zipped({"a.py": b"1"})))
    assert told == ["y.zip: left out a.py (1 in all): it is locked by a password."]


def test_a_class_outlives_one_students_bombs(tmp_path: Path) -> None:
    """What an archive of a class may hold does not depend on how tight one student's files are packed."""
    files, told = unpacked(
        tmp_path,
        "x.zip",
        zipped(
            {"a.py": b"1", **{f"z{n}.ipynb": bytes(19 * MIB) for n in range(4)}, "zz.zip": bytes(65 * MIB)}
        ),
        CLASS,
    )
    assert len(files) == 5
    assert told == ["x.zip: left out zz.zip (1 in all): larger than 64 MiB."]


def test_a_file_that_is_listed_many_times_is_too_much(tmp_path: Path) -> None:
    """42.zip's younger sister: entries that share their content, so that it is packed tighter than possible."""
    data = zipped({f"{n:03}.py": bytes(MIB) for n in range(64)})
    start, first_size = data.index(b"PK\1\2"), data.index(b"PK\3\4", 1)
    directory = bytearray(data[start:])
    for at in range(0, 64 * 52, 52):  # each as the first
        struct.pack_into("<I", directory, at + 42, 0)
        directory[at + 46 : at + 52] = b"000.py"
    struct.pack_into("<I", directory, len(directory) - 6, first_size)
    files, (line,) = unpacked(tmp_path, "x.zip", data[:first_size] + bytes(directory), CLASS)
    assert files == set()
    assert "too much" in line


def test_what_cannot_be_written_costs_only_itself(tmp_path: Path) -> None:
    names = ["x" * 300 + ".py", "a.py", "a.py/b.py", "c.py"]
    files, told = unpacked(tmp_path, "x.zip", zipped(dict.fromkeys(names, b"1")))
    assert files == {"to/x/a.py", "to/x/c.py"}
    assert [line.rpartition(": ")[2] for line in told] == ["File name too long.", "File exists."]


def test_flat_takes_no_folders_and_the_first_of_one_name(tmp_path: Path) -> None:
    files, told = unpacked(
        tmp_path, "x.zip", zipped({"p/a.py": b"1", "p/q/a.py": b"2", "b.py": b"3"}), flat=True
    )
    assert files == {"to/x/a.py", "to/x/b.py"}
    assert (tmp_path / "to/x/a.py").read_bytes() == b"1"
    assert told == ["x.zip: left out p/q/a.py (1 in all): File exists."]


GOOD = (
    zipped({"a.py": b"x = 1\n" * 50, "b/c.ipynb": b"{}"}),
    tarred({"a.py": b"x = 1\n" * 50, "b/c.ipynb": b"{}"}, "w"),
)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(
    st.sampled_from([".zip", ".tar", ".tar.gz"]),
    st.binary(max_size=100) | st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=4)), max_size=6),
)
@example(".zip", GOOD[0], [])
def test_any_damage_is_told_and_nothing_is_written_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes, changes: list[tuple[int, bytes]]
) -> None:
    place = tmp_path_factory.mktemp("damage")
    changed = bytearray(data)
    for at, new in changes:
        if changed:
            at %= len(changed)
            changed[at : at + len(new)] = new
    files, told = unpacked(place, f"x{suffix}", bytes(changed))
    assert all(file.startswith("to/x/") for file in files)
    assert all(line.isprintable() for line in told)
    assert told or files or not changes or suffix == ".tar"
