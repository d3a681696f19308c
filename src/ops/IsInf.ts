import { intAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { evaluateUnary, inferPredicate } from './support/unary';

/** True where an element is +∞ (unless `detect_positive` is 0) or −∞ (unless `detect_negative` is 0). ONNX IsInf-20. */
export const IsInf: Operator = {
  name: 'IsInf',
  infer: inferPredicate,
  evaluate(context) {
    const positive = intAttribute(context.attributes, 'detect_positive', 1);
    const negative = intAttribute(context.attributes, 'detect_negative', 1);
    return evaluateUnary(context, (x) => (x === Infinity ? positive : x === -Infinity ? negative : 0));
  },
  gradient: 'piecewiseConstant',
};
