"""What relations are called on pages, in the order in which they are listed."""

from typing import Final

from app.languages.messages import N_

RELATIONS: Final = {
    "broader": N_("Broader"),
    "narrower": N_("Narrower"),
    "part_of": N_("Part of"),
    "has_part": N_("Has part"),
    "related": N_("Related"),
    "mentions": N_("Mentions"),
    "mentioned_in": N_("Mentioned in"),
}
