import { element } from './dom';
import type { OutlineItem } from './outlineItems';

export interface OutlineEvents {
  /** The focus has come to this node or frame. */
  readonly focused: (id: string) => void;
  readonly activated: (id: string) => void;
  readonly toggled: (id: string) => void;
  readonly left: () => void;
}

/**
 * The keyboard's and the screen reader's way through the graph, which is only pixels: a tree (WAI-ARIA pattern) that
 * mirrors the picture. It is not seen itself; what has the focus is outlined on the canvas.
 */
export class OutlineTree {
  readonly root: HTMLElement;
  private readonly rows = new Map<string, HTMLElement>();
  private items: readonly OutlineItem[] = [];
  private current: string | undefined;

  constructor(private readonly events: OutlineEvents) {
    this.root = element('ul', {
      class: 'outline visually-hidden',
      attributes: { role: 'tree', 'aria-label': 'Network' },
      on: {
        keydown: (event) => this.pressed(event as KeyboardEvent),
        keyup: (event) => {
          // The row that Tab comes to is the current one already; it is not marked yet where nothing was selected.
          if ((event as KeyboardEvent).key === 'Tab' && this.current !== undefined) {
            this.events.focused(this.current);
          }
        },
        focusin: (event) => {
          const row = (event.target as HTMLElement).closest<HTMLElement>('[role=treeitem]');
          if (row?.dataset.id !== undefined && row.dataset.id !== this.current) {
            this.makeCurrent(row.dataset.id);
            this.events.focused(row.dataset.id);
          }
        },
      },
    });
  }

  get hasFocus(): boolean {
    return this.root.contains(document.activeElement);
  }

  /** @param successor what the current row has become, where it was folded or unfolded. */
  update(items: readonly OutlineItem[], successor: (id: string) => string | undefined): void {
    const hadFocus = this.hasFocus;
    const wanted = this.current === undefined ? undefined : successor(this.current);
    this.items = items;
    this.rows.clear();
    this.root.replaceChildren(...items.map((item, index) => this.row(item, 1, index, items.length)));
    this.makeCurrent(wanted !== undefined && this.rows.has(wanted) ? wanted : items[0]?.id);
    if (hadFocus) {
      this.focus();
    }
  }

  /** Replaces what is spoken, without touching the focus. */
  updateTexts(items: readonly OutlineItem[]): void {
    for (const item of flatten(items)) {
      this.rows.get(item.id)?.setAttribute('aria-label', item.text);
    }
  }

  select(id: string | undefined): void {
    for (const [rowId, row] of this.rows) {
      row.setAttribute('aria-selected', String(rowId === id));
    }
    if (id !== undefined && this.rows.has(id)) {
      this.makeCurrent(id);
    }
  }

  focus(): void {
    if (this.current !== undefined) {
      this.rows.get(this.current)?.focus({ preventScroll: true });
    }
  }

  private row(item: OutlineItem, level: number, index: number, count: number): HTMLElement {
    const row = element('li', {
      attributes: {
        role: 'treeitem',
        tabindex: '-1',
        'aria-level': String(level),
        'aria-posinset': String(index + 1),
        'aria-setsize': String(count),
        'aria-label': item.text,
        'aria-selected': 'false',
        'data-id': item.id,
        ...(item.expanded !== undefined && { 'aria-expanded': String(item.expanded) }),
      },
    });
    if (item.children.length > 0) {
      row.append(
        element(
          'ul',
          { attributes: { role: 'group' } },
          item.children.map((child, place) => this.row(child, level + 1, place, item.children.length)),
        ),
      );
    }
    this.rows.set(item.id, row);
    return row;
  }

  private makeCurrent(id: string | undefined): void {
    if (this.current !== undefined) {
      this.rows.get(this.current)?.setAttribute('tabindex', '-1');
    }
    this.current = id;
    if (id !== undefined) {
      this.rows.get(id)?.setAttribute('tabindex', '0');
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.current === undefined) {
      return;
    }
    const order = flatten(this.items);
    const place = order.findIndex((item) => item.id === this.current);
    const item = order[place];
    if (!item) {
      return;
    }
    const handled = this.act(event.key, order, place, item);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private act(key: string, order: readonly OutlineItem[], place: number, item: OutlineItem): boolean {
    switch (key) {
      case 'ArrowDown':
        this.goTo(order[place + 1]);
        return true;
      case 'ArrowUp':
        this.goTo(order[place - 1]);
        return true;
      case 'Home':
        this.goTo(order[0]);
        return true;
      case 'End':
        this.goTo(order[order.length - 1]);
        return true;
      case 'ArrowRight':
        if (item.expanded === false) {
          this.events.toggled(item.id);
        } else {
          this.goTo(item.children[0]);
        }
        return true;
      case 'ArrowLeft':
        if (item.expanded === true) {
          this.events.toggled(item.id);
        } else {
          this.goTo(order.find((candidate) => candidate.children.includes(item)));
        }
        return true;
      case 'Enter':
        if (item.expanded === undefined) {
          this.events.activated(item.id);
        } else {
          this.events.toggled(item.id);
        }
        return true;
      case ' ':
        this.events.activated(item.id);
        return true;
      case 'Escape':
        this.events.left();
        return true;
      default:
        return false;
    }
  }

  private goTo(item: OutlineItem | undefined): void {
    if (item) {
      this.rows.get(item.id)?.focus({ preventScroll: true });
    }
  }
}

function flatten(items: readonly OutlineItem[]): OutlineItem[] {
  return items.flatMap((item) => [item, ...flatten(item.children)]);
}
