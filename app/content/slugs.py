"""The address of every text: what its editor wrote, or what its label makes."""

from collections.abc import Iterable

from app.content.drafts import Draft, SharedDraft
from app.content.problems import Problem
from app.languages.slugs import slugify


def slugs_of(draft: Draft) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """By language and id; no two entries share an address in any languages, nor do two series.

    A reader of one language meets the address of a text in another wherever that stands in, so it must be clear there.
    """
    slugs: dict[str, dict[str, str]] = {lang: {} for lang in draft.locales}
    problems = [*_add(draft, draft.entries.values(), slugs), *_add(draft, draft.series.values(), slugs)]
    return slugs, problems


def _add(draft: Draft, group: Iterable[SharedDraft], slugs: dict[str, dict[str, str]]) -> list[Problem]:
    taken: dict[str, tuple[str, str]] = {}
    problems = []
    for shared in group:
        for lang, text in draft.texts_of(shared.id).items():
            if not text.pref_label:
                continue
            slug = slugify(str(text.slug or text.pref_label), draft.locales[lang].data_locale)
            line = (text.slug or text.pref_label).line
            if not slug:
                message, cure = (
                    f"{str(text.pref_label)!r} makes no address",
                    "Write `slug: some-words` in the front matter.",
                )
                problems.append(Problem(path=text.path, line=line, message=message, cure=cure))
                continue
            first_lang, first = taken.setdefault(slug, (lang, shared.id))
            if first != shared.id:
                message = f"its address {slug!r} is that of {first_lang}/{first} too"
                cure = f"Write `slug: {slug}-2`, or something that says how it differs, in the front matter."
                problems.append(Problem(path=text.path, line=line, message=message, cure=cure))
            slugs[lang][shared.id] = slug
    return problems
