import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { DataType } from '../graph/dataType';
import type { ValueName } from '../graph/value';

/** `TensorProto.DataType` of ONNX. */
const elementTypes: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** The value as `type`: itself where it has that type already. */
export function addCast(builder: GraphBuilder, value: ValueName, type: DataType): ValueName {
  return builder.value(value).type === type
    ? value
    : builder.add('Cast', [value], { to: int(elementTypes[type]) });
}
