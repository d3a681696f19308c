"""Modules of torch that tell of the machine and of the program around the model, as constant answers: there is no
accelerator, one process, nothing is exported or recorded while a model is traced."""

import contextlib
import sys

from _skipline.inert import InertModule

from . import amp, compiler
from ._types import device, get_default_dtype


class Answers(InertModule):
    """A module with these attributes; any other one is inert."""

    def __init__(self, name: str, attributes: dict[str, object]):
        super().__init__(name)
        self.__dict__.update(attributes)
        self.__path__ = []
        sys.modules[name] = self
        parent, _, child = name.rpartition(".")
        if parent in sys.modules and parent != "torch":
            setattr(sys.modules[parent], child, self)


def _answer(value):
    return lambda *args, **kwargs: value


_no, _yes, _zero, _one, _nothing = map(_answer, (False, True, 0, 1, None))


@contextlib.contextmanager
def _setting(*args, **kwargs):
    yield


class _Event:
    def __init__(self, *args, **kwargs):
        pass

    def elapsed_time(self, end) -> float:
        return 0.0

    record = synchronize = wait = query = wait_stream = wait_event = _nothing


class _Recorder(amp.autocast):
    """`profile` and `record_function`: context managers and decorators."""

    def step(self) -> None:
        pass

    def key_averages(self, *args, **kwargs):
        return self

    def table(self, *args, **kwargs) -> str:
        return ""


_ACCELERATOR = {
    "is_available": _no, "is_initialized": _no, "device_count": _zero, "current_device": _zero,
    "get_device_name": _answer("cpu"), "get_device_capability": _answer((0, 0)), "is_bf16_supported": _no,
    "memory_allocated": _zero, "max_memory_allocated": _zero, "memory_reserved": _zero,
    "max_memory_reserved": _zero, "get_arch_list": _answer([]), "mem_get_info": _answer((0, 0)),
    "set_device": _nothing, "synchronize": _nothing, "empty_cache": _nothing, "manual_seed": _nothing,
    "manual_seed_all": _nothing, "seed": _nothing, "seed_all": _nothing, "init": _nothing,
    "reset_peak_memory_stats": _nothing, "get_rng_state": _nothing, "set_rng_state": _nothing,
    "is_current_stream_capturing": _no, "Event": _Event, "Stream": _Event, "current_stream": _answer(_Event()),
    "default_stream": _answer(_Event()), "stream": _setting, "device": _setting, "ipc_collect": _nothing,
}  # fmt: skip
_AMP = {name: getattr(amp, name) for name in ("autocast", "GradScaler", "custom_fwd", "custom_bwd")}
_FLAGS = {"is_available": _no, "enabled": False, "flags": _setting, "version": _nothing}
_DISTRIBUTED = {
    "is_available": _no, "is_initialized": _no, "get_rank": _zero, "get_world_size": _one,
    "get_backend": _answer("gloo"), "init_process_group": _nothing, "destroy_process_group": _nothing,
    "barrier": _nothing, "new_group": _nothing, "is_torchelastic_launched": _no, "is_nccl_available": _no,
    "is_gloo_available": _no, "is_mpi_available": _no,
}  # fmt: skip

