import { element } from './dom';

/** Speaks to assistive technology without showing anything. */
export class Announcer {
  readonly root = element('div', {
    class: 'visually-hidden',
    attributes: { role: 'status', 'aria-live': 'polite' },
  });

  say(sentence: string): void {
    // An unchanged text is not announced again, hence the alternating no-break space at the end.
    this.root.textContent = this.root.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }
}
