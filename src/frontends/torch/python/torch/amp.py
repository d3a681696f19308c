"""Mixed precision: everything is traced in the types that the source says, without casts in between."""

from _skipline.no_effect import NoEffect


class autocast(NoEffect):
    pass


class GradScaler:
    def __init__(self, *args, **kwargs):
        pass

    def scale(self, outputs):
        return outputs

    def step(self, optimizer, *args, **kwargs):
        return optimizer.step()

    def unscale_(self, optimizer) -> None:
        pass

    def update(self, new_scale=None) -> None:
        pass

    def is_enabled(self) -> bool:
        return False

    def get_scale(self) -> float:
        return 1.0

    def state_dict(self) -> dict:
        return {}

    def load_state_dict(self, state_dict) -> None:
        pass


def custom_fwd(fwd=None, **settings):
    return fwd if fwd is not None else lambda function: function


def custom_bwd(bwd=None, **settings):
    return bwd if bwd is not None else lambda function: function


def is_autocast_available(device_type: str) -> bool:
    return False


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.amp.{name}")
