import type { GraphBuilder } from '../../graph/builder';
import type { Attributes } from '../../graph/node';
import type { Tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';
import type { EvaluateContext, GradientContext, GradientRule, InferContext } from '../operator';
import { inputTensor, requiredInput } from './inputs';

/** Elementwise operators of one input whose output has the input's shape and type. */
export function inferUnary(context: InferContext): ValueType[] {
  const { type, shape } = requiredInput(context, 0);
  return [{ type, shape }];
}

/** As {@link inferUnary}, with booleans as result. */
export function inferPredicate(context: InferContext): ValueType[] {
  return [{ type: 'bool', shape: requiredInput(context, 0).shape }];
}

export function evaluateUnary(context: EvaluateContext, compute: (x: number) => number): Tensor[] {
  const { data } = inputTensor(context, 0);
  const result = new Float64Array(data.length);
  for (let element = 0; element < data.length; element++) {
    result[element] = compute(data[element]);
  }
  return [{ ...context.outputTypes[0], data: result }];
}

export interface UnaryGradient {
  readonly builder: GraphBuilder;
  readonly attributes: Attributes;
  readonly x: ValueName;
  readonly y: ValueName;
  /** ∂loss/∂y */
  readonly dy: ValueName;
}

/** Rule of an operator with one differentiable input and one output. */
export function unaryGradient(rule: (parts: UnaryGradient) => ValueName): GradientRule {
  return ({ node, builder, outputGradients }: GradientContext) => [
    () =>
      rule({
        builder,
        attributes: node.attributes,
        x: node.inputs[0],
        y: node.outputs[0],
        dy: outputGradients[0]!,
      }),
  ];
}
