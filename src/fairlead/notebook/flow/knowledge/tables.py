"""What methods of tables, columns and arrays (pandas, Polars, NumPy, SciPy sparse) do to rows.

A method that is not here keeps the rows it was called on, and makes the way less known.
"""

from __future__ import annotations

from fairlead.notebook.flow.knowledge.words import table, words

EFFECT_OF = table(
    # Each row of the result comes from the same row, and from the arguments.
    same="""
        copy astype abs round clip replace rename rename_axis set_axis reset_index set_index reindex sort_values
        sort_index
        to_frame to_numpy to_pandas to_dense toarray todense tocsr tocsc as_matrix view reshape ravel flatten squeeze
        transpose swapaxes tolist to_list to_dict tobytes where mask combine_first add sub mul div truediv floordiv
        mod pow
        radd rsub rmul rdiv dot convert_objects infer_objects convert_dtypes explode melt unstack stack swaplevel row
        rows with_row_index with_row_count droplevel
        add_prefix add_suffix to_period to_timestamp to_series to_records to_pydatetime tz_localize tz_convert
        lower upper strip lstrip rstrip split rsplit extract findall get slice cat zfill title capitalize len
        startswith_ day_name month_name date time total_seconds strftime normalize floor ceil weekday isocalendar
        repeat lazy collect cast alias to_physical fill_null fill_nan fillna over clone
        iterrows itertuples items iteritems values keys remove_unused_categories as_ordered
        set_categories add_categories rename_categories conj item byteswap resize
        dt to_csr to_sparse cpu numpy detach to float double long int cuda unsqueeze permute contiguous type
        batch shuffle_buffer prefetch cache unbatch join_ encode decode partition
    """,
    apply="apply map applymap transform map_elements map_batches agg aggregate filter_map",
    pipe="pipe",
    mask="isin between eq ne lt le gt ge contains startswith endswith match isnumeric isdigit isalpha is_in is_between",
    missing="isnull isna is_null is_nan",
    present="notnull notna is_not_null is_not_nan",
    # A number computed from many rows.
    reduce="""
        mean median std var min max mode quantile sum prod corr cov skew kurt kurtosis sem mad describe corrwith ptp
        argmax_ autocorr percentile nanmean idxmax idxmin nlargest nsmallest value_counts cummax cummin
    """,
    # Numbers from which nothing leaks: how many there are, whether there is any, which labels exist.
    count="""
        count nunique unique any all isnull_sum info memory_usage equals empty n_unique size drop_duplicates_ duplicated
        null_count first_valid_index last_valid_index get_loc first last is_unique is_monotonic nonzero numel dim
    """,
    groups="groupby group_by resample rolling ewm expanding groupby_rolling",
    # Look at neighbouring rows.
    ordered="shift diff pct_change cumsum cumprod cumcount interpolate ffill bfill pad backfill asfreq rank",
    filter="dropna drop_duplicates drop_nulls unique_rows truncate compress",
    query="query filter loc_query",
    sheet="parse",
    parted="train_test_split",
    head="head limit take_head",
    tail="tail",
    sample="sample",
    drop="drop",
    columns="select_dtypes select",
    expressions="with_columns with_column",
    merge="merge join merge_asof combine",
    append="append extend vstack hstack concat",
    dummies="get_dummies to_dummies",
    assign="assign",
    insert="insert",
    pop="pop",
    update="update",
    sort_in_place="sort",
    take="take iloc_take gather",
    pivot="pivot pivot_table",
    argsort="argsort argmax argmin argpartition searchsorted",
    factorize="factorize",
    save="""
        to_csv to_excel to_parquet to_pickle to_sql to_json to_feather to_hdf to_html to_stata to_gbq
        write_csv write_parquet
    """,
    show="plot hist boxplot bar barh pie scatter line area style kde density show print cache_ persist explain",
    backward="backward",
)

INDEX_ATTRIBUTES = frozenset({"index"})
VIEWS = frozenset(
    {"values", "T", "array", "str", "dt", "cat", "flat", "real", "data_", "sparse", "ix", "A", "list", "arr"}
)
LOCATORS = frozenset({"iloc", "loc", "ix", "at", "iat"})
QUIET_ATTRIBUTES = frozenset(
    {"dtypes", "dtype", "ndim", "size", "empty", "name", "names", "nbytes", "is_unique", "device"}
)

COLUMNS_OF_FRAMES = words(
    """
    date time weekday title type split len cat row rows match contains partition batch level lower upper day_name
    isocalendar extract
    """
)
"""Methods of columns, texts and tensors that a frame has not: without a call they are columns of it (``df.date``)."""

AXIS_OF_ROWS = frozenset({1, 2, 3, -1, "columns"})
"""With one of these as its axis, a statistic is one number for each row: nothing is learned from other rows."""
