"""Operations on tensors, each written once: as a function of torch, a method of Tensor and, where there is one, in place."""
