"""What a class handed in, out of an archive: notebooks and Python files only, in one folder only, and no more than fits.

Whoever made an archive may mean harm: it may hold more than any disk, lead elsewhere by its names, or be no archive.
"""

import gzip
import re
import shutil
import stat
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from autograder.feedback.plain import one_line, plain
from autograder.submissions import MOST_BYTES, SUFFIXES, hidden
from autograder.text import Text

ARCHIVES = (".zip", ".tar", ".tgz", ".gz")
_MOST_FOLDERS = 20  # one in another
_MOST_TOLD = 512  # bytes that a zip archive tells about an entry, on average
_MOST_HEADER = 2**14  # bytes of an extended header in a tar archive


class Bounds(NamedTuple):
    """What may come out of one archive."""

    entries: int  # of whatever kind
    bytes: int  # of all that is unpacked
    archive_bytes: int  # of an archive in it
    ratio: int  # unpacked for one byte of the archive, where that is more than one submission may have


# No file is packed tighter than 1 to 1032: it takes one that is listed many times. Notebooks come to 1 to 10.
CLASS = Bounds(entries=100_000, bytes=4 * 2**30, archive_bytes=64 * 2**20, ratio=1040)
STUDENT = Bounds(entries=10_000, bytes=100 * 2**20, archive_bytes=0, ratio=200)


class _Refused(Exception):
    """More than the bounds allow, or no archive; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class _Entry(NamedTuple):
    name: str
    size: int
    plain: bool  # a file with content of its own
    locked: bool
    open: Callable[[], IO[bytes] | None]


def is_archive(path: Path) -> bool:
    return path.suffix.lower() in ARCHIVES


def unpack(archive: Path, to: Path, bounds: Bounds, *, flat: bool = False) -> list[Text]:
    """Writes the submissions in `archive`, and the archives in it as they are, to the new folder `to`.

    `flat`: without the archive's folders. Gives a line for each reason why something was left out; where that is all
    of it, nothing is written.
    """
    left_out: dict[Text, list[str]] = defaultdict(list)
    try:
        _unpack(archive, to, bounds, flat, left_out)
    except _Refused as refused:
        shutil.rmtree(to, ignore_errors=True)
        return [NOT_UNPACKED.format(archive=one_line(archive.name), why=refused.text)]
    except Exception as error:  # noqa: BLE001 – whatever a broken archive makes of zipfile, tarfile, zlib, lzma
        shutil.rmtree(to, ignore_errors=True)
        why = _why(error) if isinstance(error, OSError) and error.errno else BROKEN  # such as a full disk
        return [NOT_UNPACKED.format(archive=one_line(archive.name), why=why)]
    return [
        LEFT_OUT.format(archive=one_line(archive.name), name=one_line(names[0]), count=len(names), why=why)
        for why, names in left_out.items()
    ]


def _unpack(archive: Path, to: Path, bounds: Bounds, flat: bool, left_out: dict[Text, list[str]]) -> None:
    most = min(bounds.bytes, max(MOST_BYTES, bounds.ratio * archive.stat().st_size))
    entries = _in_zip if archive.suffix.lower() == ".zip" else _in_tar
    written = 0
    for number, entry in enumerate(entries(archive, bounds), 1):
        if number > bounds.entries:
            raise _Refused(TOO_MANY.format(count=bounds.entries))
        path = _path(entry.name)
        if path is None:
            left_out[LEADS_ELSEWHERE].append(entry.name)
            continue
        suffix = path.suffix.lower()
        if any(map(hidden, path.parts)) or suffix not in SUFFIXES + ARCHIVES or entry.name.endswith("/"):
            continue
        limit = MOST_BYTES if suffix in SUFFIXES else bounds.archive_bytes
        problem, data = _read(entry, limit)
        written += len(data)
        if written > most:
            raise _Refused(TOO_MUCH.format(mib=most // 2**20))
        problem = problem or _write(to / (path.name if flat else path), data)
        if problem:
            left_out[problem].append(entry.name)


def _read(entry: _Entry, limit: int) -> tuple[Text | None, bytes]:
    """Why an entry cannot be had, and its content."""
    if not limit:
        return TOO_DEEP, b""
    if not entry.plain:
        return NO_FILE, b""
    if entry.locked:
        return LOCKED, b""
    if entry.size > limit:
        return TOO_LARGE.format(mib=limit // 2**20), b""
    stream = entry.open()
    return None, stream.read(limit) if stream else b""


def _write(path: Path, data: bytes) -> Text | None:
    """Why it could not be written, such as a name that is too long, or one that was there before."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except OSError as error:
        return _why(error)
    with file:
        file.write(data)
    return None


