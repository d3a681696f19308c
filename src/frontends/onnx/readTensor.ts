import type { DataType } from '../../graph/dataType';
import { elementCount, formatShape } from '../../graph/shape';
import { type Tensor, tensor } from '../../graph/tensor';
import { elementTypeOf } from '../../ops/support/elementType';
import { bfloat16Value, elementsOf, float16Value } from './elementBytes';
import { OnnxError } from './onnxError';
import type { ParsedTensor } from './onnxSchema';

/** The content of a `TensorProto`. @throws OnnxError where its elements are missing, too many or of an unsupported type. */
export function readTensor(proto: ParsedTensor): Tensor {
  const { name = '', dims: shape, dataType = 0, dataLocation = 0 } = proto;
  const type = elementTypeOf(dataType);
  if (dataLocation === 1) {
    throw new OnnxError(`The tensor '${name}' lies in another file, which is not supported.`);
  }
  const data =
    proto.rawData !== undefined && proto.rawData.length > 0
      ? elementsOf(type, proto.rawData)
      : typedElements(type, proto);
  if (data.length !== elementCount(shape)) {
    throw new OnnxError(
      `The tensor '${name}' of shape ${formatShape(shape)} has ${data.length} elements instead of ${elementCount(shape)}.`,
    );
  }
  return tensor(type, shape, data);
}

/** Elements in the list that ONNX provides for their type; types of 16 bits are held as these bits. */
function typedElements(type: DataType, proto: ParsedTensor): Float64Array {
  switch (type) {
    case 'float32':
      return Float64Array.from(proto.floatData);
    case 'float64':
      return Float64Array.from(proto.doubleData);
    case 'int64':
      return Float64Array.from(proto.int64Data);
    case 'float16':
      return Float64Array.from(proto.int32Data, float16Value);
    case 'bfloat16':
      return Float64Array.from(proto.int32Data, bfloat16Value);
    default:
      return Float64Array.from(proto.int32Data);
  }
}
