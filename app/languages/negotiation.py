"""Decides which of a catalogue's languages a reader gets, and which stand in for it in what order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from app.domain.locales import Locale
from app.languages.accept import MAX_BYTES, Accepted, parse_accept_language
from app.languages.cldr import common_group_size, maximize, tables
from app.languages.matcher import DEMOTION, THRESHOLD, distance, spelling_distance

_REMEMBERED_HEADERS = 1024
_REMEMBERED_TAGS = 4096


class Match(StrEnum):
    """How the chosen language answers to what the reader asked for."""

    EXACT = "exact"
    """The very language, whatever it was called: da-DK for da, fil for tl."""
    CLOSE = "close"
    """One that its readers understand by CLDR's account: nb for nn, sv for sv-FI, da for fo."""
    ANY = "any"
    """The reader took any language (`*`)."""
    DEFAULT = "default"
    """Nothing the reader asked for is there, or nothing was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The language chosen, why, and the order in which languages stand in, beginning with it.

    The chain has every language of the catalogue once, but for those that the reader excluded with a weight of 0.
    """

    lang: str
    match: Match
    chain: tuple[str, ...]


class Negotiator:
    """Chooses among the languages of one catalogue, and remembers its choices by header; safe to share by threads.

    Args:
        locales: every language, in site order, each `lang` once; at least one.
        default_lang: the one that readers get who asked for nothing that is there.

    Raises:
        ValueError: if *default_lang* is not among *locales*.
    """

    def __init__(self, locales: Sequence[Locale], default_lang: str) -> None:
        self._locales: Mapping[str, Locale] = {locale.lang: locale for locale in locales}
        if default_lang not in self._locales:
            raise ValueError(f"The default language {default_lang!r} is none of {', '.join(self._locales)}.")
        self._default_lang = default_lang
        self._remembered = lru_cache(_REMEMBERED_HEADERS)(self._negotiate)
        self._nearness = lru_cache(_REMEMBERED_TAGS)(self._measure)
        self._chosen = lru_cache(_REMEMBERED_TAGS)(self._choice)

    def negotiate(self, header: str | None) -> Choice:
        """The reader's language by an Accept-Language header; never fails, whatever is in it (RFC 9110 §12.5.4)."""
        # One character more than is read tells the parser that there was more.
        return self._remembered((header or "")[: MAX_BYTES + 1])

    def choose(self, tag: str) -> Choice | None:
        """The language that a path or `?lang=` names, in any case: its folder, its tag or a tag it covers."""
        named = self._by_name.get(tag.lower())
        return None if named is None else self._chosen(tag, named)

    def _choice(self, tag: str, named: str) -> Choice:
        match = Match.EXACT if _apart(tag, self._locales[named]) == 0 else Match.CLOSE
        return Choice(lang=named, match=match, chain=self.chain(named))

    def chain(self, lang: str) -> tuple[str, ...]:
        """*lang* and all that stand in for it: the editor's order first, then by CLDR distance, kinship, site order.

        Raises:
            KeyError: if *lang* is none of the catalogue's languages.
        """
        return self._chains[lang]

    def aliases(self, lang: str) -> tuple[str, ...]:
        """The tags, sorted, that alone in a header choose *lang*: what an edge cache may rewrite to it."""
        return tuple(tag for tag, chosen in self._known_tags.items() if chosen == lang)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Names in lower case; a folder's name weighs more than a tag, a tag more than what is covered."""
        names: dict[str, str] = {}
        locales = self._locales.values()
        folders = [(locale.lang, locale.lang) for locale in locales]
        tags = [(locale.tag, locale.lang) for locale in locales]
        covered = [(tag, locale.lang) for locale in locales for tag in locale.covers]
        for name, lang in (*folders, *tags, *covered):
            names.setdefault(name.lower(), lang)
        return names

    @cached_property
    def _chains(self) -> Mapping[str, tuple[str, ...]]:
        return {lang: tuple(self._chained(locale)) for lang, locale in self._locales.items()}

    def _chained(self, locale: Locale) -> Iterable[str]:
        site_order = list(self._locales)

        def rank(lang: str) -> tuple[float, float, int]:
            other = self._locales[lang]
            return distance(locale.tag, other.tag), common_group_size(locale.tag, other.tag), site_order.index(lang)

        preferred = [lang for lang in locale.fallback or () if lang in self._locales]
        return dict.fromkeys([locale.lang, *preferred, *sorted(site_order, key=rank)])

    @cached_property
    def _known_tags(self) -> Mapping[str, str]:
        """Every tag that CLDR or an editor knows another name or a neighbour for, with the language it chooses."""
        own = {maximize(name).language for name in self._by_name}
        neighbours = {desired for desired, supported in map(str.split, tables()["languages"]) if supported in own}
        aliases = tables()["aliases"]["languages"].items()
        other_names = {alias for alias, tag in aliases if maximize(tag).language in own | neighbours}
        choices = {tag: self._negotiate(tag) for tag in sorted({*self._by_name, *own, *neighbours, *other_names})}
        return {tag: choice.lang for tag, choice in choices.items() if choice.match is not Match.DEFAULT}

    def _negotiate(self, header: str) -> Choice:
        accepted = parse_accept_language(header)
        allowed = self._allowed(accepted)
        if not allowed:  # to refuse everything is to ask for nothing
            return Choice(lang=self._default_lang, match=Match.DEFAULT, chain=self.chain(self._default_lang))
        scores = self._scores(accepted.wanted, allowed)
        if scores:
            lang = scores[0]
            exactly = any(_apart(tag, self._locales[lang]) == 0 for tag in accepted.wanted)
            match = Match.EXACT if exactly else Match.CLOSE
        else:
            lang = self._default_lang if self._default_lang in allowed else allowed[0]
            match = Match.ANY if accepted.any_wanted else Match.DEFAULT
        if self._locales[lang].fallback is not None:
            # Neighbours of what the reader named give way to the editor's order, what the reader named does not.
            named = {self._nearest(tag, allowed) for tag in accepted.wanted}
            scores = [other for other in scores if other in named]
        chain = dict.fromkeys([lang, *scores, *self.chain(lang)])
        return Choice(lang=lang, match=match, chain=tuple(other for other in chain if other in allowed))

    def _allowed(self, accepted: Accepted) -> list[str]:
        """The languages, in site order, that the reader did not exclude."""
        allowed = [lang for lang, locale in self._locales.items() if not _is_excluded(locale, accepted)]
        if accepted.any_excluded:
            named = {self._nearest(tag, allowed) for tag in accepted.wanted}
            return [lang for lang in allowed if lang in named]
        return allowed

    def _scores(self, wanted: Sequence[str], allowed: Sequence[str]) -> list[str]:
        """The languages that match any wanted tag, best first: the smallest distance plus 5 for each place."""
        scores: dict[str, tuple[int, int, int]] = {}
        for position, tag in enumerate(wanted):
            nearness = self._nearness(tag)
            for lang in nearness.keys() & allowed:
                apart, covered, spelling = nearness[lang]
                score = (apart + DEMOTION * position, covered, spelling)
                scores[lang] = min(score, scores.get(lang, score))
        return sorted((lang for lang in allowed if lang in scores), key=scores.__getitem__)

    def _nearest(self, tag: str, allowed: Sequence[str]) -> str | None:
        nearness = self._nearness(tag)
        return min((lang for lang in allowed if lang in nearness), key=nearness.__getitem__, default=None)

    def _measure(self, tag: str) -> Mapping[str, tuple[int, int, int]]:
        """How near each language that matches is.

        By CLDR distance, then a language's own tag before one it covers, then the tag that is spelled more alike.
        """
        nearness = {}
        for lang, locale in self._locales.items():
            names = dict.fromkeys(locale.covers, True) | {locale.tag: False, lang: False}
            nearness[lang] = min(
                (distance(tag, name), covered, spelling_distance(tag, name)) for name, covered in names.items()
            )
        return {lang: near for lang, near in nearness.items() if near[0] < THRESHOLD}


def _apart(tag: str, locale: Locale) -> int:
    """The CLDR distance of *tag* to what *locale* really is, whatever else it covers."""
    return min(distance(tag, name) for name in {locale.lang, locale.tag})


def _is_excluded(locale: Locale, accepted: Accepted) -> bool:
    """Whether the reader refused *locale*: by name, or by another word for the same that no wish for it contradicts.

    `pt;q=0` refuses pt-BR, but `pt;q=0, pt-BR` does not: the narrower range says more (RFC 4647 §3.3.1). `swe;q=0`
    refuses sv, but `swe;q=0, sv` does not.
    """
    names = {name.lower() for name in (locale.lang, locale.tag)}

    def by_name(refused: str) -> bool:
        narrower = {tag for tag in accepted.wanted if _is_within(tag, refused)}
        return any(_is_within(name, refused) and not any(_is_within(name, tag) for tag in narrower) for name in names)

    if any(by_name(refused) for refused in accepted.excluded):
        return True
    return names.isdisjoint(accepted.wanted) and any(_apart(refused, locale) == 0 for refused in accepted.excluded)


def _is_within(tag: str, language_range: str) -> bool:
    return f"{tag}-".startswith(f"{language_range}-")
