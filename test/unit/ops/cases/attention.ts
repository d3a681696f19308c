import { float, int } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import { type CaseInput, constant, type OperatorCase, spread, values } from '../operatorCase';

interface Sizes {
  readonly about: string;
  readonly query: readonly number[];
  readonly key: readonly number[];
  readonly value: readonly number[];
  readonly mask?: CaseInput;
  readonly past?: readonly number[];
  readonly lengths?: readonly number[];
  readonly attributes?: Attributes;
  readonly outputCount?: number;
  readonly notInRuntime?: string;
}

const square = { query: [2, 2, 3, 4], key: [2, 2, 3, 4], value: [2, 2, 3, 4] };

const forms: readonly Sizes[] = [
  { about: 'heads first', ...square },
  { about: 'causal', ...square, attributes: { is_causal: int(1) } },
  {
    about: 'cross attention of other sizes, a scale',
    query: [1, 2, 2, 3],
    key: [1, 2, 5, 3],
    value: [1, 2, 5, 4],
    attributes: { scale: float(0.3) },
  },
  {
    about: 'flat inputs',
    query: [2, 3, 8],
    key: [2, 4, 8],
    value: [2, 4, 6],
    attributes: { q_num_heads: int(2), kv_num_heads: int(2) },
  },
  {
    about: 'fewer heads of keys, flat',
    query: [1, 3, 8],
    key: [1, 2, 4],
    value: [1, 2, 4],
    attributes: { q_num_heads: int(4), kv_num_heads: int(2) },
  },
  {
    about: 'one head of keys, capped',
    query: [1, 3, 2, 4],
    key: [1, 1, 3, 4],
    value: [1, 1, 3, 4],
    attributes: { softcap: float(1.5) },
  },
  { about: 'a mask that is added', ...square, mask: spread([3, 3], -1, 1) },
  {
    about: 'a mask of booleans',
    ...square,
    mask: values([1, 1, 3, 3], [1, 0, 1, 1, 1, 0, 0, 0, 1], 'bool'),
  },
  {
    about: 'a query that sees no key',
    ...square,
    mask: values([3, 3], [1, 0, 1, 0, 0, 0, 1, 1, 1], 'bool'),
  },
  {
    about: 'keys and values of the past, causal, with all outputs',
    query: [1, 2, 2, 3],
    key: [1, 2, 2, 3],
    value: [1, 2, 2, 4],
    past: [1, 2, 3],
    attributes: { is_causal: int(1) },
    outputCount: 4,
  },
  ...[1, 2, 3].map((mode) => ({
    about: `scores of kind ${mode}`,
    ...square,
    mask: spread([3, 3], -1, 1),
    attributes: { softcap: float(2), qk_matmul_output_mode: int(mode) },
    outputCount: 4,
    notInRuntime: 'it gives the scores with past keys only',
  })),
  {
    about: 'padded keys, causal',
    query: [2, 1, 2, 3],
    key: [2, 1, 4, 3],
    value: [2, 1, 4, 3],
    lengths: [4, 2],
    attributes: { is_causal: int(1) },
  },
];

export const attentionCases: readonly OperatorCase[] = [
  ...forms.map(
    ({
      about,
      query,
      key,
      value,
      mask,
      past,
      lengths,
      attributes,
      outputCount,
      notInRuntime,
    }): OperatorCase => ({
      operator: 'Attention',
      about,
      inputs: [
        spread(query),
        spread(key),
        spread(value),
        mask,
        past && spread([...past, key.at(-1)!]),
        past && spread([...past, value.at(-1)!]),
        lengths && constant('int64', [lengths.length], lengths),
      ],
      attributes,
      outputCount,
      notInRuntime,
    }),
  ),
  ...[0, 1].flatMap((interleaved): OperatorCase[] => [
    {
      operator: 'RotaryEmbedding',
      about: `heads first, interleaved ${interleaved}`,
      inputs: [spread([2, 2, 3, 4]), angles([2, 3, 2]), angles([2, 3, 2])],
      attributes: { interleaved: int(interleaved) },
    },
    {
      operator: 'RotaryEmbedding',
      about: `flat, positions, a part of the features, interleaved ${interleaved}`,
      inputs: [spread([1, 3, 12]), angles([5, 2]), angles([5, 2]), values([1, 3], [0, 4, 2], 'int64')],
      attributes: {
        interleaved: int(interleaved),
        num_heads: int(2),
        rotary_embedding_dim: int(4),
      },
    },
  ]),
];

function angles(shape: readonly number[]): CaseInput {
  return { ...spread(shape, -1, 1), isConstant: true };
}
