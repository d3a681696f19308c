"""Lightning under its newer name."""

from pytorch_lightning import (
    Callback,
    LightningDataModule,
    LightningModule,
    Trainer,
    seed_everything,
)  # fmt: skip


def __getattr__(name: str):
    import pytorch_lightning

    return getattr(pytorch_lightning, name)
