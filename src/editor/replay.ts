import type { Overlay } from '../protocol/overlay';

/** Between two steps of a replay. */
const stepMilliseconds = 250;

export interface ReplayListener {
  readonly show: (overlay: Overlay) => void;
  /** Called once, after the last one was shown. */
  readonly end: () => void;
}

/** Shows the numbers of recorded steps one after the other, beginning with the second. */
export class Replay {
  readonly #waiting: Overlay[];
  readonly #listener: ReplayListener;
  readonly #timer: NodeJS.Timeout;

  constructor(overlays: readonly Overlay[], listener: ReplayListener) {
    this.#waiting = overlays.slice(1);
    this.#listener = listener;
    this.#timer = setInterval(() => this.#advance(), stepMilliseconds);
  }

  /** Shows the last one now. */
  end(): void {
    const last = this.#waiting.splice(0).at(-1);
    if (last !== undefined) {
      this.#listener.show(last);
    }
    this.#advance();
  }

  /** Leaves it at what is shown. */
  dispose(): void {
    clearInterval(this.#timer);
  }

  #advance(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#listener.show(next);
    } else {
      this.dispose();
      this.#listener.end();
    }
  }
}
