"""Archives as nobody would make them who means well."""

import io
import stat
import struct
import tarfile
import zipfile


def zipped(entries: dict[str, bytes | str]) -> bytes:
    """A zip; an entry whose content is a str is a link to it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it is: ZipInfo would cut it at NUL
            info.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(content, str):
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    return held.getvalue()


def tarred(entries: dict[str, bytes | str], mode: str = "w:gz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return held.getvalue()


def locked(data: bytes) -> bytes:
    """A zip whose entries say that they are encrypted."""
    return data.replace(b"PK\3\4\x14\0\0", b"PK\3\4\x14\0\1").replace(
        b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"
    )


def _member(kind: bytes, data: bytes) -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, len(data)
    return info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512)


def _extended(key: str, value: str) -> bytes:
    """One line of an extended header: it begins with its own length."""
    body = f" {key}={value}\n".encode()
    length = next(n for n in range(len(body), len(body) + 9) if n == len(body) + len(str(n)))
    return str(length).encode() + body


def same_header_for_all(keys: int, entries: int) -> bytes:
    """A tar whose first header counts for every entry after it, of which each gets a copy."""
    told = b"".join(_extended(f"k{i}", "v") for i in range(keys))
    return _member(tarfile.XGLTYPE, told) + _member(tarfile.REGTYPE, b"") * entries + bytes(1024)


def sparse_map(parts: int) -> bytes:
    """A tar with a file of so many parts, as its header tells."""
    told = {"map": ",".join(["10", "11"] * parts), "name": "x.py", "size": "1", "realsize": "1"}
    header = b"".join(_extended(f"GNU.sparse.{key}", value) for key, value in told.items())
    return _member(tarfile.XHDTYPE, header) + _member(tarfile.REGTYPE, b"") + bytes(1024)


def folders(count: int) -> bytes:
    return _member(tarfile.DIRTYPE, b"") * count + bytes(1024)


def long_directory(count: int) -> bytes:
    """A zip that lists one entry many times."""
    data = zipped({"a.txt": b""})
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    listed = data[start:end] * count
    return data[:start] + listed + data[end:-10] + struct.pack("<IIH", len(listed), start, 0)
