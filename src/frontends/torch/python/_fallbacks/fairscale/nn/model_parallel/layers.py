"""Layers that are split over processes, whole."""

from torch import nn


class _ParallelLinear(nn.Linear):
    def __init__(
        self,
        in_features,
        out_features,
        bias=True,
        gather_output=True,
        init_method=nn.init.xavier_normal_,
        stride=1,
        keep_master_weight_for_test=False,
        input_is_parallel=False,
    ):
        super().__init__(in_features, out_features, bias)
        init_method(self.weight)


class ColumnParallelLinear(_ParallelLinear):
    pass


class RowParallelLinear(_ParallelLinear):
    def __init__(self, in_features, out_features, bias=True, input_is_parallel=False, **kwargs):
        super().__init__(in_features, out_features, bias, **kwargs)


class ParallelEmbedding(nn.Embedding):
    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx=None,
        max_norm=None,
        norm_type=2.0,
        scale_grad_by_freq=False,
        sparse=False,
        init_method=nn.init.xavier_normal_,
        keep_master_weight_for_test=False,
    ):
        super().__init__(
            num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse
        )
        init_method(self.weight)


VocabParallelEmbedding = ParallelEmbedding
