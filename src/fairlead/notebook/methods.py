"""Which methods leave their object as it is: a table of names, for the libraries that notebooks use.

A method that is not here may change its object (``fit``, ``append``, ``pop``, anything unknown).
"""

from __future__ import annotations

_PURE_WORDS = """
    abs add agg aggregate align all any apply applymap argmax argmin argsort asfreq assign astype at between bool clip
    combine combine_first compare copy corr corrwith count cov cummax cummin cumprod cumsum cut describe diff div dot
    dropna drop_duplicates duplicated eq equals eval ewm expanding explode fillna filter first floordiv ge get get_group
    groupby gt head hist idxmax idxmin iat iloc info interpolate isin isna isnull item items iterrows itertuples join
    keys kurt last le loc lt map mask max mean median melt memory_usage merge min mode mul ne nlargest nsmallest notna
    notnull nunique pct_change pipe pivot pivot_table plot pow prod quantile query rank reindex rename replace resample
    reset_index rolling round sample select_dtypes sem set_axis set_index shift size skew sort_index sort_values squeeze
    stack std sub sum swaplevel tail to_csv to_dict to_excel to_feather to_frame to_html to_json to_list to_markdown
    to_numpy to_parquet to_period to_pickle to_records to_sql to_string to_timestamp tolist transform transpose truncate
    tz_convert tz_localize unique unstack value_counts values var where xs boxplot between_time dt str cat nunique bfill
    ffill pad backfill drop isnull to_pandas

    capitalize casefold center decode encode endswith expandtabs find format format_map index isalnum isalpha isascii
    isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper ljust lower lstrip maketrans
    partition removeprefix removesuffix rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip
    swapcase title translate upper zfill difference intersection isdisjoint issubset issuperset symmetric_difference
    union fromkeys most_common total hex bit_length as_integer_ratio is_integer

    conj conjugate diagonal flatten ravel repeat reshape searchsorted swapaxes take tobytes trace nonzero ptp tofile

    predict predict_proba predict_log_proba decision_function score score_samples get_params get_feature_names
    get_feature_names_out inverse_transform kneighbors evaluate summary staged_predict apply get_support cv_results_
    to_json get_config count_params get_booster get_n_leaves get_depth save save_model save_weights forecast conf_int
    get_prediction

    alias cast collect describe explode filter gather_every group_by hstack is_duplicated is_in is_unique join_asof lazy
    null_count over partition_by rows select sort to_dicts to_dummies unpivot vstack with_columns with_row_index
    write_csv write_parquet iter_rows n_unique fill_null fill_nan drop_nulls estimated_size glimpse

    cpu numpy detach clone size dim numel view permute unsqueeze mean_ state_dict parameters named_parameters

    exists is_file is_dir glob rglob iterdir joinpath with_suffix with_name resolve absolute as_posix relative_to
    read_text read_bytes stat json getvalue group groups groupdict match search findall finditer fullmatch date time
    isoformat strftime timestamp weekday isoweekday total_seconds toordinal timetuple
"""
PURE: frozenset[str] = frozenset(_PURE_WORDS.split())

CHANGES_ARGUMENT: dict[str, int] = {
    "random.shuffle": 0,
    "numpy.random.shuffle": 0,
    "numpy.put": 0,
    "numpy.fill_diagonal": 0,
    "numpy.copyto": 0,
    "heapq.heappush": 0,
    "heapq.heappop": 0,
    "heapq.heapify": 0,
    "heapq.heapreplace": 0,
    "bisect.insort": 0,
    "bisect.insort_left": 0,
    "bisect.insort_right": 0,
    "setattr": 0,
    "delattr": 0,
    "next": 0,
}
"""Functions that change one of their arguments: the position of that argument."""
