import {
  int,
  ints,
  floatAttribute,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  string,
  stringAttribute,
} from '../../graph/attributes';
import type { GraphBuilder, NodeRequest } from '../../graph/builder';
import type { Attributes } from '../../graph/node';
import { elementCount, normalizeAxis } from '../../graph/shape';
import type { ValueName } from '../../graph/value';

/** A node whose operator has changed since: where it says `below`, `rewrite` says the same in the project's version. */
interface Upgrade {
  readonly below: number;
  readonly rewrite: (request: UpgradeRequest) => ValueName[];
}

type Write = (request: NodeRequest) => ValueName[];

interface UpgradeRequest {
  readonly node: NodeRequest & { readonly attributes: Attributes };
  readonly version: number;
  readonly builder: GraphBuilder;
  /** Adds a node of the project's version. */
  readonly write: Write;
}

/** Writes a node of the operator set `version` in the version that the project speaks. @returns its outputs. */
export function upgradeNode(
  node: NodeRequest & { readonly attributes: Attributes },
  version: number,
  builder: GraphBuilder,
  write: Write,
): ValueName[] {
  const upgrade = (node.domain ?? '') === '' ? upgrades[node.operator] : undefined;
  return upgrade !== undefined && version < upgrade.below
    ? upgrade.rewrite({ node, version, builder, write })
    : write(node);
}

