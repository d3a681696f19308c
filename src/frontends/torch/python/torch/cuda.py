"""There is no GPU while a model is traced."""


def is_available() -> bool:
    return False


def device_count() -> int:
    return 0


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.cuda.{name}")
