/** A pickle that is damaged or not to be trusted. The message continues "… cannot be read: ". */
export class PickleError extends Error {
  override readonly name = 'PickleError';
}

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes from front to back, little-endian. @throws PickleError where there are no more. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #place: number;

  constructor(bytes: Uint8Array, place: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#place = place;
  }

  get place(): number {
    return this.#place;
  }

  byte(): number {
    return this.#bytes[this.#advance(1)];
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Big-endian, as pickles store it. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** A view, no copy. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  latin1(length: number): string {
    return latin1.decode(this.bytes(length));
  }

  utf8(length: number): string {
    try {
      return utf8.decode(this.bytes(length));
    } catch (error) {
      throw error instanceof PickleError ? error : new PickleError('it holds text that is not UTF-8');
    }
  }

  /** Up to the next line feed, without it. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.#place);
    if (end < 0) {
      throw cutOff();
    }
    const text = latin1.decode(this.#bytes.subarray(this.#place, end));
    this.#place = end + 1;
    return text;
  }

  #advance(length: number): number {
    const start = this.#place;
    if (length > this.#bytes.length - start) {
      throw cutOff();
    }
    this.#place += length;
    return start;
  }
}

function cutOff(): PickleError {
  return new PickleError('it ends too early');
}
