"""Fairlead from `fairlead run`: the eight tasks as a person writes them, larger graphs by calling tasks."""

from workload import DAG8, graph, perform

from fairlead import DAG, PythonOperator, task


def extract():
    return perform("extract")


def validate(extract):
    return perform("validate", extract)


def transform(extract):
    return perform("transform", extract)


def load(validate, transform):
    return perform("load", validate, transform)


def train(load):
    return perform("train", load)


def evaluate(load):
    return perform("evaluate", load)


def deploy(train, evaluate):
    return perform("deploy", train, evaluate)


def report(deploy):
    return perform("report", deploy)


@task
def source(name: str):
    return perform(name)


@task
def follow(name: str, first):
    return perform(name, first)


@task
def join(name: str, first, second):
    return perform(name, first, second)


STEPS = (source, follow, join)  # by the number of tasks that come before

with DAG("bench") as dag:
    if graph() is DAG8:
        functions = (extract, validate, transform, load, train, evaluate, deploy, report)
        extract, validate, transform, load, train, evaluate, deploy, report = map(PythonOperator, functions)
        extract >> [validate, transform]
        [validate, transform] >> load
        load >> [train, evaluate]
        [train, evaluate] >> deploy >> report
    else:
        outputs = {}
        for name, follows in graph().items():
            step = STEPS[len(follows)].override(task_id=name)
            outputs[name] = step(name, *(outputs[upstream] for upstream in follows))
