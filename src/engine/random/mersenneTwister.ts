const stateLength = 624;
const shift = 397;

/**
 * MT19937 (Matsumoto & Nishimura 1998) seeded as `at::mt19937` of PyTorch: from the low 32 bits of the seed.
 * Draws are unsigned 32-bit integers.
 */
export class MersenneTwister {
  private readonly state = new Uint32Array(stateLength);
  /** Words of the current block that are used up. */
  private used = stateLength;

  /** @param seed a non-negative integer. */
  constructor(seed: number | bigint) {
    const state = this.state;
    state[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let index = 1; index < stateLength; index++) {
      const previous = state[index - 1] ^ (state[index - 1] >>> 30);
      state[index] = Math.imul(1812433253, previous) + index;
    }
  }

  next(): number {
    if (this.used === stateLength) {
      this.twist();
    }
    return temper(this.state[this.used++]);
  }

  /**
   * Fills `target` with (draw mod 2^bits) · 2^−bits, the uniform numbers in [0, 1) of `bits` ≤ 32 bits.
   * Much faster than as many calls of {@link next}.
   */
  fillUniform(target: Float32Array | Float64Array, bits: number, from = 0, to = target.length): void {
    const mask = bits === 32 ? 0xffffffff : 2 ** bits - 1;
    const unit = 2 ** -bits;
    const state = this.state;
    let index = from;
    while (index < to) {
      if (this.used === stateLength) {
        this.twist();
      }
      const end = Math.min(to, index + stateLength - this.used);
      let used = this.used;
      while (index < end) {
        target[index++] = ((temper(state[used++]) & mask) >>> 0) * unit;
      }
      this.used = used;
    }
  }

  /** Passes over `count` draws. */
  skip(count: number): void {
    let left = count;
    while (left > stateLength - this.used) {
      left -= stateLength - this.used;
      this.twist();
    }
    this.used += left;
  }

  private twist(): void {
    const state = this.state;
    let index = 0;
    for (; index < stateLength - shift; index++) {
      state[index] = state[index + shift] ^ mix(state[index], state[index + 1]);
    }
    for (; index < stateLength - 1; index++) {
      state[index] = state[index + shift - stateLength] ^ mix(state[index], state[index + 1]);
    }
    state[index] = state[shift - 1] ^ mix(state[index], state[0]);
    this.used = 0;
  }
}

function mix(high: number, low: number): number {
  return (((high & 0x80000000) | (low & 0x7fffffff)) >>> 1) ^ (-(low & 1) & 0x9908b0df);
}

function temper(word: number): number {
  let value = word ^ (word >>> 11);
  value ^= (value << 7) & 0x9d2c5680;
  value ^= (value << 15) & 0xefc60000;
  return (value ^ (value >>> 18)) >>> 0;
}
