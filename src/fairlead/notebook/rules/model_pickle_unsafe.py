"""A pickle from elsewhere, which can run any code when it is loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.saving import DUMPS, opened_around, path_of, text_in
from fairlead.notebook.seeding import constant

_LOADERS = (
    *("pickle.load", "pickle.loads", "_pickle.load", "cPickle.load", "joblib.load", "sklearn.externals.joblib.load"),
    *("dill.load", "dill.loads", "cloudpickle.load", "cloudpickle.loads", "torch.load", "pandas.read_pickle"),
    *("numpy.load", "*.load_model"),
)
_WRITERS = (*DUMPS, "torch.save", ".to_pickle", "numpy.save")
_OUTSIDE = re.compile(r"https?://|^s3://|^gs://|^ftp://")
_FETCHERS = (
    *("requests.get", "urllib.request.urlopen", "urllib.request.urlretrieve", "wget.download", "gdown.download"),
    *(".download_file", ".download_fileobj", ".get_object", "*.hf_hub_download", ".download_blob", "httpx.get"),
    *(".download_to_filename", "*.urlopen", "*.urlretrieve"),
)
_CHECKS = (
    "hashlib.sha256",
    "hashlib.sha512",
    "hashlib.md5",
    "hashlib.blake2b",
    "hashlib.file_digest",
    "hmac.compare_digest",
)


@rule("serving", "warning")
def model_pickle_unsafe(facts: Facts) -> Iterator[Hit]:
    """Find pickles that are loaded although the notebook did not write them itself.

    What it does
    ------------
    Reports ``pickle``, ``joblib``, ``dill``, ``torch`` and pandas loading a pickle that no line of the notebook wrote,
    and with high confidence one that came over the network. Files whose checksum the notebook compares, and loaders
    that refuse code (``weights_only=True``, ``skops``), are fine.

    Why it hurts in production
    --------------------------
    A pickle is a program: loading it runs whatever its writer has put in, with all the rights of the service. And one
    written with another version of scikit-learn may load, and answer wrongly.

    Example
    -------
    Bad::

        # %%
        import pickle

        import requests

        answer = requests.get("https://models.example.com/churn.pkl", timeout=10)
        model = pickle.loads(answer.content)

    Good::

        # %%
        import skops.io

        model = skops.io.load("churn.skops", trusted=["sklearn.linear_model._logistic.LogisticRegression"])

    Fix
    ---
    Load models from a registry that checks their sum, compare the checksum yourself before loading, or use a format
    that holds no code (skops, ONNX, ``weights_only=True``).

    Known limits
    ------------
    Who wrote a file cannot be known: a path that the notebook does not write itself is reported with medium confidence.
    """
    if next(facts.index.calls(*_CHECKS), None) is not None:
        return
    fetched = next(facts.index.calls(*_FETCHERS), None) is not None
    written = _written(facts)
    for found, name in facts.index.calls(*_LOADERS):
        if not _runs_code(found, name):
            continue
        source = _source(facts, found)
        said = name.removeprefix("*.")
        if _OUTSIDE.search(source) or (fetched and not (source and source in written)):
            message = f"`{said}` loads a pickle that came over the network: it can run any code."
            yield Hit(facts.index.place(found), message)
        elif source not in written and not _shares_variable(facts, found, written):
            what = f"'{source}'" if source else "a pickle"
            message = f"`{said}` loads {what}, which this notebook did not write: it can run any code."
            yield Hit(facts.index.place(found), message, "medium")


def _runs_code(found: Found[ast.Call], name: str) -> bool:
    """Tell whether a loader runs what is in the file, as it is called here."""
    if name == "torch.load":
        return constant(found.node, "weights_only") is not True
    if name == "numpy.load":
        return constant(found.node, "allow_pickle") is True
    if name == "*.load_model":
        return constant(found.node, "safe_mode") is False
    return True


def _source(facts: Facts, found: Found[ast.Call]) -> str:
    """Return the path that is loaded, as far as it is written in the notebook."""
    words = text_in(path_of(facts, found.node, position=0)).split()
    return next((word for word in words if "." in word or "/" in word), "")


def _written(facts: Facts) -> set[str]:
    """Return the paths, and the names of variables that hold them, that the notebook writes pickles to."""
    found: set[str] = set()
    for one, _ in facts.index.calls(*_WRITERS):
        path = path_of(facts, one.node)
        found.update(text_in(path).split())
        found.update(node.id for part in path for node in ast.walk(part) if isinstance(node, ast.Name))
        if isinstance(one.statement, ast.Assign) and one.node.func and "dumps" in ast.dump(one.node.func):
            found.update(target.id for target in one.statement.targets if isinstance(target, ast.Name))
    return found


def _shares_variable(facts: Facts, found: Found[ast.Call], written: set[str]) -> bool:
    """Tell whether what is loaded stands in a variable that something was written to."""
    given = found.node.args[:1]
    names = {node.id for part in given for node in ast.walk(part) if isinstance(node, ast.Name)}
    opened = opened_around(facts, found.node)
    for name in list(names):
        if name in opened:
            names.discard(name)
            names |= {node.id for node in ast.walk(opened[name]) if isinstance(node, ast.Name)} - {"open"}
    return bool(names & (written - {"f", "file", "fp", "open", "handle"}))
