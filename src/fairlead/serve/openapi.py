"""The OpenAPI document of a served model, written from its schema; the examples are a golden row and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead import __version__
from fairlead.model.schema import Column
from fairlead.serve.arms import Arm
from fairlead.serve.domain import bounds_of
from fairlead.serve.limits import Limits
from fairlead.serve.payload import LONGEST_ID

TYPES: Mapping[str, Mapping[str, Any]] = {
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "string": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time-local"},
}
"""JSON Schema of each kind of column; a `date-time` has a time zone, which only some columns have."""

CATEGORIES_SHOWN = 10

ID = {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": LONGEST_ID}


def openapi_document(arm: Arm, limits: Limits, *, needs_key: bool) -> dict[str, Any]:
    """Describe what the server of a model can be asked, in OpenAPI 3.1."""
    keys: dict[str, Any] = {"security": [{"bearer": []}, {"header": []}]} if needs_key else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{arm.name} {arm.version}",
            "version": str(arm.version),
            "description": f"Predictions of the model {arm.name}, served by Fairlead {__version__}.",
        },
        "paths": {
            "/predict": {"post": {**_predict(arm), **keys}},
            "/health": {"get": _page("Tell whether the process lives.", {"200": "It does."})},
            "/ready": {"get": _page("Tell whether requests are welcome.", {"200": "They are.", "503": "It stops."})},
            "/model": {"get": {**_page("Say which versions are served, and how.", {"200": "This."}), **keys}},
            "/metrics": {
                "get": {
                    "summary": "Count requests, rows and seconds, for Prometheus.",
                    "responses": {
                        "200": {
                            "description": "The numbers.",
                            "content": {"text/plain": {"schema": {"type": "string"}}},
                        },
                        **(_errors("401") if needs_key else {}),
                    },
                    **keys,
                }
            },
            "/openapi.json": {"get": {**_page("Describe this interface.", {"200": "This document."}), **keys}},
        },
        "components": {
            "schemas": {
                "Row": row_schema(arm),
                "Answer": _answer_schema(arm),
                "Error": ERROR,
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def row_schema(arm: Arm) -> dict[str, Any]:
    """Describe a row that the model can be asked, in JSON Schema."""
    columns = arm.model.schema.columns
    return {
        "type": "object",
        "properties": {column.name: _column_schema(arm, column) for column in columns},
        "required": [column.name for column in columns],
    }


def _column_schema(arm: Arm, column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = dict(TYPES[column.kind])
    may_be_null = column.name in arm.predictor.domain.nullable
    if column.kind == "int":
        schema["minimum"], schema["maximum"] = bounds_of(column.dtype)
    elif column.kind == "datetime" and str(column.low)[-6:-5] in ("+", "-"):
        schema["format"] = "date-time"
    if may_be_null:
        schema["type"] = [schema["type"], "null"]
    if column.kind == "bool":
        schema = {"enum": [False, True, 0, 1, *([None] if may_be_null else [])]}
    if column.categories:
        schema |= _categories(column, may_be_null)
    elif column.low is not None:
        schema["description"] = f"In training from {column.low} to {column.high}."
    return schema


def _categories(column: Column, may_be_null: bool) -> dict[str, Any]:
    """Name what training has seen; only a closed list of categories may hold nothing else."""
    known = [one for one in column.categories or () if one is not None]
    if column.dtype == "category" or column.dtype.startswith("Enum"):
        return {"enum": [*known, *([None] if may_be_null else [])]}
    more = ", …" if len(known) > CATEGORIES_SHOWN else ""
    return {"description": f"In training: {', '.join(map(str, known[:CATEGORIES_SHOWN]))}{more}."}


def _answer_schema(arm: Arm) -> dict[str, Any]:
    prediction = {"type": "number"} if arm.model.task == "regression" else {"enum": list(arm.model.classes)}
    properties: dict[str, Any] = {
        "id": {**ID, "description": "Names this prediction in the log; the outcome is joined by it."},
        "prediction": prediction,
        "flags": {"type": "array", "items": {"type": "string"}, "description": "What is odd about the row."},
    }
    if arm.probabilities_of:
        properties["probabilities"] = {
            "type": "object",
            "properties": {str(one): {"type": "number"} for one in arm.model.classes},
            "required": [str(one) for one in arm.model.classes],
        }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _predict(arm: Arm) -> dict[str, Any]:
    row = {"$ref": "#/components/schemas/Row"}
    answer = {"$ref": "#/components/schemas/Answer"}
    head = {
        "type": "object",
        "properties": {
            "model": {"const": arm.name},
            "version": {"type": "integer"},
            "arm": {"enum": ["champion", "canary"]},
        },
        "required": ["model", "version", "arm"],
    }
    many = {
        "type": "object",
        "properties": {"predictions": {"type": "array", "items": answer}},
        "required": ["predictions"],
    }
    rows = {"type": "array", "items": row, "minItems": 1}
    by_id = {"type": "object", "propertyNames": ID, "additionalProperties": row, "minProperties": 1}
    with_rows = {
        "type": "object",
        "properties": {"rows": {"anyOf": [rows, by_id]}},
        "required": ["rows"],
        "additionalProperties": False,
    }
    examples = (
        {"row": {"summary": "A row from training.", "value": dict(arm.model.golden.rows[0])}}
        if arm.model.golden.rows
        else {}
    )
    return {
        "summary": "Answer one row, or many.",
        "operationId": "predict",
        "parameters": [
            {
                "name": "X-Request-ID",
                "in": "header",
                "schema": {"type": "string"},
                "description": f"The id of the request, visible ASCII of at most {LONGEST_ID} characters; "
                "anything else is replaced by one that the server makes.",
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"anyOf": [row, rows, with_rows]},
                    **({"examples": examples} if examples else {}),
                }
            },
        },
        "responses": {
            "200": {
                "description": "An answer to each row, in their order.",
                "content": {"application/json": {"schema": {"allOf": [head, {"anyOf": [answer, many]}]}}},
            },
            **_errors("400", "401", "408", "413", "415", "422", "503", "504"),
        },
    }


def _page(summary: str, answers: Mapping[str, str]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "summary": summary,
        "responses": {status: {"description": words, "content": content} for status, words in answers.items()},
    }


def _errors(*statuses: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": WORDS[status], "content": content} for status in statuses}


WORDS: Mapping[str, str] = {
    "400": "The body is not JSON.",
    "401": "The API key is missing, unknown or revoked.",
    "408": "The body did not arrive in time.",
    "413": "The body, or the number of its rows, is above the limit.",
    "415": "The body is not said to be plain JSON in UTF-8.",
    "422": "Rows cannot be answered; all problems are named.",
    "503": "The server is busy or about to stop; ask again.",
    "504": "The model took too long.",
}

ERROR: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "error": {"type": "string"},
        "request": {"type": "string", "description": "The id under which the server's log has it."},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "row": {"type": "integer", "minimum": 0},
                    "field": {"type": ["string", "null"]},
                    "rule": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["row", "field", "rule", "message"],
            },
        },
    },
    "required": ["error", "request"],
}
