"""`torch.fft`: opaque nodes of the exact shapes and types."""


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.fft.{name}")
