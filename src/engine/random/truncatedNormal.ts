import type { Generator } from './generator';
import { fillNormal } from './normal';
import { fillUniform } from './uniform';

export interface TruncatedNormal {
  readonly mean: number;
  readonly std: number;
  readonly low: number;
  readonly high: number;
}

/**
 * As `torch.nn.init.trunc_normal_` of PyTorch 2.13: rejection sampling. Where more than 30 % of the distribution
 * lies between the bounds the whole tensor is drawn again until no element is outside, else uniform proposals are
 * accepted in proportion to the density. (Up to 2.12 it was one uniform draw through the inverse error function.)
 */
export function fillTruncatedNormal(
  generator: Generator,
  target: Float32Array,
  { mean, std, low, high }: TruncatedNormal,
): void {
  if (!(std > 0) || !(low < high)) {
    throw new RangeError(`A truncated normal needs std > 0 and low < high, not ${std}, ${low} and ${high}.`);
  }
  const inside = cumulative((high - mean) / std) - cumulative((low - mean) / std);
  if (inside > 0.3) {
    rejectOutside(generator, target, { mean, std, low: Math.fround(low), high: Math.fround(high) });
  } else {
    acceptByDensity(generator, target, { mean, std, low, high });
  }
}

function rejectOutside(
  generator: Generator,
  target: Float32Array,
  { mean, std, low, high }: TruncatedNormal,
): void {
  fillNormal(generator, target, mean, std);
  let outside = indicesWhere(target, (value) => value < low || value > high);
  const proposal = new Float32Array(target.length);
  while (outside.length > 0) {
    fillNormal(generator, proposal, mean, std);
    for (const index of outside) {
      target[index] = proposal[index];
    }
    outside = outside.filter((index) => target[index] < low || target[index] > high);
  }
}

function acceptByDensity(
  generator: Generator,
  target: Float32Array,
  { mean, std, low, high }: TruncatedNormal,
): void {
  const mode = Math.max(low, Math.min(mean, high));
  const logarithmAtMode = -0.5 * ((mode - mean) / std) ** 2;
  const centre = Math.fround(mean);
  const scale = Math.fround(std);
  const peak = Math.fround(logarithmAtMode);
  const proposal = new Float32Array(target.length);
  const acceptance = new Float32Array(target.length);
  let pending = indicesWhere(target, () => true);
  while (pending.length > 0) {
    fillUniform(generator, proposal, low, high);
    fillUniform(generator, acceptance);
    pending = pending.filter((index) => {
      target[index] = proposal[index];
      const deviation = Math.fround(Math.fround(proposal[index] - centre) / scale);
      const density = Math.fround(Math.fround(Math.fround(deviation * deviation) * -0.5) - peak);
      return Math.fround(Math.log(acceptance[index])) > density;
    });
  }
}

function indicesWhere(values: Float32Array, holds: (value: number) => boolean): number[] {
  const found: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (holds(values[index])) {
      found.push(index);
    }
  }
  return found;
}

/** Distribution function of the standard normal, to 10⁻⁷: only compared with a threshold. */
function cumulative(x: number): number {
  // Abramowitz & Stegun 7.1.26 for erf(|x| / √2).
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-z * z);
  return x >= 0 ? 1 - tail / 2 : tail / 2;
}