function without(attributes: Attributes, ...names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

/** An attribute with integers became the second input. */
const intsToInput =
  (name: string): Upgrade['rewrite'] =>
  ({ node, builder, write }) => {
    const values = intsAttribute(node.attributes, name, undefined);
    return write({
      ...node,
      inputs: values === undefined ? node.inputs : [...node.inputs, builder.int64s(values)],
      attributes: without(node.attributes, name),
    });
  };

/** Softmax and its like saw their input as a matrix, whose rows begin at the axis (default 1). */
const asMatrix: Upgrade['rewrite'] = ({ node, builder, write }) => {
  const { shape } = builder.value(node.inputs[0]);
  const axis = normalizeAxis(intAttribute(node.attributes, 'axis', 1), shape.length) ?? shape.length;
  const rows = elementCount(shape.slice(0, axis));
  const matrix = [rows, elementCount(shape) / rows];
  const [flat] = write({ operator: 'Reshape', inputs: [node.inputs[0], builder.int64s(matrix)] });
  const [result] = write({ ...node, inputs: [flat], attributes: { axis: int(-1) } });
  return write({ operator: 'Reshape', inputs: [result, builder.int64s(shape)] });
};

/** `Upsample`, and Resize before its coordinates could be chosen. */
const asymmetricResize: Upgrade['rewrite'] = ({ node, builder, write }) => {
  const scales = floatsAttribute(node.attributes, 'scales', undefined);
  const mode = stringAttribute(node.attributes, 'mode', 'nearest');
  return write({
    ...node,
    operator: 'Resize',
    inputs: [
      node.inputs[0],
      '',
      scales === undefined
        ? node.inputs[1]
        : builder.constant({ type: 'float32', shape: [scales.length], data: Float64Array.from(scales) }),
    ],
    attributes: {
      mode: string(mode === 'bilinear' ? 'linear' : mode),
      coordinate_transformation_mode: string('asymmetric'),
      nearest_mode: string('floor'),
    },
  });
};

/** Recurrent nodes with the batch first are turned into ones with the steps first, which every runtime has. */
const stepsFirst: Upgrade['rewrite'] = ({ node, write }) => {
  if (intAttribute(node.attributes, 'layout', 0) === 0) {
    return write(node);
  }
  const turned = (value: ValueName, ...permutation: number[]): ValueName =>
    value === ''
      ? ''
      : write({ operator: 'Transpose', inputs: [value], attributes: { perm: ints(permutation) } })[0];
  const [x, w, r, b = '', lengths = '', state = '', memory = '', peepholes = ''] = node.inputs;
  const results = write({
    ...node,
    inputs: [
      turned(x, 1, 0, 2),
      w,
      r,
      b,
      lengths,
      turned(state, 1, 0, 2),
      turned(memory, 1, 0, 2),
      peepholes,
    ],
    attributes: without(node.attributes, 'layout'),
  });
  return results.map((result, index) => (index === 0 ? turned(result, 2, 0, 1, 3) : turned(result, 1, 0, 2)));
};

const reductionsBefore18 = [
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSum',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceProd',
  'ReduceSumSquare',
];

const upgrades: Readonly<Record<string, Upgrade | undefined>> = {
  ...Object.fromEntries(
    reductionsBefore18.map((name) => [name, { below: 18, rewrite: intsToInput('axes') }]),
  ),
  ...Object.fromEntries(
    ['GRU', 'LSTM', 'RNN'].map((name) => [name, { below: Infinity, rewrite: stepsFirst }]),
  ),
  ReduceSum: { below: 13, rewrite: intsToInput('axes') },
  Squeeze: { below: 13, rewrite: intsToInput('axes') },
  Unsqueeze: { below: 13, rewrite: intsToInput('axes') },
  Reshape: { below: 5, rewrite: intsToInput('shape') },
  Softmax: { below: 13, rewrite: asMatrix },
  LogSoftmax: { below: 13, rewrite: asMatrix },
  Hardmax: { below: 13, rewrite: asMatrix },
  Upsample: { below: 10, rewrite: asymmetricResize },
  Resize: { below: 11, rewrite: asymmetricResize },
  Scatter: { below: 11, rewrite: ({ node, write }) => write({ ...node, operator: 'ScatterElements' }) },
  Split: {
    below: 18,
    rewrite: ({ node, version, builder, write }) => {
      const sizes = intsAttribute(node.attributes, 'split', undefined);
      const given = version < 13 && sizes !== undefined ? [builder.int64s(sizes)] : node.inputs.slice(1);
      const isEven = given.length === 0;
      return write({
        ...node,
        inputs: [node.inputs[0], ...given],
        attributes: {
          ...without(node.attributes, 'split'),
          ...(isEven && { num_outputs: int(node.outputCount ?? 1) }),
        },
      });
    },
  },
  Dropout: {
    below: 12,
    rewrite: ({ node, builder, write }) => {
      const ratio = floatAttribute(node.attributes, 'ratio', 0.5);
      const { type } = builder.value(node.inputs[0]);
      return write({ ...node, inputs: [node.inputs[0], builder.scalar(type, ratio)], attributes: {} });
    },
  },
  Clip: {
    below: 11,
    rewrite: ({ node, builder, write }) => {
      const { type } = builder.value(node.inputs[0]);
      const bounds = ['min', 'max'].map((name) => {
        const bound = floatAttribute(node.attributes, name, undefined);
        return bound === undefined ? '' : builder.scalar(type, bound);
      });
      return write({ ...node, inputs: [node.inputs[0], ...bounds], attributes: {} });
    },
  },
  Slice: {
    below: 10,
    rewrite: ({ node, builder, write }) => {
      const [starts, ends] = ['starts', 'ends'].map((name) => intsAttribute(node.attributes, name, []));
      const axes = intsAttribute(node.attributes, 'axes', undefined);
      return write({
        ...node,
        inputs: [
          node.inputs[0],
          ...[starts, ends, ...(axes === undefined ? [] : [axes])].map((list) => builder.int64s(list)),
        ],
        attributes: {},
      });
    },
  },
  Pad: {
    below: 11,
    rewrite: ({ node, builder, write }) => {
      const { type } = builder.value(node.inputs[0]);
      return write({
        ...node,
        inputs: [
          node.inputs[0],
          builder.int64s(intsAttribute(node.attributes, 'pads', [])),
          builder.scalar(type, floatAttribute(node.attributes, 'value', 0)),
        ],
        attributes: without(node.attributes, 'pads', 'value'),
      });
    },
  },
  TopK: {
    below: 10,
    rewrite: ({ node, builder, write }) =>
      write({
        ...node,
        inputs: [node.inputs[0], builder.int64s([intAttribute(node.attributes, 'k', 1)])],
        attributes: without(node.attributes, 'k'),
      }),
  },
  /** Scale and bias were given for each group. */
  GroupNormalization: {
    below: 21,
    rewrite: ({ node, builder, write }) => {
      const groups = intAttribute(node.attributes, 'num_groups', 1);
      const channels = builder.value(node.inputs[0]).shape[1];
      const perChannel = node.inputs.slice(1).map((input) => {
        const [column] = write({ operator: 'Reshape', inputs: [input, builder.int64s([groups, 1])] });
        const wide = builder.int64s([groups, channels / groups]);
        const [expanded] = write({ operator: 'Expand', inputs: [column, wide] });
        return write({ operator: 'Reshape', inputs: [expanded, builder.int64s([channels])] })[0];
      });
      return write({ ...node, inputs: [node.inputs[0], ...perChannel] });
    },
  },
};
