"""Airflow's DAG file, run by `airflow dags test`; results travel by XCom."""

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG
from workload import graph, perform

with DAG("bench", schedule=None):
    operators: dict[str, PythonOperator] = {}
    for name, follows in graph().items():
        inputs = [operators[upstream].output for upstream in follows]
        operators[name] = PythonOperator(
            task_id=name, python_callable=perform, op_args=[name, *inputs], do_xcom_push=True
        )
