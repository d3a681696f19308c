import cytoscape, { type Core, type ElementDefinition } from 'cytoscape';
import { elementsOf, frameElementId, nodeElementId } from './graphElements';
import { listenToPointer, type PointerEvents } from './graphPointer';
import { graphStyle } from './graphStyle';
import { drawNumbers, forgetDetail } from './graphNumbers';
import { TextMeasurer } from './measure';
import type { NodeNumbers } from './overlay';
import { counterpart, type Picture } from './picture';
import { prefersReducedMotion, type Palette } from './theme';
import { listenToWheel } from './wheel';
import { anchorShift, fitViewport, isSameViewport, shiftInto, topOf, type Viewport } from './viewport';

export interface GraphViewEvents extends PointerEvents {
  readonly viewportChanged: () => void;
}

/** Above so many elements nothing fades in. */
const largeElementCount = 1500;

/** The canvas. Draws pictures; knows neither messages nor state. */
export class GraphView {
  private readonly cy: Core;
  private picture: Picture | undefined;
  private measurer: TextMeasurer;
  /** What each element was last made from; only what differs is touched, since every touch costs a restyling. */
  private fingerprints = new Map<string, string>();
  private numbers: ReadonlyMap<string, NodeNumbers> = new Map();
  /** What the viewport was last fitted to, and what came of it. */
  private fitted: { readonly leastZoom: number; readonly viewport: Viewport } | undefined;
  /** Width of the canvas that the viewport was made for; 0 before there is one. */
  private width = 0;

