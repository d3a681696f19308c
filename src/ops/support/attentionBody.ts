import { int } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import type { DataType } from '../../graph/dataType';
import { tensor } from '../../graph/tensor';
import type { ValueName } from '../../graph/value';
import {
  type AttentionLayout,
  attentionLayout,
  type AttentionSettings,
  attentionSettings,
  sees,
} from './attentionLayout';
import {
  add,
  compare,
  divide,
  expand,
  multiply,
  reshape,
  select,
  subtract,
  transpose,
  transposeMatrix,
} from './emit';

/** Attention spelt out in matrix products and Softmax; its outputs are those of the node. */
export function attentionBody(builder: GraphBuilder, node: Node): ValueName[] {
  const [query, key, value, mask = '', pastKey = '', pastValue = '', lengths = ''] = node.inputs;
  const shapes = node.inputs.map((input) => (input === '' ? undefined : builder.value(input).shape));
  const layout = attentionLayout(node.attributes, shapes);
  const settings = attentionSettings(node.attributes, layout.headSize);
  const { batch, queryHeads, keyHeads, querySteps, keySteps, headSize, valueSize, isFlat } = layout;
  const heads = (input: ValueName, count: number, steps: number, size: number) =>
    isFlat ? transpose(builder, reshape(builder, input, [batch, steps, count, size]), [0, 2, 1, 3]) : input;
  const joined = (past: ValueName, own: ValueName) =>
    past === '' ? own : builder.add('Concat', [past, own], { axis: int(2) });
  const allKeys = joined(pastKey, heads(key, keyHeads, keySteps, headSize));
  const allValues = joined(pastValue, heads(value, keyHeads, keySteps, valueSize));

  const scores = multiply(
    builder,
    builder.add('MatMul', [
      heads(query, queryHeads, querySteps, headSize),
      transposeMatrix(builder, repeated(builder, allKeys, layout, headSize)),
    ]),
    settings.scale,
  );
  const capped =
    settings.softcap > 0
      ? multiply(builder, builder.add('Tanh', [divide(builder, scores, settings.softcap)]), settings.softcap)
      : scores;
  const bias = biasOf(builder, layout, settings, mask, lengths, builder.value(query).type);
  const biased = bias === undefined ? capped : add(builder, capped, bias);
  const softmax = builder.add('Softmax', [biased], { axis: int(-1) });
  const probabilities =
    bias === undefined ? softmax : select(builder, isAllHidden(builder, bias), 0, softmax);
  const product = builder.add('MatMul', [probabilities, repeated(builder, allValues, layout, valueSize)]);
  const output = isFlat
    ? reshape(builder, transpose(builder, product, [0, 2, 1, 3]), [batch, querySteps, queryHeads * valueSize])
    : product;
  return [output, allKeys, allValues, [scores, capped, biased, probabilities][settings.scoreOutput]];
}

/** A number that no score outweighs and that, unlike −∞, leaves the softmax of nothing else a number. */
function hidden(type: DataType): number {
  return type === 'float16' ? -6e4 : -1e30;
}

function isAllHidden(builder: GraphBuilder, bias: ValueName): ValueName {
  const largest = builder.add('ReduceMax', [bias, builder.int64s([-1])], { keepdims: int(1) });
  return compare(builder, 'LessOrEqual', largest, hidden(builder.value(bias).type));
}

/** Each head of key or value as often as there are query heads for it. */
function repeated(
  builder: GraphBuilder,
  value: ValueName,
  { batch, queryHeads, keyHeads, allSteps }: AttentionLayout,
  size: number,
): ValueName {
  const times = queryHeads / keyHeads;
  const apart = reshape(builder, value, [batch, keyHeads, 1, allSteps, size]);
  const wide = expand(builder, apart, [batch, keyHeads, times, allSteps, size]);
  return reshape(builder, wide, [batch, queryHeads, allSteps, size]);
}

/** What is added to the scores; undefined where every query sees every key. */
function biasOf(
  builder: GraphBuilder,
  layout: AttentionLayout,
  settings: AttentionSettings,
  mask: ValueName,
  lengths: ValueName,
  type: DataType,
): ValueName | undefined {
  const parts = [
    mask === '' ? undefined : maskBias(builder, mask, layout, type),
    lengths === '' ? orderBias(builder, layout, settings, type) : undefined,
    lengths === '' ? undefined : lengthBias(builder, lengths, layout, settings, type),
  ].filter((part) => part !== undefined);
  const sum = parts.reduce<ValueName | undefined>(
    (total, part) => (total === undefined ? part : add(builder, total, part)),
    undefined,
  );
  return sum === undefined ? undefined : builder.add('Clip', [sum, builder.scalar(type, hidden(type)), '']);
}

function maskBias(
  builder: GraphBuilder,
  mask: ValueName,
  { allSteps }: AttentionLayout,
  type: DataType,
): ValueName {
  const { type: maskType, shape } = builder.value(mask);
  const bias =
    maskType === 'bool'
      ? builder.add('Where', [mask, builder.scalar(type, 0), builder.scalar(type, hidden(type))])
      : builder.add('Clip', [mask, builder.scalar(type, hidden(type)), '']);
  const missing = allSteps - shape.at(-1)!;
  if (missing === 0) {
    return bias;
  }
  const pads = [...shape.map(() => 0), ...shape.slice(1).map(() => 0), missing];
  return builder.add('Pad', [bias, builder.int64s(pads), builder.scalar(type, hidden(type))]);
}

/** Causal order and window where the places of the queries are known. */
function orderBias(
  builder: GraphBuilder,
  { querySteps, allSteps, pastSteps }: AttentionLayout,
  settings: AttentionSettings,
  type: DataType,
): ValueName | undefined {
  const bias = Float64Array.from({ length: querySteps * allSteps }, (_, at) =>
    sees(settings, Math.floor(at / allSteps) + pastSteps, at % allSteps) ? 0 : hidden(type),
  );
  return bias.every((value) => value === 0)
    ? undefined
    : builder.constant(tensor(type, [querySteps, allSteps], bias));
}

/** Padding, order and window where the places of the queries depend on the length of each sequence. */
function lengthBias(
  builder: GraphBuilder,
  lengths: ValueName,
  { batch, querySteps, allSteps }: AttentionLayout,
  settings: AttentionSettings,
  type: DataType,
): ValueName {
  const counting = (extent: number, shape: readonly number[]) =>
    builder.constant(
      tensor(
        'int64',
        shape,
        Float64Array.from({ length: extent }, (_, at) => at),
      ),
    );
  const keys = counting(allSteps, [1, 1, 1, allSteps]);
  const length = reshape(builder, lengths, [batch, 1, 1, 1]);
  const places = add(
    builder,
    subtract(builder, length, querySteps),
    counting(querySteps, [1, 1, querySteps, 1]),
  );
  const ahead = subtract(builder, keys, places);
  const limits = [
    compare(builder, 'Less', keys, length),
    ...(settings.isCausal ? [compare(builder, 'LessOrEqual', ahead, 0)] : []),
    ...(settings.windowBefore < 0 ? [] : [compare(builder, 'GreaterOrEqual', ahead, -settings.windowBefore)]),
    ...(settings.windowAfter < 0 ? [] : [compare(builder, 'LessOrEqual', ahead, settings.windowAfter)]),
  ];
  const isSeen = limits.reduce((all, limit) => builder.add('And', [all, limit]));
  return builder.add('Where', [isSeen, builder.scalar(type, 0), builder.scalar(type, hidden(type))]);
}
