"""What crosses from the sandbox: everything that probes record comes back, and nothing else gets through."""

import json
import struct

import pytest
import safetensors.torch
import torch
from fuzzing import CASES, many
from hypothesis import given
from hypothesis import strategies as st

from autograder.recording import (
    MAX_ENTRIES,
    MAX_FRAME,
    MAX_HEAD,
    MAX_LIST,
    MAX_TEXT,
    Malformed,
    decode,
    encode,
    same,
)

INFINITY, NAN = float("inf"), float("nan")


def tensor(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


VALUES = {
    "none": None,
    "true": True,
    "false": False,
    "zero": 0,
    "negative": -(2**63),
    "text": "línea\n\x00 ☃ 𝄞",
    "empty text": "",
    "list": [1, "uno", -3],
    "empty list": [],
    "scalar": torch.tensor(0.1, dtype=torch.float64),
    "special": tensor(NAN, INFINITY, -INFINITY, -0.0, 5e-324),
    "empty": torch.zeros(0, dtype=torch.float64),
    "empty matrix": torch.zeros((3, 0), dtype=torch.float64),
    "integers": torch.tensor([[2**62, -1], [0, 1]]),
    "view": torch.arange(12, dtype=torch.float64).reshape(3, 4).T[1:, ::2],
}


def frame(head: object, blob: bytes = b"") -> bytes:
    data = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack(">II", len(data), len(blob)) + data + blob


def malformed(data: bytes) -> bool:
    try:
        list(decode(data))
    except Malformed:
        return True
    return False


def valid() -> bytes:
    return encode(notes=[("es", "en")]) + encode(exercise="fit", recording={"one": VALUES, "two": {}})


@pytest.mark.parametrize(
    "aspects",
    [
        {"losses": torch.ones((1,) * 9, dtype=torch.float64)},
        {"raised": tensor(1.0)},
        {"raised": [1, 2]},
        {"~message": tensor(1.0)},
    ],
    ids=["dimensions", "a tensor", "a list", "told"],
)
def test_what_people_are_told_is_text_and_nothing_is_deep(aspects):
    assert malformed(encode(exercise="fit", recording={"one": aspects}))


def test_every_kind_of_value_comes_back():
    first, second = decode(valid())
    assert (first[0].notes, first[0].exercise, first[1]) == ([("es", "en")], "", {})
    assert second[0].exercise == "fit" and set(second[1]) == {"one", "two"} and second[1]["two"] == {}
    back = second[1]["one"]
    assert back.keys() == VALUES.keys()
    for name, value in VALUES.items():
        if isinstance(value, torch.Tensor):
            assert isinstance(back[name], torch.Tensor)
            assert back[name].dtype == value.dtype and back[name].shape == value.shape
            assert back[name].numpy().tobytes() == value.numpy().tobytes()
        else:
            assert type(back[name]) is type(value) and back[name] == value


def test_one_tensor_under_two_names_comes_back_twice():
    shared = tensor(1, 2, 3)
    [(_, recording)] = decode(encode(exercise="x", recording={"p": {"a": shared, "b": shared[1:]}}))
    assert recording["p"]["a"].tolist() == [1, 2, 3] and recording["p"]["b"].tolist() == [2, 3]


@pytest.mark.parametrize(
    "value",
    [
        "\ud800",
        "a\udfffb",
        ["\ud800", 10**30],
        10**30,
        -(10**400),
        "x" * (MAX_TEXT + 5),
        [0] * (MAX_LIST + 5),
    ],
)
def test_what_json_cannot_carry_is_replaced(value):
    [(_, recording)] = decode(encode(exercise="x", recording={"p": {"a": value}}))
    assert isinstance(recording["p"]["a"], type(value) if not isinstance(value, int) else str)
    json.dumps(recording["p"]["a"], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"\0", b"\0" * 7, frame({})[:-1], frame({}) + b"\0",
        struct.pack(">II", 2**32 - 1, 2**32 - 1), struct.pack(">II", MAX_FRAME, 1) + bytes(MAX_FRAME + 1),
        frame(b""), frame([]), frame(None), frame(b"\xff"), frame(b"[" * 10**6), frame({"exercise": 1}), frame({"extra": 1}),
        frame({"plain": {"p": {"a": 0.5}}}), frame({"plain": {"p": {"a": {}}}}), frame({"plain": {"p": {"a": [None]}}}),
        frame({"plain": {"p": {"a": "x" * (MAX_TEXT + 1)}}}), frame({"plain": {"p": {"a": [0] * (MAX_LIST + 1)}}}), frame(b'{"plain": {"p": {"a": NaN}}}'),
        frame({"unreadable": 1}), frame({"notes": [["one"]]}),
        frame({"tensors": [["p", "a"]]}), frame({"tensors": [["p", "a"]]}, b"garbage"), frame({}, b"garbage"),
        frame({}, safetensors.torch.save({"0": tensor(1)})),
        frame({"tensors": [["p", "a"]]}, safetensors.torch.save({"1": tensor(1)})),
        frame({"tensors": [["p", "a"]]}, safetensors.torch.save({"0": tensor(1), "1": tensor(1)})),
        frame({"tensors": [["p", "a"]]}, b"\x80\x04K\x01."),
        *(
            frame({"tensors": [["p", "a"]]}, safetensors.torch.save({"0": torch.zeros(2, dtype=dtype)}))
            for dtype in (torch.float32, torch.bfloat16, torch.bool, torch.complex64, torch.uint8, torch.float8_e4m3fn)
        ),
    ],
    ids=lambda data: f"{len(data)}-bytes",
)  # fmt: skip
def test_what_encode_cannot_write_is_refused(data):
    assert malformed(data)


