"""State of the random number generator, which the seed of the run decides while a model is traced."""

from contextlib import contextmanager


def get_rng_state():
    return None


def set_rng_state(new_state) -> None:
    pass


@contextmanager
def fork_rng(devices=None, enabled=True, **options):
    yield


def __getattr__(name: str):
    import torch

    if name in ("manual_seed", "seed", "initial_seed", "default_generator"):
        return getattr(torch, name)
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.random.{name}")
