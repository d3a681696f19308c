"""The part of the tracer that runs inside Python: imports, source spans, the choice of the model, its execution."""
