import type { SyntaxNode } from '@lezer/common';
import type { Shape } from '../../../graph/shape';
import { isWithin, type Module } from '../../../graph/module';
import { namesFor, type Named } from './constructorNames';
import type { FailedModel } from './fix';
import { describedLayer } from './layerParameters';
import type { FailedMerge } from './merge';
import { otherInstances } from './plainValues';
import type { PythonSource } from './pythonSource';
import { torchName } from './torchNames';

/** The linear map that gives one side of a merge the shape of the other. */
export interface Projection {
  readonly layer: 'Conv1d' | 'Conv2d' | 'Conv3d' | 'Linear';
  readonly inputs: number;
  readonly outputs: number;
  /** One for each spatial axis. */
  readonly strides: readonly number[];
}

/** Undefined where no map of single points leads from the one shape to the other, such as to a larger picture. */
export function projectionBetween(
  from: Shape,
  to: Shape,
  children: readonly Module[],
): Projection | undefined {
  if (from.length !== to.length || from.length < 2) {
    return undefined;
  }
  const rank = from.length - 2;
  const has = (pattern: RegExp) => children.some(({ type }) => pattern.test(type));
  const onlyLastDiffers = from.slice(0, -1).every((extent, axis) => extent === to[axis]);
  if (rank === 0 || (onlyLastDiffers && !has(/^Conv/) && has(/^Linear$/))) {
    return onlyLastDiffers
      ? { layer: 'Linear', inputs: from.at(-1)!, outputs: to.at(-1)!, strides: [] }
      : undefined;
  }
  const layer = rank <= 3 ? (['Conv1d', 'Conv2d', 'Conv3d'] as const)[rank - 1] : undefined;
  const strides = from.slice(2).map((extent, axis) => strideBetween(extent, to[axis + 2]));
  if (layer === undefined || from[0] !== to[0] || strides.includes(undefined)) {
    return undefined;
  }
  return { layer, inputs: from[1], outputs: to[1], strides: strides as number[] };
}

/** The least stride by which a kernel of 1 makes `to` of `from`: ⌊(from − 1)/s⌋ + 1. */
function strideBetween(from: number, to: number): number | undefined {
  for (let stride = 1; stride <= from; stride++) {
    const extent = Math.floor((from - 1) / stride) + 1;
    if (extent <= to) {
      return extent === to ? stride : undefined;
    }
  }
  return undefined;
}

/** `1×1 projection (64→128, stride 2)`. */
export function describeProjection({ layer, inputs, outputs, strides }: Projection): string {
  const isStrided = strides.some((stride) => stride !== 1);
  const uniform = strides.every((stride) => stride === strides[0]);
  const stride = isStrided ? `, stride ${uniform ? strides[0] : strides.join('×')}` : '';
  const kernel = { Linear: 'linear', Conv1d: '1-wide', Conv2d: '1×1', Conv3d: '1×1×1' }[layer];
  return `${kernel} projection shortcut (${inputs}→${outputs}${stride})`;
}

/** A projection as Python, and the condition under which an instance needs it. */
export interface WrittenProjection {
  /** The constructor's expression; several lines, of which all but the first are indented from nothing. */
  readonly lines: readonly string[];
  /** `stride != 1 or in_channels != out_channels`; absent where each instance of the class needs it. */
  readonly condition?: string;
}

/**
 * The projection in terms of the constructor's own names where they have the values, and in literal numbers; the former
 * first, because it suits the other instances of the class too.
 */
export function writeProjection(
  projection: Projection,
  { source, frame }: FailedMerge,
  constructor: SyntaxNode,
  children: readonly Module[],
): WrittenProjection[] {
  const named = (value: number, role: 'in' | 'out' | 'stride'): Term =>
    namesFor(value, role, constructor, source, frame).at(0) ?? literal(String(value));
  const { strides } = projection;
  const uniform = strides.every((stride) => stride === strides[0]);
  const plainStride = literal(uniform ? String(strides[0] ?? 1) : `(${strides.join(', ')})`);
  const byName = {
    inputs: named(projection.inputs, 'in'),
    outputs: named(projection.outputs, 'out'),
    stride: uniform && strides.length > 0 ? named(strides[0], 'stride') : plainStride,
  };
  const byNumber = {
    inputs: literal(String(projection.inputs)),
    outputs: literal(String(projection.outputs)),
    stride: plainStride,
  };
  const others = otherInstances(frame);
  const write = ({ inputs, outputs, stride }: typeof byName): WrittenProjection => {
    const lines = linesOf(projection, { inputs, outputs, stride }, source, children);
    const isNeeded = others.map(
      (other) => stride.valueIn(other) !== 1 || inputs.valueIn(other) !== outputs.valueIn(other),
    );
    const conditions = [
      ...(stride.isLiteral ? [] : [`${stride.text} != 1`]),
      ...(inputs.text === outputs.text ? [] : [`${inputs.text} != ${outputs.text}`]),
    ];
    const canTell = conditions.length > 0 && !(inputs.isLiteral && outputs.isLiteral && stride.isLiteral);
    return isNeeded.includes(false) && canTell ? { lines, condition: conditions.join(' or ') } : { lines };
  };
  const candidates = [write(byName), write(byNumber)];
  return candidates[0].lines.join('\n') === candidates[1].lines.join('\n')
    ? candidates.slice(0, 1)
    : candidates;
}

interface Term extends Named {
  readonly isLiteral?: boolean;
}

function literal(text: string): Term {
  return { text, isLiteral: true, valueIn: () => Number(text) };
}

function linesOf(
  { layer }: Projection,
  { inputs, outputs, stride }: Readonly<Record<'inputs' | 'outputs' | 'stride', Term>>,
  source: PythonSource,
  children: readonly Module[],
): string[] {
  const norm = normalization(children, outputs, source);
  const bias = norm !== undefined && layer !== 'Linear' ? ', bias=False' : '';
  const strided = stride.text === '1' || layer === 'Linear' ? '' : `, stride=${stride.text}`;
  const kernel = layer === 'Linear' ? '' : ', 1';
  const map = `${torchName(layer, source)}(${inputs.text}, ${outputs.text}${kernel}${strided}${bias})`;
  return norm === undefined ? [map] : [`${torchName('Sequential', source)}(`, `\t${map},`, `\t${norm},`, ')'];
}

/** The branch's own kind of normalisation, in the words of its constructor call where that is within reach. */
function normalization(
  children: readonly Module[],
  channels: Term,
  source: PythonSource,
): string | undefined {
  const norm = children.filter(({ type }) => /^(BatchNorm\dd|SyncBatchNorm|GroupNorm)$/.test(type)).at(-1);
  if (norm === undefined) {
    return undefined;
  }
  const call = norm.source && source.callAt(norm.source);
  const callee = call ? source.textOf(call.firstChild!) : torchName(norm.type, source);
  if (norm.type !== 'GroupNorm') {
    return `${callee}(${channels.text})`;
  }
  // A factory of the file has a signature of its own.
  const name = callee.endsWith('GroupNorm') ? callee : torchName(norm.type, source);
  return `${name}(${describedLayer(norm.description).positional[0]}, ${channels.text})`;
}

/** Modules below the one whose method failed. */
export function childrenOf({ modules }: FailedModel, { frame }: FailedMerge): Module[] {
  return [...modules.values()].filter(({ path }) => path !== frame.module && isWithin(path, frame.module));
}