def _why(error: OSError) -> Text:
    return Text(*[error.strerror or str(error)] * 2)


def _path(name: str) -> PurePosixPath | None:
    """Where an entry belongs, if that is below the archive's own folder on any system, and its name all there to see."""
    path = PurePosixPath(name.replace("\\", "/"))
    leads_out = path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", name)
    hides = plain(name) != name or "\n" in name
    return None if leads_out or hides or len(path.parts) > _MOST_FOLDERS else path


def _in_zip(archive: Path, bounds: Bounds) -> Iterator[_Entry]:
    with archive.open("rb") as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
        if end and end[zipfile._ECD_SIZE] > _MOST_TOLD * bounds.entries:  # type: ignore[attr-defined]
            raise _Refused(TOO_MANY.format(count=bounds.entries))  # before zipfile makes a list of them
        with zipfile.ZipFile(file) as opened:
            for entry in opened.infolist():
                kind = stat.S_IFMT(entry.external_attr >> 16)
                is_plain = kind in (0, stat.S_IFREG) and not entry.is_dir()
                locked = bool(entry.flag_bits & 1)
                yield _Entry(entry.filename, entry.file_size, is_plain, locked, partial(opened.open, entry))


def _in_tar(archive: Path, bounds: Bounds) -> Iterator[_Entry]:
    with archive.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        stream = _Bounded(gzip.GzipFile(fileobj=file) if compressed else file, bounds.bytes)
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as opened:  # type: ignore[call-overload]
            while (entry := opened.next()) is not None:
                is_plain = entry.isreg() and not entry.issparse()
                name = f"{entry.name}/" if entry.isdir() else entry.name
                yield _Entry(name, entry.size, is_plain, False, partial(opened.extractfile, entry))
                opened.members.clear()  # it keeps them all


class _Member(tarfile.TarInfo):
    """A member of a tar archive, which may be a header for others: tarfile reads such whole, and a copy for each."""

    def _proc_member(self, opened: tarfile.TarFile) -> "_Member":
        if self.size > _MOST_HEADER and self.type not in tarfile.REGULAR_TYPES:
            raise _Refused(BROKEN)
        member: _Member = super()._proc_member(opened)  # type: ignore[misc]
        return member


class _Bounded:
    """A stream that ends in _Refused where it goes on for too long: also what is skipped is decompressed."""

    def __init__(self, stream: gzip.GzipFile | IO[bytes], most: int) -> None:
        self._stream, self._most, self._left = stream, most, most

    def read(self, size: int) -> bytes:
        data = self._stream.read(min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise _Refused(TOO_MUCH.format(mib=self._most // 2**20))
        return data


NOT_UNPACKED = Text("{archive} no se descomprimió: {why}.", "{archive} was not unpacked: {why}.")
LEFT_OUT = Text(
    "{archive}: se omitió {name} (en total, {count}): {why}.",
    "{archive}: left out {name} ({count} in all): {why}.",
)
BROKEN = Text("no es un archivo comprimido que se pueda leer", "it is no archive that can be read")
TOO_MANY = Text("contiene más de {count} archivos", "it holds more than {count} files")
TOO_MUCH = Text(
    "descomprimido pesa más de {mib} MiB, demasiado para su tamaño o para una entrega",
    "unpacked it takes more than {mib} MiB, too much for its size or for what is handed in",
)
TOO_LARGE = Text("pesa más de {mib} MiB", "larger than {mib} MiB")
TOO_DEEP = Text("un archivo comprimido dentro de otro", "an archive in an archive")
NO_FILE = Text("un enlace, o algo que no es un archivo", "a link, or no file")
LOCKED = Text("tiene contraseña", "it is locked by a password")
LEADS_ELSEWHERE = Text(
    "su nombre lleva a otra carpeta o esconde caracteres",
    "its name leads to another folder, or hides characters",
)
