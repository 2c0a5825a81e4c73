"""Bytes → text an editor can see: UTF-8, NFC, without invisible characters that change the order of what is read."""

import re
import unicodedata

from app.content.problems import Problem

# Embeddings, overrides and isolates (Unicode's "Trojan Source" characters) and the marks that belong to them.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# C0 and C1 controls other than tab and line feed, DEL, line and paragraph separators, BOM, tag characters.
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
# Halves of characters, which only an escape in YAML can write.
_HALVES = "\ud800-\udfff"
REFUSED = re.compile(f"[{_BIDI}{_CONTROL}{_HALVES}]")


def decode(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text in *data*, in NFC, its lines ended by LF; broken bytes become U+FFFD so that the rest can be checked."""
    problems: list[Problem] = []

    def note(line: int, message: str, cure: str) -> None:
        problems.append(Problem(path=path, line=line, message=message, cure=cure))

    if data.startswith(b"\xef\xbb\xbf"):
        note(1, "the file begins with a byte order mark", "Save it as UTF-8 without BOM.")
        data = data[3:]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note(line, f"byte 0x{data[error.start]:02x} is not UTF-8", "Save the file as UTF-8.")
        text = data.decode(errors="replace")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    refused = REFUSED.search(text)
    if refused:
        for number, line_text in enumerate(text.split("\n"), start=1):
            for character in dict.fromkeys(REFUSED.findall(line_text)):
                name = unicodedata.name(character, "a control character")
                note(number, f"U+{ord(character):04X} ({name}) is not allowed", "Delete it; it cannot be seen.")
        text = REFUSED.sub(lambda found: "\n" if found[0] == "\r" else "", text)
    return text, problems