def test_what_comes_before_the_damage_is_kept():
    frames = decode(valid() + b"\xff" * 20)
    assert [next(frames)[0].exercise, next(frames)[0].exercise] == ["", "fit"]
    with pytest.raises(Malformed):
        next(frames)


quick = many(max(150, CASES))


@quick
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_frames_or_malformed(data):
    malformed(data)


@quick
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda v: st.lists(v, max_size=3) | st.dictionaries(
    st.sampled_from(["exercise", "notes", "plain", "tensors", "unreadable", "p"]), v, max_size=4)), st.binary(max_size=50))  # fmt: skip
def test_arbitrary_json_is_a_frame_or_malformed(head, blob):
    malformed(frame(json.dumps(head).encode(), blob))


@quick
@given(st.data())
def test_damaged_frames_are_frames_or_malformed(data):
    damaged = bytearray(valid())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["change", "cut", "insert", "end"])):
            case "change":
                damaged[at] = data.draw(st.integers(0, 255))
            case "cut":
                del damaged[at : at + data.draw(st.integers(1, 20))]
            case "insert":
                damaged[at:at] = data.draw(st.binary(min_size=1, max_size=10))
            case _:
                del damaged[at:]
        if not damaged:
            break
    for _, recording in frames_of(bytes(damaged)):
        for aspects in recording.values():
            for value in aspects.values():
                for expected in VALUES.values():
                    assert same(value, expected) in (True, False)


def frames_of(data: bytes) -> list:
    found = []
    try:
        for pair in decode(data):
            found.append(pair)
    except Malformed:
        pass
    return found


def test_half_a_frame_is_no_frame():
    data = encode(exercise="fit", recording={"one": VALUES})
    for end in range(1, len(data)):
        assert malformed(data[:end]), end


def test_same_tells_kinds_apart():
    for name, value in VALUES.items():
        for other, expected in VALUES.items():
            assert same(value, expected) == (name == other), (name, other)


def test_same_has_a_tolerance_for_numbers_only():
    assert same(tensor(1.0), tensor(1.0 + 1e-6)) and not same(tensor(1.0), tensor(1.001))
    assert same(tensor(NAN, INFINITY), tensor(NAN, INFINITY)) and not same(
        tensor(INFINITY), tensor(-INFINITY)
    )
    assert (
        not same(tensor(NAN), tensor(0.0))
        and not same(tensor(0.0), tensor(NAN))
        and not same(tensor(1e300), tensor(INFINITY))
    )
    assert not same(torch.tensor([1]), tensor(1.0)) and not same(
        torch.tensor([10**6]), torch.tensor([10**6 + 1])
    )
    assert not same(tensor(1.0), tensor(1.0, 1.0)) and not same(
        tensor(1.0), torch.tensor(1.0, dtype=torch.float64)
    )
    assert (
        not same(1, True)
        and not same(0, False)
        and not same(0, None)
        and not same("1", 1)
        and not same([1], ["1"])
    )


@pytest.mark.parametrize("shape", [(10**9, 0), (2**20, 2**20, 0), (0, 2**21)])
def test_a_tensor_without_numbers_may_be_no_longer_than_one_with_them(shape):
    """It takes no bytes, and who lists its rows takes all memory."""
    empty = safetensors.torch.save({"0": torch.zeros(shape, dtype=torch.float64)})
    assert malformed(frame({"exercise": "fit", "tensors": [["one", "loss"]]}, empty))


def test_lists_are_bounded_all_together() -> None:
    aspects = {str(i): [0] * MAX_LIST for i in range(MAX_ENTRIES // MAX_LIST)}
    assert not malformed(encode(exercise="fit", recording={"one": aspects}))
    assert malformed(encode(exercise="fit", recording={"one": aspects | {"one more": [0]}}))


def test_what_safetensors_tells_is_bounded_by_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tensors without numbers take no bytes, but time: a hundred thousand of them two seconds."""
    blob = safetensors.torch.save({str(i): torch.zeros(0) for i in range(100)})
    monkeypatch.setattr(safetensors.torch, "load", lambda _: pytest.fail("it was read"))
    assert malformed(frame({"exercise": "fit", "tensors": [["one", "x"]]}, blob))


def test_json_is_bounded() -> None:
    assert malformed(frame(b" " * MAX_HEAD + b'{"exercise": "fit"}'))
