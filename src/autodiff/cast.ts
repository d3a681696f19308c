import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { DataType } from '../graph/dataType';
import type { ValueName } from '../graph/value';
import { elementTypeNumber } from '../ops/support/elementType';

/** The value as `type`: itself where it has that type already. */
export function addCast(builder: GraphBuilder, value: ValueName, type: DataType): ValueName {
  return builder.value(value).type === type
    ? value
    : builder.add('Cast', [value], { to: int(elementTypeNumber(type)) });
}
