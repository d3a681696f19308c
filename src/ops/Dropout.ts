import { MissingGradientError, type Operator } from './operator';
import { int } from '../graph/attributes';
import { elementTypeNumber } from './support/elementType';
import { divide, multiply, select } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Where input 2 (`training_mode`) holds, zeroes elements with probability `ratio` (input 1, default 0.5) and divides the
 * others by 1 − ratio; otherwise passes its input on. Output 1 is the mask of the elements kept. ONNX Dropout-13.
 *
 * The gradient in training needs the mask, so such a node must ask for both outputs.
 */
export const Dropout: Operator = {
  name: 'Dropout',
  draw({ node, builder, numbers }) {
    const [input, ratioInput = '', trainingInput = ''] = node.inputs;
    const ratio = ratioInput === '' ? 0.5 : builder.constantOf(ratioInput)?.data[0];
    const isTraining = trainingInput === '' ? 0 : builder.constantOf(trainingInput)?.data[0];
    if (isTraining === 0 || ratio === 0) {
      return undefined;
    }
    if (isTraining === undefined || ratio === undefined) {
      throw new Error(
        `${node.name} computes its ratio or whether it is in training, so its random numbers cannot be drawn; give both as constants.`,
      );
    }
    const noise = numbers({ kind: 'dropout', ratio }, builder.value(input));
    const kept = builder.add('Mul', [input, noise]);
    return node.outputs.length < 2
      ? [kept]
      : [kept, builder.add('Cast', [noise], { to: int(elementTypeNumber('bool')) })];
  },
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [
      { type, shape },
      { type: 'bool', shape },
    ];
  },
  evaluate(context) {
    const { data } = inputTensor(context, 0);
    const ratio = context.inputs[1]?.data[0] ?? 0.5;
    const isTraining = (context.inputs[2]?.data[0] ?? 0) !== 0 && ratio > 0;
    const mask = isTraining
      ? data.map(() => (context.random() < ratio ? 0 : 1))
      : new Float64Array(data.length).fill(1);
    const kept = isTraining ? data.map((x, element) => (mask[element] === 0 ? 0 : x / (1 - ratio))) : data;
    const results = [kept, mask];
    return context.outputTypes.map((type, index) => ({ ...type, data: results[index] }));
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const [, ratioInput = '', trainingInput = ''] = node.inputs;
      const ratio = ratioInput === '' ? 0.5 : builder.constantOf(ratioInput)?.data[0];
      const isTraining = trainingInput === '' ? 0 : builder.constantOf(trainingInput)?.data[0];
      if (isTraining === 0 || ratio === 0) {
        return gradient!;
      }
      if (node.outputs.length < 2 || isTraining === undefined) {
        throw new MissingGradientError(
          `The gradient of ${node.name} needs the mask of the elements that were kept: ask for both outputs of Dropout, ` +
            'and give training_mode as a constant.',
        );
      }
      const passed = select(builder, node.outputs[1], gradient!, 0);
      if (ratio !== undefined) {
        return multiply(builder, passed, 1 / (1 - ratio));
      }
      const kept = builder.add('Sub', [builder.scalar(builder.value(ratioInput).type, 1), ratioInput]);
      return divide(builder, passed, kept);
    },
  ],
};
