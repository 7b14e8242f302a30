"""Traces and metrics in OpenTelemetry's words, sent to a collector; loaded only where one is named.

Neither the engine nor the server knows of this: a run is told by its events, as they are committed, and requests by
what goes in and out of the server's application. Read in this order: `ids`, `sending`, `runs`, `requests`.
"""
