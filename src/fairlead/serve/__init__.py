"""A model behind HTTP: it answers exactly as trained, and every answer is logged.

Read in this order: `domain` (which rows a model may be asked about), the folder `plan` (a fitted pipeline as a function
of one row), `pipeline` and `predictor` (one of the two answers). Then HTTP: `app`, with `payload`, `refusal`, `limits`,
`answering` and `batching` on the way of a request, and `openapi`, `describing`, `metrics` beside it; `server` and
`protocol` (processes and connections). What is served: `live` follows the registry, `readying` and `proofs` make a new
version ready, `arms` and `shadow` try one. The folder `log` keeps every answer; `scoring` answers whole tables;
`parity` compares what the server answers with what was trained.
"""
