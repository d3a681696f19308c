import type { LossSettings, TargetContent } from '../autodiff/losses/loss';
import { elementCount, type Shape } from '../graph/shape';
import type { TensorData } from './tensorData';

export interface Scored {
  /** What the model gives, N×C or N×C×d1×…×dk for labels. */
  readonly prediction: TensorData;
  readonly shape: Shape;
  readonly target: TensorData;
  /** How many of the N count, from the first on; all where absent. */
  readonly rows?: number;
}

/** Sums over what was scored, from which the metrics come. */
export interface Score {
  /** Labels that count, or elements of the target. */
  readonly count: number;
  readonly right: number;
  /** Labels that are among the five largest scores. */
  readonly amongFive: number;
  readonly squaredError: number;
}

export const noScore: Score = { count: 0, right: 0, amongFive: 0, squaredError: 0 };

export function addScores(a: Score, b: Score): Score {
  return {
    count: a.count + b.count,
    right: a.right + b.right,
    amongFive: a.amongFive + b.amongFive,
    squaredError: a.squaredError + b.squaredError,
  };
}

export function scoreOf(content: TargetContent, scored: Scored): Score {
  switch (content.kind) {
    case 'labels':
      return scoreLabels(scored, content.ignored);
    case 'numbers':
      return scoreNumbers(scored);
    case 'probabilities':
      return scoreProbabilities(scored);
    case 'distributions':
      return noScore;
  }
}

/**
 * Metrics of a score: `accuracy`, the share of labels whose class has the largest score (of several largest elements the
 * first counts, as for `torch.argmax`); `top5`, the share of labels among the five largest, where there are more classes;
 * `perplexity`, e to the loss; `meanSquaredError`.
 */
export function metricsOf(
  content: TargetContent,
  { count, right, amongFive, squaredError }: Score,
): Readonly<Record<string, number>> {
  switch (content.kind) {
    case 'labels':
      return {
        accuracy: right / count,
        ...(content.classes > 5 && { top5: amongFive / count }),
      };
    case 'probabilities':
      return { accuracy: right / count };
    case 'numbers':
      return { meanSquaredError: squaredError / count };
    case 'distributions':
      return {};
  }
}

/** e to the loss, where that is the mean negative log likelihood of the true class. */
export function perplexity(loss: LossSettings, value: number): Readonly<Record<string, number>> {
  const isLikelihood =
    loss.name === 'negativeLogLikelihood' || (loss.name === 'crossEntropy' && !loss.labelSmoothing);
  return isLikelihood ? { perplexity: Math.exp(value) } : {};
}

function scoreLabels({ prediction, shape, target, rows = shape[0] }: Scored, ignored?: number): Score {
  const [, classes, ...rest] = shape;
  const positions = elementCount(rest);
  let [count, right, amongFive] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let position = 0; position < positions; position++) {
      const label = Number(target[row * positions + position]);
      if (label === ignored) {
        continue;
      }
      const first = row * classes * positions + position;
      const own = prediction[first + label * positions];
      let better = 0;
      for (let other = 0; other < classes && better < 5; other++) {
        const score = prediction[first + other * positions];
        if (score > own || (score === own && other < label)) {
          better++;
        }
      }
      count++;
      right += better === 0 ? 1 : 0;
      amongFive += better < 5 ? 1 : 0;
    }
  }
  return { ...noScore, count, right, amongFive };
}

function scoreNumbers({ prediction, shape, target, rows = shape[0] }: Scored): Score {
  const count = rows === shape[0] ? prediction.length : (rows * prediction.length) / shape[0];
  let squaredError = 0;
  for (let element = 0; element < count; element++) {
    squaredError += (Number(prediction[element]) - Number(target[element])) ** 2;
  }
  return { ...noScore, count, squaredError };
}

/** A logit above 0 says yes. */
function scoreProbabilities({ prediction, shape, target, rows = shape[0] }: Scored): Score {
  const count = rows === shape[0] ? prediction.length : (rows * prediction.length) / shape[0];
  let right = 0;
  for (let element = 0; element < count; element++) {
    right += prediction[element] > 0 === target[element] > 0.5 ? 1 : 0;
  }
  return { ...noScore, count, right };
}
