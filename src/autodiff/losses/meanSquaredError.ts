import { elementwise } from './elementwise';

/** Mean over all elements of (prediction − target)², as `torch.nn.functional.mse_loss`. The target has the prediction's shape. */
export const meanSquaredError = elementwise(
  'Mean squared error',
  { kind: 'numbers' },
  (builder, prediction, target) => {
    const difference = builder.add('Sub', [prediction, target]);
    return builder.add('Mul', [difference, difference]);
  },
);
