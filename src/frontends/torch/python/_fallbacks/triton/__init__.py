"""triton: its decorators, so that files with kernels load. A kernel runs on a GPU only."""

from _skipline.inert import UnsupportedOperation

__version__ = "3.4.0"


class Config:
    """One choice of block sizes that a kernel is tuned over."""

    def __init__(self, kwargs, num_warps=4, num_stages=3, num_ctas=1, maxnreg=None, pre_hook=None):
        self.kwargs, self.num_warps, self.num_stages = kwargs, num_warps, num_stages
        self.num_ctas, self.maxnreg, self.pre_hook = num_ctas, maxnreg, pre_hook


class JITFunction:
    """A kernel: it is started by `kernel[grid](…)`, and called by other kernels."""

    def __init__(self, fn, configs=()):
        self.fn, self.configs = fn, list(configs)
        self.__name__ = getattr(fn, "__name__", "kernel")

    def __getitem__(self, grid):
        return self

    def __call__(self, *args, **kwargs):
        raise UnsupportedOperation(
            f"Skipline cannot trace the Triton kernel {self.__name__}, which is compiled for a GPU: describe the call "
            "of the function around it by a comment at the end of that line, `# skipline: output=1x64x32x32`"
        )

    run = warmup = __call__


def jit(fn=None, **options):
    return JITFunction(fn) if fn is not None else JITFunction


def autotune(configs, key, **options):
    return lambda kernel: JITFunction(getattr(kernel, "fn", kernel), configs)


def heuristics(values):
    return lambda kernel: kernel


def cdiv(x: int, y: int) -> int:
    return -(-x // y)


def next_power_of_2(n: int) -> int:
    return 1 << max(n - 1, 0).bit_length()
