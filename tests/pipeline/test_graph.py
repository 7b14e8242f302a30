"""The graph as it is written: Airflow's list semantics, `with DAG`, `@task`, placeholders."""

from typing import Any

import pytest

from fairlead import DAG, PythonOperator, chain, task
from fairlead.errors import DuplicateTaskError, InvalidTaskError, OutsideDAGError, UnknownTaskError
from fairlead.pipeline import BranchPythonOperator, ShortCircuitOperator


def extract() -> int:
    return 1


def edges(dag: DAG) -> set[tuple[str, str]]:
    return {(before, task_.id) for task_ in dag.tasks.values() for before in task_.upstream}


def five() -> tuple[DAG, Any, Any, Any, Any, Any]:
    with DAG("d") as dag:
        made = [PythonOperator(extract, task_id=name) for name in "abcde"]
    return dag, *made


def test_an_arrow_gives_its_right_side_so_that_arrows_follow_each_other() -> None:
    dag, a, b, c, d, e = five()
    assert (a >> b) is b
    assert (a << c) is c
    assert a >> b >> d is d
    assert edges(dag) == {("a", "b"), ("c", "a"), ("b", "d")}


def test_an_arrow_to_a_list_gives_the_list_and_one_from_a_list_gives_the_task() -> None:
    dag, a, b, c, d, e = five()
    both = [b, c]
    assert (a >> both) is both
    assert (both >> d) is d
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")}
    assert ([b, c] << e) is e
    assert (d << (b, c)) == (b, c)
    assert edges(dag) >= {("e", "b"), ("e", "c")}


def test_lists_in_the_middle_of_arrows_join_both_sides() -> None:
    dag, a, b, c, d, e = five()
    assert a >> [b, c] >> d is d
    assert e << [a] << b is b
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("a", "e"), ("b", "a")}


def test_two_lists_cannot_be_joined_by_an_arrow() -> None:
    _, a, b, c, d, _ = five()
    with pytest.raises(TypeError):
        _ = [a, b] >> [c, d]  # type: ignore[operator]


def test_a_chain_joins_neighbours_and_pairs_lists() -> None:
    dag, a, b, c, d, e = five()
    chain(a, [b, c], [d, e])
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "e")}
    dag, a, b, c, d, e = five()
    chain([a, b], c, d)
    assert edges(dag) == {("a", "c"), ("b", "c"), ("c", "d")}
    with pytest.raises(InvalidTaskError, match="a list of 2 and a list of 1"):
        chain([a, b], [c])


def test_edges_can_be_drawn_by_airflows_methods() -> None:
    dag, a, b, c, _, _ = five()
    a.set_downstream([b, c])
    c.set_upstream(b)
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "c")}


@pytest.mark.parametrize("other", [None, "b", extract, 5, [None]])
def test_an_arrow_to_what_is_no_task_says_so(other: Any) -> None:
    _, a, *_ = five()
    with pytest.raises(InvalidTaskError, match="expected a task or a list of tasks"):
        a >> other


def test_an_arrow_between_two_dags_says_so() -> None:
    _, a, *_ = five()
    _, b, *_ = five()
    with pytest.raises(OutsideDAGError):
        a >> b


def test_tasks_are_named_by_function_id_or_variable() -> None:
    with DAG("d") as dag:
        PythonOperator(extract)
        PythonOperator(python_callable=extract, task_id="load")
        train, again = PythonOperator(...), None
        again = train
        PythonOperator(..., task_id="deploy")
    assert list(dag.tasks) == ["extract", "load", "deploy", "train"]
    assert again is dag["train"]
    with pytest.raises(UnknownTaskError, match="did you mean 'train'"):
        dag["trian"]


def test_edges_of_placeholders_follow_their_new_names() -> None:
    with DAG("d") as dag:
        first, second, third = PythonOperator(...), PythonOperator(...), PythonOperator(...)
        first >> [second, third]
    assert edges(dag) == {("first", "second"), ("first", "third")}


def test_a_task_outside_a_dag_can_name_its_dag() -> None:
    dag = DAG("d")
    PythonOperator(extract, dag=dag)
    assert list(dag.tasks) == ["extract"]
    with pytest.raises(OutsideDAGError, match="'load' outside a DAG"):
        PythonOperator(extract, task_id="load")
    with pytest.raises(DuplicateTaskError):
        PythonOperator(extract, dag=dag)


def test_a_block_that_raises_is_closed() -> None:
    with pytest.raises(ZeroDivisionError), DAG("broken"):
        raise ZeroDivisionError
    with pytest.raises(OutsideDAGError):
        PythonOperator(extract)


def test_inner_blocks_take_their_own_tasks() -> None:
    with DAG("outer") as outer:
        with DAG("inner") as inner:
            PythonOperator(extract)
        PythonOperator(extract, task_id="other")
    assert (list(outer.tasks), list(inner.tasks)) == (["other"], ["extract"])


def test_a_marked_function_is_called_outside_a_dag_and_drawn_inside() -> None:
    @task
    def double(n: int) -> int:
        """Double it."""
        return 2 * n

    @task(task_id="count", retries=2)
    def length(items: list[int], *, more: int = 0) -> int:
        return len(items) + more

    assert (double(4), length([1], more=2), double.__doc__) == (8, 3, "Double it.")
    with DAG("d") as dag:
        one: Any = double(1)
        two: Any = double(one)
        length([one, two], more=two)
        double.override(task_id="other", retries=5)(3)
    assert list(dag.tasks) == ["double", "double__1", "count", "other"]
    assert dag["double__1"].given == {"n": dag["double"]}
    assert dag["count"].given == {"items": [one, two], "more": two}
    assert (dag["count"].options.retries, dag["other"].options.retries) == (2, 5)


def test_a_marked_function_can_be_given_to_an_operator_and_a_task_cannot() -> None:
    marked = task(extract)
    with DAG("d") as dag:
        made = PythonOperator(marked)
        with pytest.raises(InvalidTaskError, match="is a task already"):
            PythonOperator(made)
    assert dag["extract"].function is extract


def test_branching_operators_say_what_they_decide() -> None:
    with DAG("d"):
        assert BranchPythonOperator(extract).chooses == "branch"
        assert ShortCircuitOperator(python_callable=extract, task_id="check").chooses == "short_circuit"


@pytest.mark.parametrize("name", ["a b", "a/b", "a[0]", "a:b", "", "a\\b"])
def test_an_id_that_cannot_be_a_file_name_is_refused(name: str) -> None:
    with DAG("d"), pytest.raises(InvalidTaskError, match="cannot be used"):
        PythonOperator(type("F", (), {"__call__": lambda self: 1})(), task_id=name)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"op_args": [1, 2, 3]}, "at most 2"),
        ({"op_args": [1, 2], "op_kwargs": {}}, None),
        ({"op_kwargs": {"a": 1}}, None),
    ],
)
def test_arguments_in_order_get_the_names_of_their_parameters(given: dict[str, Any], words: str | None) -> None:
    def f(a: int, b: int = 0, *, c: int = 0) -> None: ...

    with DAG("d") as dag:
        if words:
            with pytest.raises(InvalidTaskError, match=words):
                PythonOperator(f, **given)
        else:
            PythonOperator(f, **given)
            assert dag["f"].given["a"] == 1
