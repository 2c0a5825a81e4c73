"""What the kinds of entry are called on pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.languages.messages import N_


@dataclass(frozen=True, slots=True)
class KindName:
    """Message ids: one, several as a heading, and what such an entry is."""

    one: str
    several: str
    about: str


KIND_NAMES: Mapping[str, KindName] = {
    "concept": KindName(N_("concept"), N_("Concepts"), N_("What the words of the subject mean, and why it matters.")),
    "style": KindName(N_("style"), N_("Styles"), N_("Ways of giving service, to compare and to choose from.")),
    "model": KindName(N_("model"), N_("Models"), N_("Drawings that explain how the parts work together.")),
}
