import { classAverage, classTargetType } from './classTarget';
import type { Loss, NegativeLogLikelihoodSettings } from './loss';

/**
 * −Σ w_y x_y / Σ w_y of log probabilities N×C or N×C×d1×…×dk against class indices N or N×d1×…×dk, as
 * `torch.nn.functional.nll_loss`: for models that end in a log softmax.
 */
export function negativeLogLikelihood(settings: NegativeLogLikelihoodSettings): Loss {
  return {
    targetType: (prediction) =>
      classTargetType(prediction, settings, 'The negative log likelihood needs log probabilities'),
    add: (builder, prediction, target) =>
      classAverage(builder, prediction, target, settings).ofTrueClass(prediction),
  };
}
