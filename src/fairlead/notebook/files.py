"""Which paths and addresses a notebook reads and writes: the strings that reach input and output."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from fairlead.notebook.index import Found, Index
from fairlead.notebook.notebook import Notebook
from fairlead.notebook.record import record
from fairlead.notebook.texts import Spot, Text, Texts
from fairlead.notebook.tree import names_in

Kind = Literal["read", "write", "look"]


@record()
class FileUse:
    """Hold one place where a path or address reaches input or output.

    Parameters
    ----------
    kind : ``read``, ``write``, or ``look`` (a folder is listed, a file is asked for).
    by : the qualified name of the call.
    call : where it stands.
    text : the path, as far as it is known; `text.node` is the literal that it begins with.
    sure : whether the call is known to work on files; else only its argument's name says so.
    """

    kind: Kind
    by: str
    call: Found[ast.Call]
    text: Text | None
    sure: bool = True


_READERS = frozenset(
    (
        *("read_csv", "read_table", "read_excel", "read_json", "read_parquet", "read_feather", "read_pickle"),
        *("read_hdf", "read_stata", "read_sas", "read_spss", "read_fwf", "read_orc", "read_xml", "read_ndjson"),
        *("read_ipc", "read_avro", "scan_csv", "scan_parquet", "scan_ndjson", "scan_ipc", "read_file", "fread"),
        *("loadtxt", "genfromtxt", "fromfile", "imread", "loadmat", "load_model", "load_weights", "ExcelFile"),
        *("flow_from_directory", "image_dataset_from_directory", "ImageFolder", "read_table", "urlretrieve"),
        *("urlopen", "load_word2vec_format", "load_img", "from_csv", "from_file"),
    )
)
"""Last names of calls that read the path that they get first, whatever they belong to."""

_WRITERS = frozenset(
    (
        *("to_csv", "to_excel", "to_json", "to_parquet", "to_feather", "to_pickle", "to_hdf", "to_stata", "to_orc"),
        *("to_html", "to_latex", "savefig", "savetxt", "savez", "savez_compressed", "save_model", "save_weights"),
        *("write_csv", "write_parquet", "write_json", "write_ndjson", "write_ipc", "imwrite", "imsave", "savemat"),
        *("ExcelWriter", "ModelCheckpoint", "save_pretrained", "write_html", "write_image", "to_file", "saveAsTable"),
    )
)
"""Last names of calls that write to the path that they get first."""

_QUALIFIED: dict[str, tuple[Kind, int]] = {
    **dict.fromkeys(
        ("open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "tarfile.open"), ("read", 0)
    ),
    **dict.fromkeys(("numpy.load", "numpy.memmap", "joblib.load", "torch.load", "zipfile.ZipFile"), ("read", 0)),
    **dict.fromkeys(
        ("PIL.Image.open", "librosa.load", "h5py.File", "xarray.open_dataset", "rasterio.open"), ("read", 0)
    ),
    **dict.fromkeys(("sqlite3.connect", "duckdb.connect", "pyreadr.read_r", "shutil.unpack_archive"), ("read", 0)),
    **dict.fromkeys(("os.listdir", "os.walk", "os.scandir", "glob.glob", "glob.iglob", "os.chdir"), ("look", 0)),
    **dict.fromkeys(
        ("os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.getsize", "sys.path.append"), ("look", 0)
    ),
    **dict.fromkeys(("os.makedirs", "os.mkdir", "os.remove", "os.rename", "shutil.rmtree", "numpy.save"), ("write", 0)),
    **dict.fromkeys(("shutil.copy", "shutil.copyfile", "shutil.copytree", "shutil.move"), ("read", 0)),
    **dict.fromkeys(("joblib.dump", "torch.save", "sys.path.insert", "imageio.imwrite"), ("write", 1)),
    **dict.fromkeys(("skimage.io.imread", "plt.imread", "wget.download", "requests.get"), ("read", 0)),
}

_PATH_METHODS: dict[str, Kind] = {
    **dict.fromkeys(("read_text", "read_bytes"), "read"),
    **dict.fromkeys(("write_text", "write_bytes", "mkdir", "unlink", "touch"), "write"),
    **dict.fromkeys(("glob", "rglob", "iterdir", "exists", "is_file", "is_dir"), "look"),
}
"""Methods of a path itself."""

ONE_PLACE = re.compile(
    r"(?:file://)?/(?:Users|home|root|content|kaggle|mnt|media|Volumes|gdrive|dbfs|databricks)(?:/|$)"
    r"|[A-Za-z]:[\\/]|\\\\|~"
)
"""How paths begin that exist on one computer, in one network or on one platform."""

_FOLDERS = (
    *("/Users", "/home", "/root", "/content", "/kaggle", "/mnt", "/media", "/Volumes"),
    *("/gdrive", "/dbfs", "/databricks"),
)
_FOLDER_WITHIN = re.compile(rf"(?:{'|'.join(_FOLDERS)})\b")
_DRIVE_WITHIN = re.compile(r"['\"][A-Za-z]:[\\/]")
_DATASETS = ("torchvision.datasets.", "torchaudio.datasets.", "torchtext.datasets.")
_NO_FILES = frozenset(
    (
        *("re", "logging", "warnings", "textwrap", "json", "matplotlib", "seaborn", "plotly", "string", "urllib"),
        *(
            "pathlib",
            "argparse",
            "typing",
            "collections",
            "itertools",
            "functools",
            "dataclasses",
            "difflib",
            "IPython",
        ),
        *("os", "fnmatch", "shlex", "subprocess", "sys", "builtins", "pprint", "numpy", "flask", "requests", "google"),
    )
)
"""Modules whose functions do not open what they are given, or of which the names above say which do."""
_SAVING = frozenset(("save", "load", "restore", "export", "to_disk", "from_disk", "save_local", "download"))
"""Methods that work on files when they are given a path, whatever they belong to."""

_SPARK = re.compile(r"\.(read|write)\b(?:.*)\.(?:csv|json|parquet|orc|text|load|save)$")
_LAST = frozenset(
    (
        *(*_READERS, *_WRITERS, *_PATH_METHODS, *(name.rpartition(".")[2] for name in _QUALIFIED)),
        *("csv", "json", "parquet", "orc", "text", "load", "save"),
    )
)
"""Last names of all calls that may work on files."""
_OWN_WORDS = frozenset(
    (
        *("filepath_or_buffer", "path_or_buf", "path", "io", "file", "filename", "fname", "filepath", "source", "f"),
        *("excel_writer", "url", "database", "src", "image_file", "top", "pathname", "fp", "name"),
    )
)
_PATH_WORD = re.compile(r"(?:path|file|filename|dir|directory|folder|root)s?$", re.IGNORECASE)


def files_of(index: Index, texts: Texts) -> tuple[FileUse, ...]:
    """Return every place where a path or address reaches input or output, in the order of the notebook."""
    openers = _openers(index) if _names_one_place(index.notebook) else None
    found: list[FileUse] = []
    own = {name for name in index.called if name[name.rfind(".") + 1 :] in _LAST or name.startswith(_DATASETS)}
    for call, name in index.named_calls:
        if name in own or (name and (openers is not None or (call[0].keywords and _may_reach(call[0])))):
            found += _uses(index, texts, call, name, openers)
    return tuple(found)


def _may_reach(node: ast.Call) -> bool:
    """Tell whether a call may work on files by the names of its arguments."""
    return any(keyword.arg is not None and _is_path_word(keyword.arg) for keyword in node.keywords)


def _names_one_place(notebook: Notebook) -> bool:
    """Tell whether any code speaks of a folder or a drive of one computer."""
    code = notebook.code
    if _FOLDER_WITHIN.search(code) is not None:
        return True
    return (":\\" in code or ":/" in code) and _DRIVE_WITHIN.search(code) is not None


def _openers(index: Index) -> frozenset[str]:
    """Return the libraries of a notebook that may open what they are given."""
    return frozenset(one.qualified.partition(".")[0] for one in index.imports) - _NO_FILES


def _uses(
    index: Index, texts: Texts, found: Found[ast.Call], name: str, openers: frozenset[str] | None
) -> Iterator[FileUse]:
    node = found.node
    last = name.rpartition(".")[2]
    kind, position = _kind(name, last, node)
    if kind is not None:
        argument = _argument(node, position)
        if argument is not None:
            yield from _reached(index, texts, found, kind, name, argument)
    elif last in _PATH_METHODS and isinstance(node.func, ast.Attribute):
        text = texts.of(node.func.value, Spot.of(found))
        if text is not None:
            yield FileUse(_PATH_METHODS[last], name, found, text)
    else:
        for keyword in node.keywords:
            if keyword.arg is not None and _is_path_word(keyword.arg):
                text = texts.of(keyword.value, Spot.of(found))
                if text is not None:
                    yield FileUse("look", name, found, text, sure=False)
        if openers is not None and (last in _SAVING or name.partition(".")[0] in openers):
            for argument in node.args[:3]:
                text = texts.of(argument, Spot.of(found))
                if text is not None and ONE_PLACE.match(text.value):
                    yield FileUse("look", name, found, text, sure=False)


@lru_cache(maxsize=4096)
def _is_path_word(name: str) -> bool:
    return _PATH_WORD.search(name) is not None


def _kind(name: str, last: str, node: ast.Call) -> tuple[Kind | None, int]:
    known = _QUALIFIED.get(name)
    if known is not None:
        return (_open_kind(node), 0) if last == "open" and known[0] == "read" else known
    if last in _READERS:
        return "read", 0
    if name.startswith(_DATASETS):
        return "look", 0
    if last in _WRITERS:
        return "write", 0
    if "read" in name or "write" in name:
        spark = _SPARK.search(name)
        if spark is not None:
            return ("read" if spark[1] == "read" else "write"), 0
    return None, 0


def _open_kind(node: ast.Call) -> Kind:
    mode = node.args[1] if len(node.args) > 1 else next((one.value for one in node.keywords if one.arg == "mode"), None)
    text = mode.value if isinstance(mode, ast.Constant) else "r"
    return "write" if isinstance(text, str) and set(text) & set("wax") else "read"


def _argument(node: ast.Call, position: int) -> ast.expr | None:
    if len(node.args) > position:
        argument = node.args[position]
        return None if isinstance(argument, ast.Starred) else argument
    return next((one.value for one in node.keywords if one.arg in _OWN_WORDS or _is_path_word(one.arg or "")), None)


def _reached(
    index: Index, texts: Texts, found: Found[ast.Call], kind: Kind, name: str, argument: ast.expr
) -> Iterator[FileUse]:
    """Yield the use; where the path is a parameter of a function of this notebook, one for each call of it."""
    text = texts.of(argument, Spot.of(found))
    function = found.function
    if text is not None or not isinstance(function, ast.FunctionDef):
        yield FileUse(kind, name, found, text)
        return
    names = names_in(argument)
    parameters = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    position = next((number for number, one in enumerate(parameters) if one in names), None)
    given = False
    for caller, _ in index.calls(function.name) if position is not None else ():
        assert position is not None
        value = _given(caller.node, position, parameters[position])
        known = texts.of(value, Spot.of(caller)) if value is not None else None
        if known is not None:
            given = True
            whole = known.whole and isinstance(argument, ast.Name)
            yield FileUse(kind, name, caller, Text(known.value, whole, known.node, known.cell))
    if not given:
        yield FileUse(kind, name, found, None)


def _given(node: ast.Call, position: int, name: str) -> ast.expr | None:
    if len(node.args) > position:
        return node.args[position]
    return next((one.value for one in node.keywords if one.arg == name), None)