  constructor(
    private readonly container: HTMLElement,
    private palette: Palette,
    events: GraphViewEvents,
  ) {
    this.measurer = new TextMeasurer(palette.fontFamily);
    this.cy = cytoscape({
      container,
      style: graphStyle(palette),
      layout: { name: 'preset' },
      minZoom: 0.05,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
      userZoomingEnabled: false,
    });
    listenToPointer(this.cy, container, events);
    this.cy.on('viewport', () => {
      events.hovered(undefined);
      events.viewportChanged();
    });
    listenToWheel(container, {
      pan: (x, y) => this.cy.panBy({ x, y }),
      zoom: (factor, x, y) => this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x, y } }),
    });
    new ResizeObserver(() => this.resized()).observe(container);
  }

  get textMeasurer(): TextMeasurer {
    return this.measurer;
  }

  get viewport(): Viewport {
    const { x, y } = this.cy.pan();
    return { zoom: this.cy.zoom(), x, y };
  }

  set viewport({ zoom, x, y }: Viewport) {
    this.cy.viewport({ zoom, pan: { x, y } });
    this.fitted = undefined;
    this.width = this.container.clientWidth;
  }

  /**
   * Shows a picture, without numbers on what is new in it. What `anchor` has become keeps its place on the screen; without an anchor, the visible node
   * nearest to the middle does.
   */
  show(picture: Picture, anchor?: string): void {
    const before = this.picture;
    this.picture = picture;
    const definitions = elementsOf(picture, this.measurer);
    const appeared = this.replaceElements(definitions);
    if (before) {
      this.fitted = undefined;
      const held = anchor ?? this.middleNode(before, picture);
      const now = held === undefined ? undefined : counterpart(held, before, picture);
      const from = held === undefined ? undefined : topOf(held, before);
      const to = now === undefined ? undefined : topOf(now, picture);
      if (from && to) {
        this.cy.panBy(anchorShift(from, to, this.cy.zoom()));
      }
      this.fadeIn(appeared);
    }
  }

  restyle(palette: Palette): void {
    this.palette = palette;
    this.measurer = new TextMeasurer(palette.fontFamily);
    this.cy.style(graphStyle(palette));
    this.showNumbers(this.numbers);
  }

  /** Numbers of a run in the place of the second lines; an empty map takes them away. */
  showNumbers(numbers: ReadonlyMap<string, NodeNumbers>): void {
    const hadNumbers = this.numbers.size > 0;
    this.numbers = numbers;
    const picture = this.picture;
    if (!picture || (numbers.size === 0 && !hadNumbers)) {
      return;
    }
    drawNumbers(this.cy, picture, numbers, this.palette);
  }

  setStale(isStale: boolean): void {
    this.cy.elements().toggleClass('stale', isStale);
  }

  choose(id: string | undefined): void {
    this.cy.batch(() => {
      this.cy.elements('.chosen').removeClass('chosen');
      if (id !== undefined) {
        const chosen = this.find(id);
        chosen.addClass('chosen');
        chosen.connectedEdges().addClass('chosen');
      }
    });
  }

  /** Marks what the editor's cursor stands on. */
  highlight(nodeIds: readonly string[], frameIds: readonly string[]): void {
    const wanted = new Set([...nodeIds.map(nodeElementId), ...frameIds.map(frameElementId)]);
    this.cy.batch(() => {
      this.cy.elements('.highlight').removeClass('highlight');
      this.cy
        .nodes()
        .filter((node) => wanted.has(node.id()))
        .addClass('highlight');
    });
  }

  /** Pans to what is marked where none of it is in view. */
  revealHighlight(): void {
    this.bringIntoView(this.cy.elements('.highlight'));
  }

  /** Pans by the least that brings the node or frame into view. */
  reveal(id: string): void {
    this.bringIntoView(this.find(id));
  }

  /** The whole picture; never larger than life. */
  fit(): void {
    this.frameAll(0);
  }

  /** The whole picture where it stays legible, otherwise its beginning. */
  fitLegibly(): void {
    this.frameAll(0.8);
  }

  zoomBy(factor: number): void {
    const centre = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: centre });
  }

  private frameAll(leastZoom: number): void {
    if (this.picture) {
      // The legend has come or gone since Cytoscape last measured.
      this.cy.resize();
      const canvas = { width: this.cy.width(), height: this.cy.height() };
      this.viewport = fitViewport(this.picture.bounds, canvas, leastZoom);
      this.fitted = { leastZoom, viewport: this.viewport };
    }
  }

  /** What was fitted and not moved since is fitted again; anywhere else the middle of the canvas stays the middle. */
  private resized(): void {
    const { clientWidth: width, clientHeight: height } = this.container;
    if (width === 0 || height === 0) {
      return;
    }
    this.cy.resize();
    const { fitted, viewport } = this;
    if (fitted && isSameViewport(fitted.viewport, viewport)) {
      this.frameAll(fitted.leastZoom);
    } else if (this.width > 0) {
      this.cy.panBy({ x: (width - this.width) / 2, y: 0 });
    }
    this.width = width;
  }

  private replaceElements(definitions: readonly ElementDefinition[]): ReturnType<Core['collection']> {
    const wanted = new Map(definitions.map((definition) => [String(definition.data.id), definition]));
    let appeared = this.cy.collection();
    this.cy.batch(() => {
      this.cy.elements().forEach((present) => {
        const definition = wanted.get(present.id());
        const moved =
          definition?.data.source !== undefined &&
          (definition.data.source !== present.data('source') ||
            definition.data.target !== present.data('target'));
        if (!definition || moved) {
          present.remove();
        }
      });
      const added: ElementDefinition[] = [];
      const fingerprints = new Map<string, string>();
      for (const [id, definition] of wanted) {
        const fingerprint = JSON.stringify(definition);
        fingerprints.set(id, fingerprint);
        const present = this.cy.getElementById(id);
        if (present.empty()) {
          added.push(definition);
          continue;
        }
        if (this.fingerprints.get(id) === fingerprint) {
          continue;
        }
        // Data that the new definition lacks (bends of a route that is straight now) must not linger.
        present.removeData('weights distances');
        forgetDetail(present);
        present.data(definition.data);
        present.classes(definition.classes ?? []);
        if (definition.position && present.isNode()) {
          present.position(definition.position);
        }
      }
      this.fingerprints = fingerprints;
      appeared = this.cy.add(added);
      this.cy.nodes().panify();
    });
    return appeared;
  }

  private fadeIn(appeared: ReturnType<Core['collection']>): void {
    if (appeared.empty() || prefersReducedMotion() || this.cy.elements().length > largeElementCount) {
      return;
    }
    appeared.addClass('fresh');
    // One by one: a collection calls back for each of its elements.
    appeared.forEach((element) => {
      element.animate(
        { style: { opacity: 1 } },
        { duration: 140, complete: () => element.removeStyle().removeClass('fresh') },
      );
    });
  }

  private find(id: string) {
    const node = this.cy.getElementById(nodeElementId(id));
    return node.nonempty() ? node : this.cy.getElementById(frameElementId(id));
  }

  private middleNode(before: Picture, after: Picture): string | undefined {
    const { x1, y1, x2, y2 } = this.cy.extent();
    const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
    let nearest: string | undefined;
    let least = Infinity;
    for (const [id, position] of before.layout.positions) {
      const distance = Math.hypot(position.x - middle.x, position.y - middle.y);
      if (distance < least && after.layout.positions.has(id)) {
        least = distance;
        nearest = id;
      }
    }
    return nearest;
  }

  private bringIntoView(elements: ReturnType<Core['collection']>): void {
    if (elements.empty()) {
      return;
    }
    const margin = 24;
    const box = elements.renderedBoundingBox({ includeLabels: false, includeOverlays: false });
    const dx = shiftInto(box.x1, box.x2, this.cy.width(), margin);
    const dy = shiftInto(box.y1, box.y2, this.cy.height(), margin);
    if (dx !== 0 || dy !== 0) {
      this.cy.panBy({ x: dx, y: dy });
    }
  }
}
