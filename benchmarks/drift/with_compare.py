"""Fairlead: two profiles that were stored, compared."""

import polars as pl
from report import now, report, then

from fairlead.monitor import Profile, compare, profile

kept = [profile(pl.read_parquet(path)).to_bytes() for path in (then, now)]
first, second = (Profile.from_bytes(one) for one in kept)
compare(first, second)  # what is imported once is not part of it
report(lambda: {name: {"psi": one.psi or 0.0} for name, one in compare(first, second).items()})
