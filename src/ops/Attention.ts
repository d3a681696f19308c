import type { Tensor } from '../graph/tensor';
import type { Operator } from './operator';
import { attentionBody } from './support/attentionBody';
import { attentionLayout, attentionSettings } from './support/attentionLayout';
import { evaluateAttention } from './support/evaluateAttention';
import { bodyGradient } from './support/bodyGradient';
import { requiredInput } from './support/inputs';

/**
 * Scaled dot-product attention softmax(scale·QKᵀ + mask)·V of several heads (Vaswani et al. 2017), where key and value may
 * have fewer heads than the query. Inputs query, key, value ([batch, heads, steps, size], or [batch, steps, heads·size] with
 * `q_num_heads` and `kv_num_heads`), mask (booleans, or numbers that are added), past key, past value, number of keys of each
 * sequence that are no padding. Outputs 1 and 2 are key and value with those of the past, output 3 the scores. A query that
 * may see no key gives zeros. torch.nn.functional.scaled_dot_product_attention. ONNX Attention-24.
 */
export const Attention: Operator = {
  name: 'Attention',
  since: 24,
  infer(context) {
    const { type } = requiredInput(context, 0);
    const layout = attentionLayout(
      context.attributes,
      context.inputs.map((input) => input?.shape),
    );
    const { batch, queryHeads, keyHeads, querySteps, allSteps, headSize, valueSize, isFlat } = layout;
    return [
      {
        type,
        shape: isFlat
          ? [batch, querySteps, queryHeads * valueSize]
          : [batch, queryHeads, querySteps, valueSize],
      },
      { type, shape: [batch, keyHeads, allSteps, headSize] },
      { type: requiredInput(context, 2).type, shape: [batch, keyHeads, allSteps, valueSize] },
      { type, shape: [batch, queryHeads, querySteps, allSteps] },
    ];
  },
  evaluate(context) {
    const shapes = context.inputs.map((input) => input?.shape);
    const layout = attentionLayout(context.attributes, shapes);
    const results = evaluateAttention(
      layout,
      attentionSettings(context.attributes, layout.headSize),
      context.inputs,
    );
    return context.outputTypes.map((type, index): Tensor => ({ ...type, data: results[index] }));
  },
  gradient: bodyGradient(attentionBody),
};
