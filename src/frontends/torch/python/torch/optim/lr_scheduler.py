"""Schedules of the learning rate, which can be made and stepped without effect."""


class LRScheduler:
    def __init__(self, optimizer=None, *settings, last_epoch: int = -1, **named):
        self.optimizer, self.last_epoch = optimizer, last_epoch
        self.base_lrs = [group["lr"] for group in getattr(optimizer, "param_groups", ())]

    def step(self, *args, **kwargs) -> None:
        self.last_epoch += 1

    def get_last_lr(self) -> list:
        return list(self.base_lrs)

    get_lr = get_last_lr

    def state_dict(self) -> dict:
        return {}

    def load_state_dict(self, state_dict) -> None:
        pass


_LRScheduler = LRScheduler
_NAMES = (
    "LambdaLR MultiplicativeLR StepLR MultiStepLR ConstantLR LinearLR ExponentialLR CosineAnnealingLR ChainedScheduler "
    "SequentialLR ReduceLROnPlateau CyclicLR CosineAnnealingWarmRestarts OneCycleLR PolynomialLR"
).split()
globals().update({name: type(name, (LRScheduler,), {"__module__": __name__}) for name in _NAMES})


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.optim.lr_scheduler.{name}")
