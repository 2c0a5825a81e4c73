"""A–Z in the order of the reader's own alphabet."""

from urllib.parse import urlencode

from fastapi import APIRouter, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.outputs.collections import AlphabetOut, LetterOut
from app.api.problems import InvalidParameter, NotReady, UnknownParameter, documented
from app.api.reading import ReaderLocale, Stale

router = APIRouter(prefix="/alphabet", tags=["Browsing"])


@router.get(
    "",
    operation_id="getAlphabet",
    response_model=AlphabetOut,
    responses=documented(UnknownParameter, InvalidParameter, NotReady),
)
async def get_alphabet(snapshot: CurrentSnapshot, reader: ReaderLocale) -> Response:
    """The letters of the reader's language with the number of entries under each."""
    letters = snapshot.lists.letters(reader)
    stale = {"stale": Stale.FALLBACK.value} if reader.only_fresh else {}
    items = [
        LetterOut(
            letter=letter,
            count=count,
            url=snapshot.url(f"/v1/entries?{urlencode({'letter': letter, 'lang': reader.lang, **stale})}")
            if count
            else None,
        )
        for letter, count in letters.items()
    ]
    return answer(snapshot, AlphabetOut(lang=reader.lang, items=items), languages=[reader.lang])
