"""Data sets are not read while a model is traced; their classes can be derived from."""


class Dataset:
    def __class_getitem__(cls, item):
        return cls


class IterableDataset(Dataset):
    pass


class DataLoader:
    def __init__(self, dataset=None, *args, **kwargs):
        self.dataset = dataset

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.utils.data.{name}")
