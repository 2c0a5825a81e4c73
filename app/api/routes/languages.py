"""The languages of the catalogue, with all a cache or a menu needs to know of them."""

from collections import Counter

from fastapi import APIRouter, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.outputs.base import Items
from app.api.outputs.collections import LanguageOut
from app.api.problems import InvalidParameter, NotReady, UnknownParameter, documented
from app.api.reading import ReaderLocale
from app.catalogue.snapshot import Snapshot
from app.domain.texts import Status
from app.languages.display import language_name

router = APIRouter(prefix="/languages", tags=["Browsing"])


@router.get(
    "",
    operation_id="listLanguages",
    response_model=Items[LanguageOut],
    responses=documented(UnknownParameter, InvalidParameter, NotReady),
)
async def list_languages(snapshot: CurrentSnapshot, reader: ReaderLocale) -> Response:
    """Names, tags that lead to each language, who stands in for it, and how much is written in it.

    Names come from here because a browser's own turn `tl` into something else.
    """
    totals = count_texts(snapshot)
    data_locale = snapshot.locales[reader.lang].data_locale
    items = [
        LanguageOut(
            lang=locale.lang,
            tag=locale.tag,
            autonym=locale.autonym,
            name=language_name(locale.tag, data_locale),
            is_default=locale.lang == snapshot.default_lang,
            aliases=list(snapshot.negotiator.aliases(locale.lang)),
            chain=list(snapshot.negotiator.chain(locale.lang)),
            texts=totals[locale.lang],
        )
        for locale in snapshot.locales.values()
    ]
    return answer(snapshot, Items[LanguageOut](items=items), languages=[reader.lang])


def count_texts(snapshot: Snapshot) -> dict[str, dict[Status, int]]:
    """The number of entries by the status of their text, for each language."""
    totals = {lang: Counter(dict.fromkeys(Status, 0)) for lang in snapshot.locales}
    for card in snapshot.cards.values():
        for lang, counts in totals.items():
            head = card.heads.get(lang)
            counts[head.status if head else Status.MISSING] += 1
    return {lang: dict(counts) for lang, counts in totals.items()}
