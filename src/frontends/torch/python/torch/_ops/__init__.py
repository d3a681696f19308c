"""Operations on tensors, each written once for the function of torch, the method of Tensor and the in-place form."""
