import { int } from '../../graph/attributes';
import { add, multiply } from '../../ops/support/emit';
import { classAverage, classTargetType } from './classTarget';
import type { CrossEntropySettings, Loss } from './loss';

/**
 * Cross entropy of logits N×C or N×C×d1×…×dk against class indices N or N×d1×…×dk, as
 * `torch.nn.functional.cross_entropy`: −Σ w_y log softmax(x)_y / Σ w_y, of which label smoothing ε (Szegedy et al. 2016)
 * takes the share 1 − ε, and ε/C of −Σ Σ_c w_c log softmax(x)_c / Σ w_y.
 */
export function crossEntropy(settings: CrossEntropySettings): Loss {
  return {
    targetType: (prediction) =>
      classTargetType(prediction, settings, 'Cross entropy needs floating-point logits'),
    add: (builder, prediction, target) => {
      const logProbability = builder.add('LogSoftmax', [prediction], { axis: int(1) });
      const average = classAverage(builder, prediction, target, settings);
      const loss = average.ofTrueClass(logProbability);
      const { labelSmoothing = 0 } = settings;
      if (labelSmoothing === 0) {
        return loss;
      }
      const [, classes] = builder.value(prediction).shape;
      return add(
        builder,
        multiply(builder, loss, 1 - labelSmoothing),
        multiply(builder, average.ofAllClasses(logProbability), labelSmoothing / classes),
      );
    },
  };
}
