"""The words of an opened index: their forms, and the keys that each is filed under."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.search.analysis import hashed
from app.search.arrays import Array, Strings


class Vocabulary:
    """Reads forms by number, and numbers by key, straight from the mapped arrays."""

    def __init__(self, arrays: Mapping[str, Array], langs: Sequence[str]) -> None:
        self.langs = tuple(langs)
        self._keys, self._key_starts, self._key_forms = (arrays[name] for name in ("keys", "key_starts", "key_forms"))
        self._forms, self._shown = Strings("form", arrays), Strings("shown", arrays)
        self._words = arrays["word_keys"]
        self._partners = tuple(arrays[f"word_{name}"] for name in ("langs", "targets", "weights"))
        self.frequency: Array = np.diff(arrays["post_starts"])

    def __len__(self) -> int:
        """How many forms there are."""
        return len(self._forms)

    def form(self, number: int) -> str:
        """The native form with this number."""
        return self._forms[number]

    def shown(self, number: int) -> str:
        """The form as the texts spell it: bemötande, not bemøtande."""
        return self._shown[number] or self._forms[number]

    def filed(self, keys: Sequence[int]) -> list[list[int]]:
        """The numbers of the forms filed under each of *keys* (hashes)."""
        wanted = np.array(keys, dtype=np.uint64)
        places = self._keys.searchsorted(wanted)
        # A key beyond all others would be looked up past the end.
        np.minimum(places, len(self._keys) - 1, out=places)
        found: list[list[int]] = [[] for _ in keys]
        for number in (self._keys[places] == wanted).nonzero()[0].tolist():
            start, end = self._key_starts[places[number] : places[number] + 2].tolist()
            found[number] = self._key_forms[start:end].tolist()
        return found

    def partners(self, lang: str, base: str, target: str) -> list[tuple[int, float]]:
        """What a word of *lang* may be in *target*: keys (hashes) to look under, each with the dictionary's weight."""
        wanted = np.uint64(hashed(lang, "word", base))
        start, end = int(self._words.searchsorted(wanted)), int(self._words.searchsorted(wanted, side="right"))
        if start == end or target not in self.langs:
            return []
        langs, keys, weights = (column[start:end].tolist() for column in self._partners)
        number = self.langs.index(target)
        return [(key, weight) for lang, key, weight in zip(langs, keys, weights, strict=True) if lang == number]
