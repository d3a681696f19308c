"""What stands for pretrained weights."""


def tell(pretrained, weights) -> None:
    """Says that the model keeps the parameters of its construction where weights were asked for."""
    if pretrained or weights is not None:
        from _skipline import weights as unread

        unread.tell_unread()
