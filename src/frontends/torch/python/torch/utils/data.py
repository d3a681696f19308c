"""Data sets are classes to derive from, and lists of examples; none is read while a model is traced."""

import bisect
import itertools
import random


class Dataset:
    def __class_getitem__(cls, item):
        return cls

    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other) -> "ConcatDataset":
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    def __iter__(self):
        raise NotImplementedError("Subclasses of IterableDataset should implement __iter__.")


IterDataPipe = MapDataPipe = IterableDataset


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        if any(tensor.shape[0] != tensors[0].shape[0] for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index) -> tuple:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].shape[0]


class ConcatDataset(Dataset):
    def __init__(self, datasets):
        self.datasets = list(datasets)
        self.cumulative_sizes = list(itertools.accumulate(map(len, self.datasets)))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index):
        place = bisect.bisect_right(self.cumulative_sizes, index % len(self))
        before = self.cumulative_sizes[place - 1] if place else 0
        return self.datasets[place][index % len(self) - before]


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index):
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset, lengths, generator=None) -> list[Subset]:
    """Parts of these lengths, or of these shares where they sum to 1; in an order that is the same at every trace."""
    size = len(dataset)
    if all(isinstance(length, float) for length in lengths):
        counts = [int(size * share) for share in lengths]
        for index in range(size - sum(counts)):
            counts[index % len(counts)] += 1
        lengths = counts
    if sum(lengths) != size:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = list(range(size))
    random.Random(0).shuffle(order)
    starts = [0, *itertools.accumulate(lengths)]
    return [Subset(dataset, order[start:stop]) for start, stop in zip(starts, starts[1:])]


class Sampler:
    def __init__(self, data_source=None, *args, **kwargs):
        self.data_source = data_source

    def __class_getitem__(cls, item):
        return cls

    def __iter__(self):
        return iter(range(len(self.data_source or ())))

    def __len__(self) -> int:
        return len(self.data_source or ())


class SequentialSampler(Sampler):
    pass


class RandomSampler(Sampler):
    pass


class SubsetRandomSampler(Sampler):
    pass


class WeightedRandomSampler(Sampler):
    pass


class BatchSampler(Sampler):
    pass


class DistributedSampler(Sampler):
    def set_epoch(self, epoch: int) -> None:
        pass


class DataLoader:
    """Gives no batches: a model is traced, not trained."""

    def __init__(self, dataset=None, batch_size=1, *args, **kwargs):
        self.dataset, self.batch_size = dataset, batch_size
        self.sampler = kwargs.get("sampler")

    def __class_getitem__(cls, item):
        return cls

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


def default_collate(batch):
    from .. import stack
    from .._tensor import Tensor

    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch)
    if isinstance(first, dict):
        return {key: default_collate([item[key] for item in batch]) for key in first}
    if isinstance(first, (tuple, list)):
        return [default_collate(list(items)) for items in zip(*batch)]
    return batch


def get_worker_info():
    return None


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.utils.data.{name}")
