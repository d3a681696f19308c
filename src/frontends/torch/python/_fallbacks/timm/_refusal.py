"""What timm has and its stand-in has not."""


def refuse(owner: str, settings: dict) -> None:
    """What is not a default has to be done, and is not here."""
    for name, value in settings.items():
        if value not in (None, False, 0, ""):
            raise NotImplementedError(
                f"timm is not installed here, and its stand-in has no {owner}({name}={value!r}): name the folder of "
                "site-packages that holds timm in the setting skipline.pythonPath (--python-path on the command line)"
            )
