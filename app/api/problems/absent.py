"""What is not here: never, not in this language, or no longer."""

from typing import Final

from app.api.problems.shape import Problem, Words
from app.languages.messages import N_

NO_PAGE: Final = Words("There is no page at this address.")


class NotFound(Problem):
    """Nothing is at this address."""

    status, code, title = 404, "not-found", N_("Not found")
    about = "There is nothing at this address. `GET /openapi.json` lists what there is."


class EntryNotFound(NotFound):
    """No entry has this id."""

    code = "entry-not-found"
    about = "No entry has this id. `GET /v1/entries` lists them, `GET /v1/slugs/{lang}/{slug}` finds one by its slug."


class SeriesNotFound(NotFound):
    """No series has this id."""

    code = "series-not-found"
    about = "No series has this id. `GET /v1/series` lists them."


class SlugNotFound(NotFound):
    """No entry has, or has ever had, this slug."""

    code = "slug-not-found"
    about = "No entry has this slug in any language, and none ever had."


class NoFigure(NotFound):
    """Only models have a structure to draw."""

    code = "no-figure"
    about = "Only entries of the kind `model` have a diagram."


class NotTranslated(NotFound):
    """The entry exists, but not in the language that was insisted on."""

    code, title = "not-translated", N_("Not in this language")
    about = (
        "The request said `fallback=none`, and the entry has no text in the language asked for. `languages` lists "
        "those it has; without `fallback=none` the nearest of them is served and marked as a fallback."
    )


class KeyNotFound(NotFound):
    """No key has this id."""

    code = "key-not-found"
    about = "No key that is still good has this id. `GET /v1/admin/keys` lists them."


class FeedbackNotFound(NotFound):
    """No message has this id, or the receipt is not its."""

    code = "feedback-not-found"
    about = (
        "There is no such message, it has been erased, or the receipt does not belong to it. Send the receipt as "
        "`Authorization: Bearer …` or as `?receipt=`."
    )


class ReleaseNotFound(NotFound):
    """No release has this number."""

    code = "release-not-found"
    about = "No release has this number. `GET /v1/exports` tells which one is active; every one before it can be read."


class Withdrawn(Problem):
    """The entry existed and was taken back."""

    status, code, title = 410, "withdrawn", N_("No longer here")
    about = "The entry was published and has been withdrawn. It will not come back under this id."


class Compacted(Problem):
    """A cursor of the changes feed that is older than the feed."""

    status, code, title = 410, "compacted", N_("No longer here")
    about = (
        "The changes since this cursor are no longer kept one by one. Take a full copy from `GET /v1/exports/ndjson` "
        "and follow `GET /v1/changes` from the cursor that `GET /v1/exports` gives."
    )
