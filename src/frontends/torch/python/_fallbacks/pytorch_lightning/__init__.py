"""PyTorch Lightning, where it is not installed: a LightningModule is an nn.Module with hooks that nobody calls."""

import inspect

from torch import nn


class _Hyperparameters(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class LightningModule(nn.Module):
    automatic_optimization = True
    current_epoch = global_step = global_rank = local_rank = 0
    logger = None

    @property
    def hparams(self) -> _Hyperparameters:
        return self.__dict__.setdefault("_hparams", _Hyperparameters())

    @property
    def device(self):
        import torch

        return torch.device("cpu")

    def save_hyperparameters(self, *args, ignore=None, frame=None, logger: bool = True) -> None:
        """Keeps the arguments of the `__init__` that calls this, or those named."""
        caller = frame or inspect.currentframe().f_back
        names, _, named, values = inspect.getargvalues(caller)
        given = {name: values[name] for name in names[1:]} | values.get(named or "", {})
        ignored = [ignore] if isinstance(ignore, str) else list(ignore or ())
        wanted = [name for name in args if isinstance(name, str)] or list(given)
        for item in args:
            if isinstance(item, dict):
                self.hparams.update(item)
        self.hparams.update({name: given[name] for name in wanted if name in given and name not in ignored})

    def log(self, *args, **kwargs) -> None:
        pass

    log_dict = print = toggle_optimizer = untoggle_optimizer = manual_backward = freeze = unfreeze = log

    def configure_optimizers(self):
        return None

    def optimizers(self, use_pl_optimizer: bool = True):
        return []

    lr_schedulers = optimizers

    @classmethod
    def load_from_checkpoint(cls, checkpoint_path, *args, **kwargs):
        from torch.serialization import load

        load(checkpoint_path)
        return cls(
            **{name: value for name, value in kwargs.items() if name not in ("map_location", "strict")}
        )


class LightningDataModule:
    def __init__(self, *args, **kwargs):
        pass

    save_hyperparameters = prepare_data = setup = lambda self, *args, **kwargs: None


class Callback:
    pass


class Trainer:
    """Trains nothing: a model is traced."""

    def __init__(self, *args, **kwargs):
        pass

    fit = test = validate = predict = lambda self, *args, **kwargs: None


def seed_everything(seed=None, workers: bool = False) -> int:
    return seed or 0


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"pytorch_lightning.{name}")
