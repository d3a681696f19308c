import type { Core, EventObject, SingularElementReturnValue } from 'cytoscape';
import { roleOf } from './graphElements';

/** What the pointer does to nodes and frames, by their ids. */
export interface PointerEvents {
  /** A click; undefined beside everything. */
  readonly selected: (id: string | undefined) => void;
  /** A double click, or a click on the button that folds and unfolds. */
  readonly toggled: (id: string) => void;
  /** The pointer rests on a node (its rectangle on the page), or has left it. */
  readonly hovered: (id: string | undefined, rectangle?: DOMRect) => void;
}

export function listenToPointer(cy: Core, container: HTMLElement, events: PointerEvents): void {
  cy.on('tap', (event: EventObject) => {
    if (event.target === cy) {
      events.selected(undefined);
      return;
    }
    const target = elementOf(event);
    if (!target?.isNode()) {
      return;
    }
    const role = roleOf(target.id());
    if (role.kind === 'expander') {
      const owner = roleOf(role.of);
      events.toggled(owner.kind === 'expander' ? role.of : owner.id);
    } else {
      events.selected(role.id);
    }
  });
  cy.on('dbltap', 'node', (event: EventObject) => {
    const role = roleOf(elementOf(event)?.id() ?? '');
    if (role.kind !== 'expander') {
      events.toggled(role.id);
    }
  });
  cy.on('mouseover', 'node', (event: EventObject) => {
    const target = elementOf(event);
    if (!target?.isNode()) {
      return;
    }
    container.classList.add('clickable');
    const role = roleOf(target.id());
    if (role.kind === 'expander') {
      target.addClass('hovered');
    } else if (role.kind === 'node') {
      const box = target.renderedBoundingBox({ includeLabels: false, includeOverlays: false });
      const origin = container.getBoundingClientRect();
      events.hovered(role.id, new DOMRect(origin.x + box.x1, origin.y + box.y1, box.w, box.h));
    }
  });
  cy.on('mouseout', 'node', (event: EventObject) => {
    elementOf(event)?.removeClass('hovered');
    container.classList.remove('clickable');
    events.hovered(undefined);
  });
}

function elementOf(event: EventObject): SingularElementReturnValue | undefined {
  const target = event.target as Core | SingularElementReturnValue;
  return 'isNode' in target ? target : undefined;
}
