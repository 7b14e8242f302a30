"""See which columns identify a row, and which say who somebody is."""

from __future__ import annotations

import re

from fairlead.data.profile.facts import ColumnProfile
from fairlead.data.profile.shape import email_share, shape_regex
from fairlead.data.profile.suggestion import FEWEST, MEMBERS

ID_NAME = re.compile(r"(^|_|\b)(id|ids|key|uuid|guid|code|number|no|nr|rownames?|row_?id|index)($|_|\b)|[a-z]Id$", re.I)
"""Names that people give to what identifies a row."""

PERSON_NAME = re.compile(
    r"e_?mail|phone|mobile|passport|ssn|social_?sec|iban|tax_?id|credit_?card|card_?number|password|birth|"
    r"(first|last|full|family|given|sur)_?name|^address$|street",
    re.I,
)
"""Names that people give to what says who somebody is."""

LONGEST_ID = 64
"""Characters of the longest text that is taken for an id: a SHA-256 has so many."""


def is_personal(profile: ColumnProfile) -> bool:
    """Tell whether a column seems to say who somebody is, by its name or because its values are e-mail addresses."""
    if profile.column.family not in ("text", "date", "datetime", "integer"):
        return False
    # A column of few values, such as phone_service, says nothing of a person.
    is_named = PERSON_NAME.search(profile.name) is not None and profile.distinct > MEMBERS
    return is_named or email_share(profile.samples) > 0.9


def may_identify(profile: ColumnProfile) -> bool:
    """Tell whether a column may identify a row.

    All values must be different, and that must be no chance: the name says that they are ids, they are written like
    codes, or, of whole numbers drawn by chance from their range, more than ten pairs would be equal.
    """
    if profile.present < FEWEST or profile.distinct < profile.present:
        return False
    is_named = ID_NAME.search(profile.name) is not None
    if profile.column.family == "integer":
        width = profile.high - profile.low + 1
        return is_named or profile.present**2 / (2 * width) > 10  # pairs among n of the width: the birthday problem
    is_short = profile.lengths is not None and profile.lengths[1] <= LONGEST_ID
    return profile.column.family == "text" and is_short and (is_named or shape_regex(profile.samples) is not None)
