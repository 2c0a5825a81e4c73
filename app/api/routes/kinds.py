"""The kinds of entry, named in the reader's language."""

from collections import Counter

from fastapi import APIRouter, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.outputs.base import Items
from app.api.outputs.collections import KindOut
from app.api.problems import InvalidParameter, NotReady, UnknownParameter, documented
from app.api.reading import ReaderLocale
from app.domain.kinds import KINDS
from app.languages.messages import N_, translate

router = APIRouter(prefix="/kinds", tags=["Browsing"])

# Kind -> its name for one and for several, as message ids.
NAMES = {
    "concept": (N_("concept"), N_("concepts")),
    "style": (N_("style"), N_("styles")),
    "model": (N_("model"), N_("models")),
}


@router.get(
    "",
    operation_id="listKinds",
    response_model=Items[KindOut],
    responses=documented(UnknownParameter, InvalidParameter, NotReady),
)
async def list_kinds(snapshot: CurrentSnapshot, reader: ReaderLocale) -> Response:
    """The kinds of entry with the number of entries of each."""
    counts = Counter(card.kind for card in snapshot.cards.values())
    data_locale = snapshot.locales[reader.lang].data_locale
    items = [
        KindOut(
            kind=kind.kind,
            lang=reader.lang,
            label=translate(data_locale, NAMES[kind.kind][0]),
            plural=translate(data_locale, NAMES[kind.kind][1]),
            count=counts[kind.kind],
            url=snapshot.url(f"/v1/entries?kind={kind.kind}&lang={reader.lang}"),
        )
        for kind in KINDS.values()
    ]
    return answer(snapshot, Items[KindOut](items=items), languages=[reader.lang])
