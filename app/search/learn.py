"""Learns which words of two languages say the same, from texts that are translations of each other."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

Bag = Sequence[str]
_ROUNDS = 6
# A word seen with everything tells nothing; one seen once with a long text tells little.
_FEWEST = 0.05
_MOST_PARTNERS = 3


def partners(pairs: Iterable[tuple[Bag, Bag]], sureness: float = 0.15) -> dict[str, list[tuple[str, float]]]:
    """For each word of the first language its likeliest partners in the second, with a weight from `sureness` to 1.

    IBM model 1 (Brown et al. 1993) both ways; the weight is the geometric mean of the two probabilities.
    """
    kept = [(tuple(dict.fromkeys(one)), tuple(dict.fromkeys(other))) for one, other in pairs if one and other]
    forward = _model(kept)
    backward = _model([(other, one) for one, other in kept])
    together = Counter((a, b) for one, other in kept for a in one for b in other)
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (a, b), probability in forward.items():
        both = math.sqrt(probability * backward.get((b, a), 0.0))
        # Two words that met once may have met by chance.
        seen = together[a, b]
        weight = both * seen / (seen + 0.5)
        if weight >= sureness:
            found[a].append((b, weight))
    return {a: sorted(others, key=lambda item: (-item[1], item[0]))[:_MOST_PARTNERS] for a, others in found.items()}


def _model(pairs: Sequence[tuple[Bag, Bag]]) -> dict[tuple[str, str], float]:
    """Probability of the second word given the first, after a few rounds of expectation and maximisation."""
    probability: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for _ in range(_ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        for one, other in pairs:
            sources = (*one, "")
            for b in other:
                norm = sum(probability[a, b] for a in sources)
                for a in sources:
                    share = probability[a, b] / norm
                    counts[a, b] += share
                    totals[a] += share
        probability = defaultdict(float)
        for (a, b), count in counts.items():
            probability[a, b] = count / totals[a]
        if not counts:
            break
    return {pair: value for pair, value in probability.items() if value >= _FEWEST and pair[0]}
