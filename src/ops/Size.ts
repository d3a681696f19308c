import type { Operator } from './operator';
import { inputTensor } from './support/inputs';

/** Number of elements. ONNX Size-21. */
export const Size: Operator = {
  name: 'Size',
  infer: () => [{ type: 'int64', shape: [] }],
  evaluate: (context) => [
    { ...context.outputTypes[0], data: Float64Array.of(inputTensor(context, 0).data.length) },
  ],
  gradient: 'notNumeric',
};
