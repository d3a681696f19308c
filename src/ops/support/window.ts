import { intsAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { elementCount, formatShape, rowMajorStrides, type Shape } from '../../graph/shape';
import { ShapeError } from '../operator';

/** How a window moves along one spatial axis: output o, tap t read input position o·stride + t·dilation − padBegin. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBegin: number;
  readonly padEnd: number;
}

/** Attributes `strides`, `dilations`, `pads`, `auto_pad` of Conv and the pools for the given spatial extents. */
export function windowAxes(
  operator: string,
  attributes: Attributes,
  spatial: Shape,
  kernel: Shape,
  isCeilMode = false,
): WindowAxis[] {
  const rank = spatial.length;
  const strides = perAxis(operator, attributes, 'strides', rank);
  const dilations = perAxis(operator, attributes, 'dilations', rank);
  const pads = intsAttribute(attributes, 'pads', undefined) ?? new Array<number>(2 * rank).fill(0);
  if (pads.length !== 2 * rank) {
    throw new ShapeError(
      `${operator} has ${pads.length} pads for ${rank} spatial axes; it needs ${2 * rank}.`,
    );
  }
  const autoPad = stringAttribute(attributes, 'auto_pad', 'NOTSET');
  const axes = spatial.map((input, axis) => {
    const [stride, dilation] = [strides[axis], dilations[axis]];
    const reach = dilation * (kernel[axis] - 1) + 1;
    const [padBegin, padEnd] =
      autoPad === 'NOTSET'
        ? [pads[axis], pads[rank + axis]]
        : automaticPads(operator, autoPad, input, stride, reach);
    const room = input + padBegin + padEnd - reach;
    let output = (isCeilMode ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // A window must begin inside the input or its leading padding (PyTorch's rule, ONNX's since opset 22).
    if (isCeilMode && (output - 1) * stride >= input + padBegin) {
      output -= 1;
    }
    return {
      input,
      output: room < 0 ? 0 : output,
      kernel: kernel[axis],
      stride,
      dilation,
      padBegin,
      padEnd,
    };
  });
  if (axes.some(({ input, output }) => output < 1 && input > 0)) {
    throw new ShapeError(
      `${operator} has a kernel of ${formatShape(axes.map(reachOf))} that does not fit into its padded input of ` +
        `${formatShape(axes.map(({ input, padBegin, padEnd }) => input + padBegin + padEnd))}.`,
    );
  }
  return axes;
}

/** Positions that a dilated kernel spans. */
export function reachOf({ kernel, dilation }: Pick<WindowAxis, 'kernel' | 'dilation'>): number {
  return dilation * (kernel - 1) + 1;
}

/** An attribute with one number for each spatial axis, all 1 where it is left out. */
export function perAxis(
  operator: string,
  attributes: Attributes,
  name: string,
  rank: number,
): readonly number[] {
  const given = intsAttribute(attributes, name, undefined) ?? new Array<number>(rank).fill(1);
  if (given.length !== rank || given.some((value) => value < 1)) {
    throw new ShapeError(
      `${operator} has ${name} [${given.join(', ')}]; its ${rank} spatial axes need one positive number each.`,
    );
  }
  return given;
}

function automaticPads(
  operator: string,
  mode: string,
  input: number,
  stride: number,
  reach: number,
): [number, number] {
  if (mode === 'VALID') {
    return [0, 0];
  }
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') {
    throw new ShapeError(`${operator} has the unknown auto_pad '${mode}'.`);
  }
  const total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + reach - input);
  const small = Math.floor(total / 2);
  return mode === 'SAME_UPPER' ? [small, total - small] : [total - small, small];
}

/** The attribute `pads` that says the same as these axes: all begins, then all ends. */
export function explicitPads(axes: readonly WindowAxis[]): number[] {
  return [...axes.map(({ padBegin }) => padBegin), ...axes.map(({ padEnd }) => padEnd)];
}

/**
 * For each tap of the kernel (outer) and each output position (inner), both row-major, the offset into the input's
 * spatial plane that is read there; −1 where it lies in the padding.
 */
export function windowOffsets(axes: readonly WindowAxis[]): Int32Array {
  const positions = elementCount(axes.map(({ output }) => output));
  const taps = elementCount(axes.map(({ kernel }) => kernel));
  const strides = rowMajorStrides(axes.map(({ input }) => input));
  const offsets = new Int32Array(taps * positions);
  axes.forEach(({ input, output, kernel, stride, dilation, padBegin }, at) => {
    const innerTaps = elementCount(axes.slice(at + 1).map((axis) => axis.kernel));
    const innerPositions = elementCount(axes.slice(at + 1).map((axis) => axis.output));
    for (let tap = 0; tap < taps; tap++) {
      const ownTap = Math.floor(tap / innerTaps) % kernel;
      for (let position = 0; position < positions; position++) {
        const ownPosition = Math.floor(position / innerPositions) % output;
        const read = ownPosition * stride + ownTap * dilation - padBegin;
        const index = tap * positions + position;
        if (read < 0 || read >= input) {
          offsets[index] = -1;
        } else if (offsets[index] >= 0) {
          offsets[index] += read * strides[at];
        }
      }
    }
  });
  return offsets;
}
