import type { GraphBuilder } from '../../graph/builder';
import { formatShape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { type InferContext, ShapeError } from '../operator';
import { reduceSum } from './emit';
import { allAxes } from './axes';

/** @throws ShapeError where the optional bias at `index` is not one number for each output channel. */
export function checkBias(context: InferContext, index: number, outChannels: number): void {
  const bias = context.inputs[index];
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== outChannels)) {
    throw new ShapeError(
      `${context.operator} has a bias of shape ${formatShape(bias.shape)} but ${outChannels} output channels.`,
    );
  }
}

/** Sums over every axis but one: the gradient of what is added to each channel. */
export function sumOverAllBut(builder: GraphBuilder, value: ValueName, axis: number): ValueName {
  const { shape } = builder.value(value);
  return reduceSum(
    builder,
    value,
    allAxes(shape.length).filter((other) => other !== axis),
    false,
  );
}

/** [channels] → [channels, 1, …], so that it broadcasts against [batch, channels, spatial…] of this rank. */
export function channelShape(channels: number, rank: number): number[] {
  return [channels, ...new Array<number>(rank - 2).fill(1)];
}
