"""The analyser answers the labelled scripts as people do, at least as often as it is promised to."""

import pytest
from confusion import LABELS, SCRIPTS, labelled_pairs, matrix_of

pytest.importorskip("fairlead.notebook.flow.pairs")

PAIRS = labelled_pairs(LABELS)


def test_what_is_surely_preprocessing_leakage_is_hardly_ever_clean() -> None:
    matrix = matrix_of("preprocessing, with refit on test", "high", PAIRS, SCRIPTS)
    assert matrix.precision >= 0.90, matrix.false


def test_preprocessing_leakage_is_mostly_found() -> None:
    matrix = matrix_of("preprocessing, with refit on test", "medium", PAIRS, SCRIPTS)
    assert matrix.recall >= 0.85, matrix.misses


def test_overlap_of_training_and_evaluated_rows_is_mostly_found() -> None:
    matrix = matrix_of("overlap", "medium", PAIRS, SCRIPTS)
    assert matrix.f1 >= 0.85, (matrix.misses, matrix.false)
