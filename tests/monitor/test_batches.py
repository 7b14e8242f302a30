"""Periods and their names, references in words, the training as a profile, answers as bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import BatchError, MonitorError
from fairlead.model.reference import reference_of
from fairlead.model.rows import schema_of
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.periods import PERIODS, before, name_of, period_of, span_of, year_before, zone_of
from fairlead.monitor.batches.references import merged
from fairlead.monitor.batches.segments import Segmentation
from fairlead.monitor.batches.training import training_profile
from fairlead.monitor.drift.report import compare
from fairlead.monitor.profiles.answers import TARGET
from fairlead.monitor.profiles.table import profile

ZONES = ("America/New_York", "Asia/Kolkata", "Europe/Rome", "Pacific/Apia", "UTC")
FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1990, 2060))


@given(st.integers(FIRST, LAST), st.sampled_from(PERIODS), st.sampled_from(ZONES))
def test_a_moment_lies_in_the_span_of_the_period_that_it_names(moment: int, period: Any, zone: str) -> None:
    name = name_of(moment, period, ZoneInfo(zone))
    span = span_of(name, ZoneInfo(zone))
    assert period_of(name) == period
    assert span is not None
    assert span[0] <= moment < span[1]
    earlier = before(name)
    assert earlier is not None
    assert span_of(earlier, ZoneInfo(zone))[1] == span[0]  # type: ignore[index]


@pytest.mark.parametrize("name", ["", "2024", "2024-00", "2024-02-30", "2024-W54", "2024-w10", "24-03", "march"])
def test_what_names_no_period_has_no_span(name: str) -> None:
    assert (period_of(name), span_of(name, ZoneInfo("UTC")), before(name), year_before(name)) == (None,) * 4


def test_a_zone_that_is_none_is_an_error() -> None:
    for name in ("Europe/Berln", "", "../etc"):
        with pytest.raises(KeyError):
            zone_of(name)


class TestTraining:
    def table(self, seed: int, count: int = 4000) -> pl.DataFrame:
        draw = numpy.random.default_rng(seed)
        start = datetime(2024, 1, 1)
        return pl.DataFrame(
            {
                "tenure": draw.integers(0, 72, count),
                "bill": numpy.where(draw.random(count) < 0.1, numpy.nan, draw.lognormal(3, 1, count)),
                "plan": draw.choice(["a", "b", "c"], count, p=[0.6, 0.3, 0.1]),
                "auto": draw.random(count) < 0.3,
                "since": [start + timedelta(hours=int(one)) for one in draw.integers(0, 9000, count)],
                "day": [date(2024, 1, 1) + timedelta(days=int(one)) for one in draw.integers(0, 300, count)],
            }
        ).with_columns(pl.col("bill").fill_nan(None))

    def trained(self, table: pl.DataFrame) -> Any:
        target = ["yes" if n % 4 == 0 else "no" for n in range(table.height)]
        return training_profile(reference_of(table, schema_of(table), target, "binary"), ["no", "yes"])

    def test_what_the_model_keeps_is_as_good_a_reference_as_the_rows(self) -> None:
        then, now = self.table(1), self.table(2).with_columns(pl.col("tenure") + 12)
        kept, exact = compare(self.trained(then), profile(now)), compare(profile(then), profile(now))
        assert kept.drifted == exact.drifted
        for name in then.columns:
            assert kept[name].psi == pytest.approx(exact[name].psi, abs=0.005), name
            assert kept[name].js == pytest.approx(exact[name].js, abs=0.005), name
            assert kept[name].null_rate == pytest.approx(exact[name].null_rate), name
            if exact[name].ks is not None:
                assert kept[name].ks == pytest.approx(exact[name].ks, abs=0.003), name

    def test_the_target_of_two_classes_is_0_and_1_where_there_are_probabilities(self) -> None:
        found = self.trained(self.table(1))[TARGET]
        assert (found.rows, found.mean) == (4000, 0.25)

    def test_a_column_without_any_value_in_training_is_one(self) -> None:
        table = self.table(1).with_columns(bill=pl.lit(None, dtype=pl.Float64))
        target = ["yes", "no"] * 2000
        reference = reference_of(table, schema_of(self.table(1)).with_missing(["bill"]), target, "binary")
        found = training_profile(reference, ["no", "yes"])["bill"]
        assert (found.nulls, found.rows) == (4000, 4000)
        report = compare(training_profile(reference, ["no", "yes"]), profile(self.table(2)))
        assert any(one.where.table_column == "bill" for one in report.findings)


class TestMerging:
    def test_columns_that_not_all_batches_have_are_left_out_and_said(self) -> None:
        one = profile(pl.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [1.0, 2.0]}))
        two = profile(pl.DataFrame({"a": [3, 4], "b": [1, 2]}))
        found = merged("both", [one, two])
        assert (list(found.profile), found.profile.rows) == (["a"], 4)
        assert [one.code for one in found.findings] == ["reference-columns"]
        assert found.findings[0].evidence["columns"] == ["b", "c"]

    def test_three_parts_are_what_thresholds_are_learned_from(self) -> None:
        parts = [profile(pl.DataFrame({"a": [n, n + 1]})) for n in range(3)]
        assert len(merged("all", parts).parts) == 3
        assert merged("one", parts[:1]).parts == ()


class TestAnswered:
    def test_it_comes_back_from_bytes(self) -> None:
        chances = numpy.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]])
        one = Answered.of("binary", ("no", "yes"), ["no", "yes", "no"], ["no", None, "yes"], chances)
        again = Answered.from_bytes(one.to_bytes())
        assert (again.task, again.classes, again.labelled, again.rows) == ("binary", ("no", "yes"), 2, 3)
        assert again.chances is not None
        assert numpy.array_equal(again.chances, chances)
        assert numpy.array_equal(again.truth, one.truth, equal_nan=True)

    def test_classes_may_be_numbers_or_their_texts(self) -> None:
        one = Answered.of("binary", (0, 1), [0, 1], ["1", 0])
        assert one.truth.tolist() == [1.0, 0.0]

    @pytest.mark.parametrize(
        ("task", "said", "truth", "message"),
        [
            ("binary", ["no"], ["maybe"], "'maybe'; expected one of"),
            ("regression", [1.0], ["many"], "'many'; expected a number"),
            ("binary", ["no"], ["no", "yes"], "1 rows and 2 values"),
        ],
    )
    def test_what_the_model_could_not_have_said_is_refused(
        self, task: Any, said: Any, truth: Any, message: str
    ) -> None:
        with pytest.raises((BatchError, MonitorError), match=message):
            Answered.of(task, () if task == "regression" else ("no", "yes"), said, truth)

    def test_of_many_rows_a_sample_is_kept_always_the_same(self) -> None:
        one = Answered.of("regression", (), numpy.arange(5000.0), numpy.arange(5000.0))
        kept = [one.sampled(100) for _ in range(2)]
        assert (len(kept[0]), kept[0].rows) == (100, 5000)
        assert kept[0].said.tolist() == kept[1].said.tolist()


class TestSegments:
    @pytest.mark.parametrize("text", ["", ": 3", "tenure: 3, 3", "tenure: a", "tenure:"])
    def test_words_that_part_nothing_are_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="edge|no column"):
            Segmentation.read(text)

    def test_every_row_with_a_value_is_in_one_range(self) -> None:
        table = pl.DataFrame({"tenure": [*range(100), None]})
        masks = Segmentation("tenure", (12.0, 24.0, 48.0)).masks(table)
        assert sum(masks.values()).tolist() == [1] * 100 + [0]  # type: ignore[union-attr]

    def test_a_column_that_is_not_there_is_an_error(self) -> None:
        with pytest.raises(BatchError, match="'contrct' for segments"):
            Segmentation("contrct").labels(pl.DataFrame({"contract": ["a"]}))
