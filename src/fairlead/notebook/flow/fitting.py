"""What estimators do: learn, transform, answer, score."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from fairlead.notebook.flow import loading, scoring
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.events import CrossValidation, Data, Fit, Learned, Predict, Resample, Save, Transform
from fairlead.notebook.flow.models import lesson, new_model
from fairlead.notebook.flow.rows import Rows, part_of, union
from fairlead.notebook.flow.run import Run, data_of, name_of
from fairlead.notebook.flow.values import (
    NO_STATISTICS,
    UNKNOWN,
    Constant,
    Items,
    Model,
    Prediction,
    Splitter,
    Table,
    Value,
    mixed,
    tables_in,
)

_X = (
    "X", "x", "data", "dtrain", "train_set", "raw_documents", "texts", "train_data", "training_data", "documents",
    "X_train", "generator", "df",
)  # fmt: skip
_Y = ("y", "label", "labels", "target", "Y", "y_train")
_WATCHED = ("eval_set", "validation_data", "evals", "valid_sets", "eval_data", "test_data", "validation_steps_")


def fit(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Let an estimator learn."""
    given = arguments.get(0, *_X)
    if isinstance(given, Items) and given.values and isinstance(given.values[0], Table) and given.kind != "dict":
        given = mixed(given.all())
    if (given is None or isinstance(given, Constant)) and model.holds is not None:
        data = model.holds
    elif given is None:
        return model
    else:
        named = arguments.node(0, *_X)
        data = run.with_rows(given, named or node)
        if isinstance(named, ast.Name) and data is not given and type(given) is Table and given.shape == "table":
            run.scope.bind(named.id, data)
    learn(run, model, data, arguments, node)
    return model


