"""An index opened for reading."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.search import arrays
from app.search.expansion import expand
from app.search.vocabulary import Vocabulary
from app.search.labels import label_key
from app.search.tokens import tokens

K1 = 1.2
ALPHA = 0.15
BETA1 = 0.7
BETAN = 0.05
EXACT_LABEL = 3.0


class Index:
    def __init__(self, path: Path) -> None:
        self.arrays, self.meta = arrays.read(path)
        self.langs = self.meta["langs"]
        self.vocabulary = Vocabulary(self.arrays, self.langs)
        self.post_docs = self.arrays["post_docs"]
        self.post_impacts = self.arrays["post_impacts"]
        self.post_starts = self.arrays["post_starts"]
        self.doc_langs = self.arrays["doc_langs"]
        self.count = len(self.doc_langs)
        self.per_lang = np.bincount(self.doc_langs, minlength=len(self.langs)).tolist()

    def entry(self, number: int) -> str:
        a = self.arrays
        return a["entry_bytes"][a["entry_starts"][number] : a["entry_starts"][number + 1]].tobytes().decode()

    def search(self, query: str, *, lang: str, targets: Iterable[str], limit: int = 20):
        words = list(dict.fromkeys(t.form for t in tokens(query)))[:64]
        total = np.zeros(self.count, dtype=np.float32)
        cover = np.zeros(self.count, dtype=np.float32)
        seen = []
        for target in targets:
            if target not in self.langs:
                continue
            n = self.per_lang[self.langs.index(target)]
            mass = 0.0
            lists = []
            for word in words:
              if 1:
                groups = expand(word, lang, target, self.vocabulary)
                if not groups:
                    mass += math.log(1 + n)*.5
              for found in groups:
                numbers = list(found)
                starts = self.post_starts[numbers].tolist()
                ends = self.post_starts[[x + 1 for x in numbers]].tolist()
                top = max(m.weight for m in found.values())
                docs = np.concatenate([self.post_docs[a:b] for a, b in zip(starts, ends)])
                weights = np.repeat(np.array([found[x].weight for x in numbers], dtype=np.float32), [b - a for a, b in zip(starts, ends)])
                impacts = np.concatenate([self.post_impacts[a:b] for a, b in zip(starts, ends)]).astype(np.float32) * weights
                df = min(n, sum((b - a) * (found[x].weight/top)**2  for x, a, b in zip(numbers, starts, ends)))
                idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
                mass += idf
                acc = np.zeros(self.count, dtype=np.float32)
                best = np.zeros(self.count, dtype=np.float32)
                np.add.at(acc, docs, impacts)
                np.maximum.at(best, docs, weights)
                vals = acc[docs]
                b = best[docs]
                total_d = total[docs]
                beta = BETA1 if len(words) == 1 else BETAN
                total[docs] = total_d + idf * b * (beta + (1 - beta) * vals / (vals + K1))
                c = cover[docs]
                cover[docs] = c + idf * b
                seen.append(docs)
            if mass:
                lo, hi = np.searchsorted(self.doc_langs, [self.langs.index(target), self.langs.index(target) + 1])
                total[lo:hi] *= (cover[lo:hi] / mass) ** ALPHA
            key = np.uint64(label_key(target, query))
            lo_, hi_ = self.arrays["labels"].searchsorted(key), self.arrays["labels"].searchsorted(key, side="right")
            exact = self.arrays["label_docs"][lo_:hi_]
            total[exact] += EXACT_LABEL
            seen.append(exact)
        if not seen:
            return []
        cand = np.unique(np.concatenate(seen))
        if len(cand) > limit * 4:
            cand = cand[np.argpartition(total[cand], len(cand) - limit * 4)[-limit * 4:]]
        order = np.argsort(-total[cand], kind="stable")
        return [(self.entry(int(self.arrays["doc_entries"][d])), float(total[d])) for d in cand[order][:limit]]
