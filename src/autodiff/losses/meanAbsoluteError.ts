import { elementwise } from './elementwise';

/** Mean over all elements of |prediction − target|, as `torch.nn.functional.l1_loss`. */
export const meanAbsoluteError = elementwise(
  'Mean absolute error',
  { kind: 'numbers' },
  (builder, prediction, target) => builder.add('Abs', [builder.add('Sub', [prediction, target])]),
);
