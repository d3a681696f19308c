import type { TensorData } from './tensorData';

/**
 * Share of the rows of `scores` [N, C] whose largest element is at the place that `labels` [N] says.
 * Of several largest elements the first counts, as for `torch.argmax`.
 */
export function accuracy(scores: TensorData, labels: TensorData): number {
  const classes = scores.length / labels.length;
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const first = row * classes;
    let best = 0;
    for (let column = 1; column < classes; column++) {
      if (scores[first + column] > scores[first + best]) {
        best = column;
      }
    }
    if (best === Number(labels[row])) {
      right++;
    }
  }
  return right / labels.length;
}
