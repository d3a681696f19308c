import { int, intAttribute } from '../graph/attributes';
import { formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { cast, reshape, subtract } from './support/emit';
import { elementTypeOf } from './support/elementType';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Draws `sample_size` classes for each row of X [batch, classes], whose elements are logarithms of probabilities up to a
 * constant: the class whose exponentially distributed waiting time is the shortest, as torch.multinomial draws. ONNX
 * Multinomial-7.
 */
export const Multinomial: Operator = {
  name: 'Multinomial',
  draw({ node, builder, numbers }) {
    const [scores] = node.inputs;
    const { type, shape } = builder.value(scores);
    const output = builder.value(node.outputs[0]);
    const waiting = numbers({ kind: 'exponential', rate: 1 }, { type, shape: [...output.shape, shape[1]] });
    const apart = reshape(builder, scores, [shape[0], 1, shape[1]]);
    const race = subtract(builder, apart, builder.add('Log', [waiting]));
    const winner = builder.add('ArgMax', [race], { axis: int(2), keepdims: int(0) });
    return [cast(builder, winner, output.type)];
  },
  infer(context) {
    const { shape } = requiredInput(context, 0);
    if (shape.length !== 2) {
      throw new ShapeError(`Multinomial needs an input of batch×classes, but it is ${formatShape(shape)}.`);
    }
    return [
      {
        type: elementTypeOf(intAttribute(context.attributes, 'dtype', 6)),
        shape: [shape[0], intAttribute(context.attributes, 'sample_size', 1)],
      },
    ];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const [output] = context.outputTypes;
    const [batch, samples] = output.shape;
    const classes = shape[1];
    const result = new Float64Array(batch * samples);
    for (let row = 0; row < batch; row++) {
      const scores = data.subarray(row * classes, (row + 1) * classes);
      const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
      const weights = scores.map((score) => Math.exp(score - largest));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let sample = 0; sample < samples; sample++) {
        let rest = context.random() * total;
        const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
        result[row * samples + sample] = drawn < 0 ? classes - 1 : drawn;
      }
    }
    return [{ ...output, data: result }];
  },
  gradient: 'piecewiseConstant',
};
