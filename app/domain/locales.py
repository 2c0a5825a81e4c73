"""One language of the catalogue, as its `_locale.yaml` describes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A language that texts are written in.

    `lang` is the folder's name and the API's word for the language (`no`); `tag` the BCP 47 tag for HTML, RDF and EPUB
    (`nb`); `data_locale` what CLDR, and so Babel, calls it (`no`; `fil` for `tl`).
    """

    lang: str
    tag: str
    data_locale: str
    autonym: str
    title: str
    description: str
    # Other tags whose readers this language is written for: `no` covers nb and nn.
    covers: tuple[str, ...] = ()
    # An editor's word on which languages stand in for this one, and in what order; None leaves it to CLDR.
    fallback: tuple[str, ...] | None = None
