import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { rowsOf } from './rows';

export interface RowReduction {
  /** The elements of the value as a matrix of rows that are not too long. */
  readonly matrix: ValueName;
  /** Reduces a matrix of this shape to [1]: `operator` along each row, then `then` over the results of the rows. */
  readonly reduce: (operator: string, matrix: ValueName, then?: string) => ValueName;
}

/** How all elements of a value are reduced with small error and on all threads. */
export function rowReduction(builder: GraphBuilder, value: ValueName): RowReduction {
  const count = elementCount(builder.value(value).shape);
  const rows = rowsOf(count);
  const keepdims = int(0);
  return {
    matrix: builder.add('Reshape', [value, builder.int64s([rows, count / rows])]),
    reduce: (operator, matrix, then = operator) => {
      const byRow = builder.add(operator, [matrix, builder.int64s([1])], { keepdims });
      return rows === 1 ? byRow : builder.add(then, [byRow, builder.int64s([0])]);
    },
  };
}