def search(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Let a tuner of a network, or of anything, search with the data that it is given or was made with."""
    given = arguments.get(0, *_X)
    return fit(run, model, arguments, node) if isinstance(given or model.holds, (Table, Items)) else model


def learn(run: Run, model: Model, data: Table, arguments: Arguments, node: ast.Call) -> None:
    """Record that an estimator learned from data."""
    x_node = arguments.node(0, *_X)
    described = data_of(data, x_node)
    earlier = _learned_before(model, data)
    if earlier:
        described = replace(described, learned=described.learned | earlier)
    watched, described = _watched(run, data, described, arguments, node)
    target = _target(run, data, arguments)
    again = model.trained_on is not None
    if model.description.kind == "net":
        if model.trained_on is not None:
            described = replace(described, rows=union([described.rows, model.trained_on.rows]))
        if run.loops and run.made_before:
            described = replace(described, rows=_of_all_turns(run, model, described.rows))
        run.last_net = model
    elif model.description.name.endswith(("KerasClassifier", "KerasRegressor")):
        run.last_net = model
    by, kind = lesson(model)
    if run.loops and arguments.get(0, *_X) is data and data.shape == "row":
        kind = ""
    model.learned = run.learned(data, by, kind, node, sure=model.known) if kind else NO_STATISTICS
    model.trained_on, model.fit = described, run.place(node)
    if not model.description.variable:
        _name_model(run, model, node)
    run.happened(
        Fit(
            by=by,
            estimator=model.description,
            data=described,
            target=target,
            evaluation=watched,
            again=again,
            **run.circumstances(node),
        )
    )
    for part in model.parts:
        if model.description.kind == "net" and part.trained_on is not None:
            continue
        part.copy_fit(model)
        part.learned = run.learned(data, part.description.name, part.teaches, node) if part.teaches else NO_STATISTICS
    if model.description.kind == "search":
        _searched(run, model, described, target, node)


def _of_all_turns(run: Run, model: Model, rows: Rows) -> Rows:
    """Return the rows of all folds where a network goes on learning from one fold to the next."""
    if "set_weights" in model.members:
        return rows
    made = model.description.identity
    return frozenset(path[:-1] if made <= run.made_before.get(path[-1], 0) else path for path in rows)


def _learned_before(model: Model, data: Table) -> frozenset[Learned]:
    """Return what else the fit depends on: models that answered for its data, layers that were adapted before."""
    found: set[Learned] = set()
    for prediction in data.predictions:
        if prediction.trained_on is not None and prediction.fit is not None:
            found.add(
                Learned(prediction.trained_on.rows, prediction.estimator.name, "model", prediction.fit, sure=False)
            )
    if model.description.kind == "net":
        for part in model.parts:
            found |= part.learned
    return frozenset(found)


def _name_model(run: Run, model: Model, node: ast.Call) -> None:
    if isinstance(node.func, ast.Attribute):
        name = name_of(node.func.value)
        if name and run.scope.find(name) is model:
            model.description = model.description.called(name)


def _target(run: Run, data: Table, arguments: Arguments) -> Data | None:
    given = arguments.get(1, *_Y) or data.answers
    if isinstance(given, Table):
        return data_of(given, arguments.node(1, *_Y))
    return None


def _watched(
    run: Run, data: Table, described: Data, arguments: Arguments, node: ast.Call
) -> tuple[tuple[Data, ...], Data]:
    """Return the data that a fit only watches, and what is left to learn from."""
    share = arguments.constant(-1, "validation_split")
    if share:
        part = f"in#validation {run.site(node)}"
        rest = replace(described, rows=part_of(described.rows, part.replace("in#", "out#")))
        return (replace(described, rows=part_of(described.rows, part)),), rest
    watched: list[Data] = []
    for name in _WATCHED if arguments.keywords else ():
        value = arguments.keywords.get(name)
        if value is None:
            continue
        several = value.values if isinstance(value, Items) else [value]
        if isinstance(value, Items) and value.kind == "tuple" and name != "eval_set":
            several = [value]
        for one in several:
            first = next(iter(tables_in(one)), None)
            if first is not None and first.rows:
                watched.append(data_of(first, arguments.keyword_nodes.get(name)))
    return tuple(one for one in watched if one.rows != described.rows), described


def _searched(run: Run, model: Model, data: Data, target: Data | None, node: ast.Call) -> None:
    run.happened(
        CrossValidation(
            by=model.description.name,
            estimator=model.description,
            data=data,
            target=target,
            splitter=_splitter(model.members.get("cv")),
            search=True,
            metrics=_metrics(model.description.arguments.get("scoring")),
            **run.circumstances(node),
        )
    )


def _splitter(value: Value | None) -> str:
    return value.name if isinstance(value, Splitter) else ""


def _metrics(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else ()


def transform(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return data as a fitted transformer changes them: they depend on what it learned from."""
    given = arguments.get(0, *_X)
    if given is None:
        return UNKNOWN
    if isinstance(given, Items):
        given = mixed(given.all())
    if not isinstance(given, Table) or given.shape == "table" and not given.rows:
        given = run.with_rows(given, arguments.node(0, *_X) or node)
    return transformed(run, model, given, arguments.node(0, *_X), node)


def transformed(run: Run, model: Model, data: Table, data_node: ast.expr | None, node: ast.Call) -> Table:
    """Return what a transformer makes of a table."""
    learned = model.learned
    trained = model.trained_on
    if trained is not None and not learned and model.description.kind in ("classifier", "regressor"):
        source = Table(rows=trained.rows, learned=trained.learned, known=trained.known, derived=trained.derived)
        learned = run.learned(source, model.description.name, "preprocess", node)
    if trained is not None:
        run.happened(
            Transform(
                estimator=model.description,
                data=data_of(data, data_node),
                fitted_on=trained.rows,
                **run.circumstances(node),
            )
        )
    result = data.like(
        learned=data.all_learned | learned,
        own={},
        columns=None,
        narrowed=True,
        known=data.known and model.known,
    )
    if data.shape == "row" and not run.loops:
        result.shape = "table"
    return result


def fit_transform(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Let a transformer learn from data and change them."""
    fit(run, model, arguments, node)
    return transform(run, model, arguments, node)


def fit_predict(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Let a model learn from data and answer for them."""
    fit(run, model, arguments, node)
    return predict(run, model, arguments, node)


def fit_resample(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows and answers of which some are repeated or made up."""
    first = run.with_rows(arguments.get(0, *_X) or UNKNOWN, arguments.node(0, *_X) or node)
    second = arguments.get(1, *_Y)
    repeats = model.teaches == "resample"
    fit(run, model, arguments, node)
    place = run.place(node)
    learned = model.learned if repeats else NO_STATISTICS
    results: list[Value] = []
    for value in (first, second):
        if isinstance(value, Table):
            changed = value.like(learned=value.learned | learned)
            if repeats:
                changed.repeated = place
            results.append(changed)
        else:
            results.append(UNKNOWN)
    if repeats and isinstance(results[0], Table):
        run.happened(
            Resample(
                by=model.description.name, data=data_of(first), result=data_of(results[0]), **run.circumstances(node)
            )
        )
    return Items("tuple", results)


_REGRESSIONS = frozenset({"OLS", "GLS", "WLS", "GLM", "RLM", "Logit", "Probit", "MNLogit", "Poisson", "QuantReg"})
"""Models of statsmodels that answer for rows, not for steps ahead."""


def _short(model: Model) -> str:
    return model.description.name.rpartition(".")[2]


def predict(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return the answers of a model."""
    given = arguments.get(0, *_X, "X_test", "start", "steps", "n_periods", "exog")
    if isinstance(given, Items):
        given = mixed(given.all())
    holds = model.holds
    steps = isinstance(given, Table) and given.shape == "count" and _short(model) not in _REGRESSIONS
    if steps:  # steps ahead, or from where on: no rows of the fit
        data = Table(shape="column")
    elif isinstance(given, Table) and not given.rows and holds is not None:
        data = holds
    elif given is None or isinstance(given, Constant) or given is UNKNOWN and holds is not None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        data = holds if holds is not None and given is None and name == "predict" else Table(shape="column")
    else:
        data = run.with_rows(given, arguments.node(0, *_X) or node)
    if model.description.kind == "clusterer":
        return transformed(run, model, data, arguments.node(0, *_X), node).like(shape="column")
    described = data_of(data, arguments.node(0, *_X))
    trained = model.trained_on
    place = run.place(node)
    run.happened(
        Predict(
            estimator=model.description,
            data=described,
            fitted_on=trained.rows if trained is not None else frozenset(),
            **run.circumstances(node),
        )
    )
    prediction = Prediction(model.description, trained, model.fit, described, place)
    return Table(
        shape="column",
        rows=data.rows,
        predictions=(prediction,),
        known=data.known,
        derived=frozenset(),
        repeated=data.repeated,
    )


def score(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Record the score of a model on data."""
    given = arguments.get(0, *_X, "X_test", "test_data", "dtest")
    if isinstance(given, Items):
        given = mixed(given.all()) if given.kind != "tuple" else given.all()[0] if given.all() else UNKNOWN
    if not isinstance(given, Table) and not isinstance(given, Model):
        return Table(shape="count")
    data = run.with_rows(given, arguments.node(0, *_X) or node)
    truth = arguments.get(1, *_Y)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else "score"
    scoring.of_model(
        run, model, data_of(data, arguments.node(0, *_X)), truth if isinstance(truth, Table) else None, name, node
    )
    return Table(shape="count")


def itself(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return the estimator: ``set_params``, ``add``, ``summary``."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "compile":
        loss = arguments.constant(1, "loss")
        if isinstance(loss, str):
            model.description.arguments["loss"] = loss
    return model


def save(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Record that a model was written to a file."""
    target = arguments.constant(0, "path", "filepath", "fname", "filename")
    key = loading.file_key(run, arguments, 0, "path", "filepath", "fname", "filename")
    if key:
        run.saved[key] = model
    what = "transformer" if model.description.kind in ("transformer", "encoder", "selector") else "model"
    run.happened(
        Save(
            by=f"{model.description.name}.save",
            target=target if isinstance(target, str) else None,
            what=what,
            estimator=model.description,
            **run.circumstances(node),
        )
    )
    return UNKNOWN


def statistic(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a selector learned: ``get_support()``."""
    return Table(shape="number", learned=model.learned) if model.learned else UNKNOWN


def flow_in(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows that a generator of images passes on: ``datagen.flow(X, y)``."""
    return mixed(arguments.all())


def clone_of(run: Run, model: Model, node: ast.AST) -> Model:
    """Return an unfitted estimator of the same kind."""
    other = Model(replace(model.description, identity=len(run.estimators) + 1), model.parts, model.teaches, model.known)
    run.estimators.append(other.description)
    return other


Act = Callable[[Run, Model, Arguments, ast.Call], Value]

_ACTS: dict[Act, str] = {
    fit: """fit partial_fit fit_on_texts adapt fit_generator train_on_batch fit_one_cycle train build_vocab learn
        fit_params""",
    transform: """transform texts_to_sequences texts_to_matrix sequences_to_matrix __call__ doc2bow infer_vector
        standardize""",
    search: "search",
    fit_transform: "fit_transform",
    fit_predict: "fit_predict",
    fit_resample: "fit_resample fit_sample",
    predict: """predict predict_proba predict_log_proba decision_function predict_classes predict_generator
        predict_on_batch predict_step forecast get_forecast get_prediction score_samples staged_predict
        predict_quantiles""",
    score: "score evaluate evaluate_generator test_on_batch",
    save: "save save_model save_weights",
    statistic: "get_support support",
    flow_in: "flow flow_from_dataframe kneighbors inverse_transform sequences_to_texts",
}
ACTS: dict[str, Act] = {name: act for act, names in _ACTS.items() for name in names.split()}


def method(run: Run, model: Model, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a method of an estimator gives."""
    act = ACTS.get(name)
    if act is not None:
        return act(run, model, arguments, node)
    if name in model.members:
        return model.members[name]
    if name in ("set_weights", "load_weights", "load_state_dict"):
        model.members["set_weights"] = UNKNOWN
    return itself(run, model, arguments, node)


def unknown_model(run: Run, node: ast.expr, by: str = "unknown") -> Model:
    """Return an estimator of which only its use tells that it is one."""
    return new_model(run, by, "unknown", node)
