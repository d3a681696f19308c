import { rowsOf } from './rows';
import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { reshape } from '../ops/support/emit';

/** Σx² of all elements, a scalar. */
export function addSumOfSquares(builder: GraphBuilder, value: ValueName): ValueName {
  const count = elementCount(builder.value(value).shape);
  const rows = rowsOf(count);
  const matrix = reshape(builder, value, [rows, count / rows]);
  const ofRows = builder.add('ReduceSumSquare', [matrix, builder.int64s([1])], { keepdims: int(0) });
  return builder.add('ReduceSum', [ofRows], { keepdims: int(0) });
}
