import { intAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import type { Shape } from '../../graph/shape';
import { ShapeError } from '../operator';

/** Attributes of GridSample; `bilinear` and `bicubic` are the names of opset 16. */
export interface GridSampling {
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly padding: 'zeros' | 'border' | 'reflection';
  readonly alignsCorners: boolean;
}

/** @throws ShapeError for an unknown mode. */
export function gridSamplingOf(attributes: Attributes): GridSampling {
  const named = stringAttribute(attributes, 'mode', 'linear').replace(/^bi/, '');
  const padding = stringAttribute(attributes, 'padding_mode', 'zeros');
  if (named !== 'nearest' && named !== 'linear' && named !== 'cubic') {
    throw new ShapeError(`GridSample has the unknown mode '${named}'.`);
  }
  if (padding !== 'zeros' && padding !== 'border' && padding !== 'reflection') {
    throw new ShapeError(`GridSample has the unknown padding_mode '${padding}'.`);
  }
  return { mode: named, padding, alignsCorners: intAttribute(attributes, 'align_corners', 0) === 1 };
}

/** Where an axis begins and ends, in elements: at the centres of its outermost elements, or at their outer edges. */
export function borders(extent: number, { alignsCorners }: GridSampling): { low: number; high: number } {
  return alignsCorners ? { low: 0, high: extent - 1 } : { low: -0.5, high: extent - 0.5 };
}

/** An element outside of an axis, folded back at its borders as often as it takes. */
export function reflected(place: number, low: number, high: number): number {
  const span = high - low;
  if (span <= 0) {
    return low;
  }
  const distance = Math.abs(place - low);
  const turns = Math.floor(distance / span);
  const rest = distance - turns * span;
  return turns % 2 === 0 ? low + rest : high - rest;
}

/** The coordinate that a place of the grid between −1 and 1 means, in elements, before what lies outside is dealt with. */
export function denormalized(place: number, extent: number, { alignsCorners }: GridSampling): number {
  return alignsCorners ? ((place + 1) / 2) * (extent - 1) : ((place + 1) * extent - 1) / 2;
}

/** A coordinate as it is read: outside of the borders it is moved to the border or reflected, or stays for `zeros`. */
export function paddedCoordinate(place: number, extent: number, sampling: GridSampling): number {
  const { low, high } = borders(extent, sampling);
  if ((place >= low && place <= high) || sampling.padding === 'zeros') {
    return place;
  }
  return sampling.padding === 'border'
    ? Math.min(Math.max(place, 0), extent - 1)
    : reflected(place, low, high);
}

/** The element that a whole coordinate reads; −1 for a zero. */
export function paddedElement(place: number, extent: number, sampling: GridSampling): number {
  if (place >= 0 && place < extent) {
    return place;
  }
  if (sampling.padding === 'zeros') {
    return -1;
  }
  const { low, high } = borders(extent, sampling);
  const moved = sampling.padding === 'border' ? place : Math.round(reflected(place, low, high));
  return Math.min(Math.max(moved, 0), extent - 1);
}

/** Of the convolution kernel of Keys (1981), as PyTorch has it. */
const cubicSharpness = -0.75;

/** Coefficients c₀ + c₁t + c₂t² + c₃t³ of the weight of each tap, with t the distance to the element below. */
export const tapPolynomials: Readonly<
  Record<GridSampling['mode'], readonly { readonly step: number; readonly weight: readonly number[] }[]>
> = {
  nearest: [{ step: 0, weight: [1] }],
  linear: [
    { step: 0, weight: [1, -1] },
    { step: 1, weight: [0, 1] },
  ],
  cubic: [
    { step: -1, weight: [0, cubicSharpness, -2 * cubicSharpness, cubicSharpness] },
    { step: 0, weight: [1, 0, -(cubicSharpness + 3), cubicSharpness + 2] },
    { step: 1, weight: [0, -cubicSharpness, 2 * cubicSharpness + 3, -(cubicSharpness + 2)] },
    { step: 2, weight: [0, 0, cubicSharpness, -cubicSharpness] },
  ],
};

/** All combinations of one choice for each axis. */
export function combinations<Choice>(axes: Shape, choices: readonly Choice[]): Choice[][] {
  return axes.reduce<Choice[][]>(
    (all) => all.flatMap((begun) => choices.map((choice) => [...begun, choice])),
    [[]],
  );
}
