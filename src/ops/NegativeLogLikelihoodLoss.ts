import type { Operator } from './operator';
import { multiply } from './support/emit';
import { classLossNodes, evaluateClassLoss, inferClassLoss, refuseWeightGradient } from './support/classLoss';
import { inputTensor } from './support/inputs';

/**
 * Loss of log probabilities [N, C, d…] for the classes [N, d…] with optional weights [C]; see {@link evaluateClassLoss} for
 * `reduction` and `ignore_index`. torch.nn.functional.nll_loss. ONNX NegativeLogLikelihoodLoss-13.
 */
export const NegativeLogLikelihoodLoss: Operator = {
  name: 'NegativeLogLikelihoodLoss',
  infer: (context) => [inferClassLoss(context)],
  evaluate: (context) => [
    {
      ...context.outputTypes[0],
      data: evaluateClassLoss('NegativeLogLikelihoodLoss', context, inputTensor(context, 0).data),
    },
  ],
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { oneHot, share } = classLossNodes(builder, node.inputs, node.attributes, gradient!);
      return builder.add('Neg', [multiply(builder, oneHot, share)]);
    },
    undefined,
    refuseWeightGradient('NegativeLogLikelihoodLoss'),
  ],
};
