"""Attributes that a tensor of PyTorch has and one of Skipline has not."""

#: Of PyTorch 2.13.
MISSING = frozenset(
    """apply_ as_strided_ as_strided_scatter cauchy_ ccol_indices chalf cholesky_inverse cholesky_solve col_indices
    conj_physical_ const_data_ptr crow_indices dense_dim dequantize dim_order eig frexp gcd gcd_ geometric_ geqrf
    grad_dtype hash_tensor histogram index index_reduce index_reduce_ indices int_repr ipu is_coalesced is_distributed
    is_ipu is_maia is_mtia is_set_to is_sparse_csr is_vulkan is_xpu lcm lcm_ log_normal_ lstsq lu lu_solve map2_ map_
    module_load mtia name nanmedian nanquantile new_empty_strided nonzero_static orgqr ormqr output_nr
    q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qscheme record_stream
    reinforce renorm_ resize resize_as resize_as_sparse_ retains_grad row_indices slice_inverse smm solve sparse_dim
    sparse_mask sparse_resize_ sparse_resize_and_clear_ sspaddmm storage storage_type symeig to_mkldnn
    to_padded_tensor to_sparse_bsr to_sparse_csc to_sparse_csr triangular_solve untyped_storage values volatile
    xpu""".split()
)

