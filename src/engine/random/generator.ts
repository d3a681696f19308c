import { MersenneTwister, twisterBytes } from './mersenneTwister';

/**
 * PyTorch's CPU generator (`at::CPUGeneratorImpl`): the Mersenne Twister and the second normal number of a Box–Muller
 * pair, which the next scalar draw takes up. The samplers beside this file consume it exactly as PyTorch's do.
 */
export class Generator {
  readonly twister: MersenneTwister;
  /** The whole state; what is written there sets it, so that a generator goes on where another one stood. */
  readonly bytes: Uint8Array;
  /** One element: the other half of a pair, NaN where none waits. */
  private readonly waitingNormal: Float64Array;

  /** As `torch.manual_seed(seed)`. @param seed a non-negative integer. @throws RangeError where it is not one. */
  constructor(seed: number | bigint) {
    if (typeof seed === 'number' && (!Number.isSafeInteger(seed) || seed < 0)) {
      throw new RangeError(`A seed is a whole number from 0 to 2^53 − 1, not ${seed}.`);
    }
    const memory = new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT + twisterBytes);
    this.bytes = new Uint8Array(memory);
    this.waitingNormal = new Float64Array(memory, 0, 1).fill(Number.NaN);
    this.twister = new MersenneTwister(seed, memory, this.waitingNormal.byteLength);
  }

  /** 32 random bits. */
  random32(): number {
    return this.twister.next();
  }

  /** 64 random bits, the first draw on top. */
  random64(): bigint {
    const high = BigInt(this.twister.next());
    return (high << 32n) | BigInt(this.twister.next());
  }

  /** Uniform in [0, 1) with 24 bits, PyTorch's float32 draw. */
  uniform24(): number {
    return (this.twister.next() & 0xffffff) * 2 ** -24;
  }

  /** Uniform in [0, 1) with 53 bits, PyTorch's float64 draw. */
  uniform53(): number {
    const high = this.twister.next() & 0x1fffff;
    return (high * 2 ** 32 + this.twister.next()) * 2 ** -53;
  }

  /** A standard normal number in float64, Box–Muller; every second one is the pair's other half. */
  standardNormal(): number {
    const [waiting] = this.waitingNormal;
    if (!Number.isNaN(waiting)) {
      this.waitingNormal[0] = Number.NaN;
      return waiting;
    }
    const angle = 2 * Math.PI * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.waitingNormal[0] = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
