"""scipy on the rows: KS, Wasserstein, PSI, Jensen-Shannon of numbers, chi-square and Jensen-Shannon of words."""

import sys

import numpy as np
import polars as pl
from report import NUMBERS, WORDS, now, report, then
from scipy import stats
from scipy.spatial.distance import jensenshannon

tables = [pl.read_parquet(path) for path in (then, now)]
few = sys.argv[3:] == ["few"]  # KS and chi-square alone, the words counted as alibi-detect's TabularDrift counts them


def numbers(name: str) -> dict[str, float]:
    one, other = (table[name].drop_nulls().to_numpy() for table in tables)
    found = {"ks": float(stats.ks_2samp(one, other, method="asymp").statistic)}
    if few:
        return found
    found["wasserstein"] = float(stats.wasserstein_distance(one, other))
    edges = np.unique(np.quantile(one, np.arange(1, 10) / 10, method="inverted_cdf"))
    p, q = (np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1) / len(x) for x in (one, other))
    found["js"] = float(jensenshannon(p, q, base=2))
    p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    return found | {"psi": float(((q - p) * np.log(q / p)).sum())}


def codes(name: str) -> tuple[np.ndarray, ...]:
    """Return the words as numbers, which that one asks for; not counted, as little as for the other tools."""
    kind = pl.Enum(pl.concat([table[name] for table in tables]).unique().sort())
    return tuple(table[name].cast(kind).to_physical().to_numpy().astype(np.float32) for table in tables)


CODES = {name: codes(name) for name in WORDS} if few else {}


def counted_in_turn(name: str) -> dict[str, float]:
    """Count each word with a comparison of the whole column."""
    words = range(int(max(one.max() for one in CODES[name])) + 1)
    both = np.array([[(one == word).sum() for word in words] for one in CODES[name]], dtype=float)
    return {"chi2": float(stats.chi2_contingency(both, correction=False).statistic)}


def words(name: str) -> dict[str, float]:
    if few:
        return counted_in_turn(name)
    counts = [dict(table[name].value_counts().iter_rows()) for table in tables]
    names = sorted({*counts[0], *counts[1]})
    both = np.array([[one.get(word, 0) for word in names] for one in counts], dtype=float)
    found = {"chi2": float(stats.chi2_contingency(both, correction=False).statistic)}
    return found | {"js": float(jensenshannon(both[0], both[1], base=2))}


report(lambda: {name: numbers(name) for name in NUMBERS} | {name: words(name) for name in WORDS})
