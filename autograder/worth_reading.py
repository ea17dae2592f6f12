"""Words in a submission that no exercise needs and that look at, or change, the program that runs it.

They cost no points: they prove nothing, and who wants to hide them can. They tell a person which files to read.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

WORDS = re.compile(
    rb"""
    \b( _getframe | _current_frames | currentframe | f_back | f_locals | f_globals | (?:tb|gi|cr|ag)_frame
      | settrace | setprofile | addaudithook | get_objects | get_referrers | get_referents
      | __globals__ | __closure__ | __code__ | __self__ | __subclasses__ | ctypes | meta_path
      | _(?:global_)?(?:forward|backward|state_dict|load_state_dict|optimizer_step)\w*_hooks\w*
      | autograder (?= \.(?!notebook)\w | \s+import\s+(?!notebook) )
      )\b
    | (?<!wandb) (?<!self) \. ( watch ) \b
    | (?:^|") [ \t]* ( (?:torch|nn|np|numpy|builtins)\.(?!backends\b)[\w.]+ ) \s* = (?!=)
    """,
    re.VERBOSE | re.MULTILINE,
)
_ESCAPED = re.compile(rb"\\u00([2-7][0-9a-fA-F])")  # as JSON may write any letter
MOST = 5  # that are named
MOST_BYTES = 4 * 2**20  # that are looked at: a second


def worth_reading(data: bytes) -> list[str]:
    """Such words in the bytes of a `.py` or `.ipynb` file, in their order."""
    if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        data = data.decode("utf-16", "replace").encode()
    data = _ESCAPED.sub(lambda escaped: bytes([int(escaped[1], 16)]), data[:MOST_BYTES])
    found = (match[1] or match[2] or match[3] for match in WORDS.finditer(data))
    return [word.decode()[:60] for word in dict.fromkeys(found)][:MOST]
