"""fairscale, where it is not installed: model parallelism of one process."""
