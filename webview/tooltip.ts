import { element } from './dom';

/** So long the pointer must rest, as in the editor. */
const restMilliseconds = 300;

/** Full text of a node while the pointer rests on it. */
export class Tooltip {
  readonly root = element('div', { class: 'tooltip', attributes: { role: 'tooltip', hidden: '' } });

  private timer: number | undefined;

  show(lines: () => readonly string[], near: DOMRect): void {
    this.hide();
    this.timer = window.setTimeout(() => this.place(lines(), near), restMilliseconds);
  }

  hide(): void {
    window.clearTimeout(this.timer);
    this.root.hidden = true;
  }

  private place(lines: readonly string[], near: DOMRect): void {
    this.root.replaceChildren(...lines.map((text) => element('div', { text })));
    this.root.hidden = false;
    const own = this.root.getBoundingClientRect();
    const gap = 8;
    const right = near.right + gap;
    const x =
      right + own.width + gap < window.innerWidth ? right : Math.max(gap, near.left - gap - own.width);
    const y = Math.min(Math.max(gap, near.top), window.innerHeight - own.height - gap);
    this.root.style.left = `${Math.round(x)}px`;
    this.root.style.top = `${Math.round(y)}px`;
  }
}
