"""Futures, each of which is done when it is made."""


class Future:
    def __init__(self, *, devices=None):
        self._value = None

    @classmethod
    def _of(cls, value) -> "Future":
        future = cls()
        future._value = value
        return future

    def set_result(self, result) -> None:
        self._value = result

    def done(self) -> bool:
        return True

    def wait(self):
        return self._value

    value = wait

    def then(self, callback) -> "Future":
        return Future._of(callback(self))


def wait_all(futures) -> list:
    return [future.wait() for future in futures]


def collect_all(futures) -> Future:
    return Future._of(list(futures))
