import { type Operator, ShapeError } from './operator';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/** start, start + delta, … before limit; all three are scalar constants. ONNX Range-11. */
export const Range: Operator = {
  name: 'Range',
  infer(context) {
    const [start, limit, delta] = [0, 1, 2].map((index) => constantInput(context, index).data[0]);
    if (delta === 0) {
      throw new ShapeError('Range cannot take steps of 0.');
    }
    return [
      { type: requiredInput(context, 0).type, shape: [Math.max(0, Math.ceil((limit - start) / delta))] },
    ];
  },
  evaluate(context) {
    const [output] = context.outputTypes;
    const [start] = inputTensor(context, 0).data;
    const [delta] = inputTensor(context, 2).data;
    return [
      { ...output, data: Float64Array.from({ length: output.shape[0] }, (_, at) => start + at * delta) },
    ];
  },
  gradient: 'notNumeric',
};
