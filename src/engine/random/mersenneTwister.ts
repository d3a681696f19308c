const stateLength = 624;
const shift = 397;

/** Size of the state: the words of a block and how many of them are used up. */
export const twisterBytes = 4 * (stateLength + 1);

/**
 * MT19937 (Matsumoto & Nishimura 1998) seeded as `at::mt19937` of PyTorch: from the low 32 bits of the seed.
 * Draws are unsigned 32-bit integers.
 */
export class MersenneTwister {
  private readonly state: Uint32Array;
  /** One element: how many words of the current block are used up. */
  private readonly position: Uint32Array;

  /**
   * @param seed a non-negative integer.
   * @param memory where the state is kept, {@link twisterBytes} long; whoever writes there sets the state.
   */
  constructor(seed: number | bigint, memory = new ArrayBuffer(twisterBytes), byteOffset = 0) {
    this.state = new Uint32Array(memory, byteOffset, stateLength);
    this.position = new Uint32Array(memory, byteOffset + this.state.byteLength, 1);
    this.used = stateLength;
    const state = this.state;
    state[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let index = 1; index < stateLength; index++) {
      const previous = state[index - 1] ^ (state[index - 1] >>> 30);
      state[index] = Math.imul(1812433253, previous) + index;
    }
  }

  private get used(): number {
    return this.position[0];
  }

  private set used(count: number) {
    this.position[0] = count;
  }

  next(): number {
    if (this.used === stateLength) {
      this.twist();
    }
    return temper(this.state[this.position[0]++]);
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

  /**
   * Fills `target` with `value` where a uniform number of 53 bits lies below `probability`, else with 0. Each takes two
   * draws, of which the second only matters where the first lies on the border.
   */
  fillBelow(
    target: { readonly length: number; [index: number]: number },
    probability: number,
    value: number,
  ): void {
    const limit = Math.ceil(probability * 2 ** 53);
    const highLimit = Math.floor(limit / 2 ** 32);
    const lowLimit = limit - highLimit * 2 ** 32;
    const state = this.state;
    const { length } = target;
    let index = 0;
    while (index < length) {
      if (this.used === stateLength) {
        this.twist();
      }
      let used = this.used;
      const end = Math.min(length, index + ((stateLength - used) >> 1));
      for (; index < end; index++, used += 2) {
        // Without branches but for the rare border: a mispredicted one costs more than all the arithmetic.
        const distance = (temper(state[used]) & 0x1fffff) - highLimit;
        target[index] = (distance >>> 31) * value;
        if (distance === 0 && temper(state[used + 1]) < lowLimit) {
          target[index] = value;
        }
      }
      this.used = used;
      if (index < length && used === stateLength - 1) {
        const high = this.next() & 0x1fffff;
        const low = this.next();
        target[index++] = high < highLimit || (high === highLimit && low < lowLimit) ? value : 0;
      }
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
