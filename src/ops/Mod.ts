import { intAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { evaluateBinary, inferBroadcast } from './support/broadcast';

/** Remainder with the sign of the divisor, or of the dividend where `fmod` is 1. ONNX Mod-13. */
export const Mod: Operator = {
  name: 'Mod',
  infer: inferBroadcast,
  evaluate: (context) =>
    evaluateBinary(
      context,
      intAttribute(context.attributes, 'fmod', 0) === 1
        ? (a, b) => a % b
        : (a, b) => a - b * Math.floor(a / b),
    ),
  gradient: 'notNumeric',
};
