"""The kinds of entry there are; a new kind is a module and a line here."""

from collections.abc import Mapping

from app.domain.entries import Entry
from app.domain.kinds.concept import Concept
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style

# Folder name under content/ -> what its files describe.
KINDS: Mapping[str, type[Entry]] = {
    "concepts": Concept,
    "models": Model,
    "styles": Style,
}