MODULES: dict[str, dict[str, object]] = {
    "cuda": _ACCELERATOR,
    "cuda.amp": _AMP,
    "cpu": {**_ACCELERATOR, "is_available": _yes, "device_count": _one},
    "cpu.amp": _AMP,
    "mps": {**_ACCELERATOR, "driver_allocated_memory": _zero},
    "xpu": _ACCELERATOR,
    "accelerator": {**_ACCELERATOR, "current_accelerator": _nothing},
    "backends": {"quantized": None},
    "backends.cudnn": {**_FLAGS, "benchmark": False, "deterministic": False, "allow_tf32": False},
    "backends.cuda": {
        **_FLAGS, "is_built": _no, "sdp_kernel": _setting, "flash_sdp_enabled": _no, "math_sdp_enabled": _yes,
        "mem_efficient_sdp_enabled": _no, "enable_flash_sdp": _nothing, "enable_math_sdp": _nothing,
        "enable_mem_efficient_sdp": _nothing,
    },
    "backends.mkldnn": _FLAGS,
    "backends.mkl": _FLAGS,
    "backends.mps": {**_FLAGS, "is_built": _no, "is_macos_or_newer": _no},
    "backends.openmp": _FLAGS,
    "backends.opt_einsum": {**_FLAGS, "strategy": None},
    "backends.xnnpack": _FLAGS,
    "distributed": _DISTRIBUTED,
    "onnx": {"is_in_onnx_export": _no, "is_onnxrt_backend_supported": _no, "export": _nothing},
    "profiler": {
        "profile": _Recorder, "record_function": _Recorder, "schedule": _nothing,
        "tensorboard_trace_handler": _nothing,
    },
    "autograd.profiler": {"profile": _Recorder, "record_function": _Recorder, "emit_nvtx": _Recorder},
    "version": {"__version__": "2.13.0", "cuda": None, "hip": None, "git_version": "", "debug": False},
    "_dynamo": {
        name: value for name, value in vars(compiler).items() if not name.startswith("__")
    },
    "overrides": {"has_torch_function": _no, "has_torch_function_unary": _no, "has_torch_function_variadic": _no,
                  "is_tensor_like": _no},
    "_C": {"_get_tracing_state": _nothing, "_log_api_usage_once": _nothing, "_jit_set_profiling_executor": _no,
           "_jit_set_profiling_mode": _no, "_cuda_getCurrentRawStream": _zero, "_has_cuda": False},
    "_jit_internal": {"boolean_dispatch": _nothing, "is_scripting": _no,
                      "_overload": lambda function: function, "_overload_method": lambda function: function,
                      "_copy_to_script_wrapper": lambda function: function},
    "multiprocessing": {"set_start_method": _nothing, "get_start_method": _answer("spawn"), "cpu_count": _one},
    "mtia": _ACCELERATOR,
}  # fmt: skip

#: `torch.<name>` of what the machine and the modes of the program are.
NAMES: dict[str, object] = {
    "autocast": amp.autocast, "is_autocast_enabled": _no, "is_autocast_cpu_enabled": _no,
    "get_autocast_gpu_dtype": get_default_dtype, "get_autocast_cpu_dtype": get_default_dtype,
    "get_autocast_dtype": lambda device_type="cpu": get_default_dtype(), "is_autocast_cache_enabled": _no,
    "set_autocast_enabled": _nothing, "clear_autocast_cache": _nothing,
    "is_deterministic": _no, "are_deterministic_algorithms_enabled": _no,
    "use_deterministic_algorithms": _nothing, "set_deterministic_debug_mode": _nothing,
    "set_num_threads": _nothing, "get_num_threads": _one, "set_num_interop_threads": _nothing,
    "get_num_interop_threads": _one, "set_float32_matmul_precision": _nothing,
    "get_float32_matmul_precision": _answer("highest"),
    "set_flush_denormal": _no, "set_default_device": _nothing, "get_default_device": lambda: device("cpu"),
    "set_warn_always": _nothing, "is_warn_always_enabled": _no,
    "_assert": lambda condition, message="": None, "is_vulkan_available": _no,
    "get_rng_state": _nothing, "set_rng_state": _nothing,
    "compiled_with_cxx11_abi": _yes,
    "is_anomaly_enabled": _no, "get_device_module": lambda device=None: sys.modules["torch.cpu"],
}  # fmt: skip


def install() -> dict[str, object]:
    """Makes the modules. Returns what `torch` itself is to have."""
    found = dict(NAMES)
    for name, attributes in MODULES.items():
        module = Answers(f"torch.{name}", attributes)
        if "." not in name:
            found[name] = module
    return found
