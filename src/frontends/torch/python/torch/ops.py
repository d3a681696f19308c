"""`torch.ops`: operators of native libraries. Those of torchvision are opaque nodes of the shapes that they give."""

from _skipline import notices

from ._opaque import opaque
from ._types import int32, int64


class _Torchvision:
    """Signatures of torchvision's `csrc/ops/*.cpp`."""

    @staticmethod
    def nms(dets, scores, iou_threshold):
        notices.warn(
            "dataDependent",
            "How many boxes are left here depends on the data: the graph goes on as if all of them were.",
        )
        return opaque("torchvision.ops.nms", [dets, scores], [((dets.shape[0],), int64)])

    @staticmethod
    def roi_align(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio, aligned):
        shape = (rois.shape[0], input.shape[1], pooled_height, pooled_width)
        return opaque("torchvision.ops.roi_align", [input, rois], [(shape, input.dtype)])

    @staticmethod
    def roi_pool(input, rois, spatial_scale, pooled_height, pooled_width):
        shape = (rois.shape[0], input.shape[1], pooled_height, pooled_width)
        return opaque("torchvision.ops.roi_pool", [input, rois], [(shape, input.dtype), (shape, int32)])

    @staticmethod
    def ps_roi_align(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio):
        return _position_sensitive("ps_roi_align", input, rois, pooled_height, pooled_width)

    @staticmethod
    def ps_roi_pool(input, rois, spatial_scale, pooled_height, pooled_width):
        return _position_sensitive("ps_roi_pool", input, rois, pooled_height, pooled_width)

    @staticmethod
    def deform_conv2d(
        input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups,
        offset_groups, use_mask,
    ):  # fmt: skip
        if input.shape[1] != weight.shape[1] * groups:
            raise RuntimeError(
                f"deform_conv2d: the input has {input.shape[1]} channels, but the weight of shape "
                f"{tuple(weight.shape)} takes {weight.shape[1] * groups}"
            )

        def extent(size: int, kernel: int, stride: int, pad: int, dilation: int) -> int:
            return (size + 2 * pad - dilation * (kernel - 1) - 1) // stride + 1

        height = extent(input.shape[2], weight.shape[2], stride_h, pad_h, dilation_h)
        width = extent(input.shape[3], weight.shape[3], stride_w, pad_w, dilation_w)
        if tuple(offset.shape[2:]) != (height, width):
            raise RuntimeError(
                f"deform_conv2d: the offset has places of shape {tuple(offset.shape[2:])}, but the output has "
                f"({height}, {width})"
            )
        read = [input, weight, offset, *([mask] if use_mask else []), bias]
        shape = (input.shape[0], weight.shape[0], height, width)
        return opaque("torchvision.ops.deform_conv2d", read, [(shape, input.dtype)])

    @staticmethod
    def _cuda_version() -> int:
        return -1

    def __getattr__(self, name: str):
        from _skipline.missing import missing_attribute

        return missing_attribute(f"torch.ops.torchvision.{name}")


def _position_sensitive(name: str, input, rois, height: int, width: int):
    shape = (rois.shape[0], input.shape[1] // (height * width), height, width)
    return opaque(f"torchvision.ops.{name}", [input, rois], [(shape, input.dtype), (shape, int32)])


torchvision = _Torchvision()


def load_library(path) -> None:
    pass


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.ops.{name}")
