/** Entry of the page in the graph panel: builds the page and wires state and views. */
import './style.css';
import { Announcer } from './announcer';
import { Banner } from './banner';
import { Details } from './details';
import { element } from './dom';
import { formatLoss } from './format';
import { GraphView } from './graphView';
import { loadPersisted, onMessage, savePersisted, send } from './host';
import { Legend } from './legend';
import { LossChart } from './lossChart';
import { outlineItems } from './outlineItems';
import { OutlineTree } from './outlineTree';
import { numbersOfNodes, type NodeNumbers } from './overlay';
import { counterpart, makePicture, type Picture } from './picture';
import { statusText, type RunCommand } from './runControls';
import { initialState, Store, type PanelState } from './state';
import { onThemeChange, publishPalette, readPalette } from './theme';
import { Toolbar, type ViewCommand } from './toolbar';
import { Tooltip } from './tooltip';
import { tooltipLines } from './tooltipText';

const store = new Store();
const announcer = new Announcer();
const tooltip = new Tooltip();
const legend = new Legend();
const run = (command: RunCommand) => send({ kind: 'command', command });
const toolbar = new Toolbar(run, zoom);
const banner = new Banner((span) => send({ kind: 'reveal', span }), run);
const details = new Details((span) => send({ kind: 'reveal', span }));
const outline = new OutlineTree({
  focused: (id) => {
    store.dispatch({ kind: 'select', id });
    view.reveal(id);
  },
  activated: select,
  toggled: toggle,
  left: () => store.dispatch({ kind: 'select', id: undefined }),
});
const canvas = element('div', { class: 'canvas __________cytoscape_container' });
const emptyState = element('p', { class: 'empty' });
const stage = element('main', { class: 'stage' }, [canvas, emptyState, legend.root]);
let palette = readPalette();
publishPalette(palette);
const lossChart = new LossChart(palette);
const aside = element('aside', { class: 'aside' }, [lossChart.root, details.root]);

let picture: Picture | undefined;
let numbers: ReadonlyMap<string, NodeNumbers> = new Map();

document.body.append(
  // Cytoscape leaves its own style element out where this id is taken; the rule is in style.css.
  element('template', { attributes: { id: '__________cytoscape_stylesheet' } }),
  toolbar.root,
  banner.root,
  element('div', { class: 'content' }, [outline.root, stage, aside]),
  tooltip.root,
  announcer.root,
);

const view = new GraphView(canvas, palette, {
  selected: select,
  toggled: toggle,
  hovered: (id, rectangle) => {
    const node = id === undefined ? undefined : picture?.nodes.get(id);
    // The strip says all of the selected node, and more; the tooltip would lie over it.
    if (node && rectangle && node.id !== store.state.selected) {
      tooltip.show(() => tooltipLines(node, store.state, numbers.get(node.id)), rectangle);
    } else {
      tooltip.hide();
    }
  },
  viewportChanged: persistSoon,
});

function select(id: string | undefined): void {
  tooltip.hide();
  store.dispatch({ kind: 'select', id });
  if (id !== undefined) {
    outline.focus();
    const source = picture?.nodes.get(id)?.source ?? picture?.frames.get(id)?.source;
    if (source) {
      send({ kind: 'reveal', span: source });
    }
  }
}

function toggle(id: string): void {
  // Neither a node with nothing inside nor one that is gone can be toggled.
  const before = picture;
  const unfoldId = before?.nodes.get(id)?.unfolds ?? (before?.frames.has(id) === true ? id : undefined);
  if (before === undefined || unfoldId === undefined) {
    return;
  }
  const label = before.nodes.get(id)?.label ?? before.frames.get(id)?.label ?? '';
  const unfolds = !store.state.unfolded.has(unfoldId);
  anchor = id;
  store.dispatch({ kind: 'toggle', id: unfoldId });
  anchor = undefined;
  announcer.say(unfolds ? `${label} unfolded` : `${label} folded`);
}

/** What keeps its place on the screen while the picture changes. */
let anchor: string | undefined;

function zoom(command: ViewCommand): void {
  if (command === 'fit') {
    view.fit();
  } else {
    view.zoomBy(command === 'zoomIn' ? 1.25 : 0.8);
  }
}

/** Wherever the focus is: nothing on the page takes text. */
const zoomKeys = new Map<string, ViewCommand>([
  ['+', 'zoomIn'],
  ['=', 'zoomIn'],
  ['-', 'zoomOut'],
  ['0', 'fit'],
]);
document.addEventListener('keydown', (event) => {
  const command = zoomKeys.get(event.key);
  if (command !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
    zoom(command);
    event.preventDefault();
  }
});

store.subscribe((state, before) => {
  // First, since it decides how wide the canvas is.
  showEmptyState(state);
  if (state.network !== before.network || state.unfolded !== before.unfolded) {
    redraw(state, before);
  }
  if (state.overlay !== before.overlay) {
    renumber(state);
  }
  if (state.freshness !== before.freshness) {
    view.setStale(state.freshness === 'stale');
  }
  if (
    state.network !== before.network ||
    state.unfolded !== before.unfolded ||
    state.selected !== before.selected ||
    state.overlay !== before.overlay
  ) {
    details.update(state, picture);
  }
  if (state.highlight !== before.highlight) {
    showHighlight(state);
    // The first one in the life of a page repeats what was known: the user may have looked elsewhere since.
    if (!isRestored || before.highlight !== initialState.highlight) {
      view.revealHighlight();
    }
  }
  if (state.selected !== before.selected) {
    view.choose(state.selected);
    outline.select(state.selected);
  }
  if (state.losses !== before.losses || state.run !== before.run) {
    lossChart.update(state.losses, state.run);
  }
  toolbar.update(state.run, state.network !== undefined);
  banner.update(state);
  announceRun(state, before);
});

function redraw(state: PanelState, before: PanelState): void {
  const { network } = state;
  if (!network) {
    return;
  }
  const earlier = picture;
  const isNew = before.network?.key !== network.key;
  const next = makePicture(network.graph, network.message.analysis, state.unfolded, view.textMeasurer);
  picture = next;
  view.show(next, anchor);
  renumber(state);
  outline.update(outlineItems(next.visible, numbersText), (id) =>
    earlier ? counterpart(id, earlier, next) : undefined,
  );
  const selected =
    state.selected === undefined || !earlier ? undefined : counterpart(state.selected, earlier, next);
  if (selected !== state.selected) {
    store.dispatch({ kind: 'select', id: selected });
  } else {
    view.choose(selected);
    outline.select(selected);
  }
  showHighlight(state);
  view.setStale(state.freshness === 'stale');
  if (isNew) {
    firstShow(network.key);
  }
  persistSoon();
}

/** Where the user looked in an earlier life of the panel, for its first picture. */
let remembered = loadPersisted();
let isRestored = false;

function firstShow(key: string): void {
  if (remembered?.key === key) {
    view.viewport = remembered.viewport;
    isRestored = true;
  } else {
    view.fitLegibly();
  }
  remembered = undefined;
}

function renumber(state: PanelState): void {
  legend.update(picture?.visible, state.overlay !== null);
  numbers = state.overlay && picture ? numbersOfNodes(picture.visible.nodes, state.overlay) : new Map();
  view.showNumbers(numbers);
  if (picture) {
    outline.updateTexts(outlineItems(picture.visible, numbersText));
  }
}

function numbersText(nodeId: string): string | undefined {
  return numbers.get(nodeId)?.text;
}

function showHighlight(state: PanelState): void {
  const { nodes, modules } = state.highlight;
  const visible = picture?.visible;
  const hitNodes = visible?.nodes.filter(
    (node) =>
      (node.module !== undefined && modules.has(node.module)) || node.nodes.some((name) => nodes.has(name)),
  );
  const hitFrames = visible?.frames.filter(({ module }) => module !== undefined && modules.has(module));
  view.highlight(
    (hitNodes ?? []).map(({ id }) => id),
    (hitFrames ?? []).map(({ id }) => id),
  );
}

function showEmptyState(state: PanelState): void {
  emptyState.hidden = state.network !== undefined;
  aside.hidden = state.network === undefined;
  emptyState.textContent =
    state.problem !== undefined
      ? 'The network appears here once that is solved.'
      : state.freshness === 'tracing'
        ? 'Building the graph …'
        : 'Open a Python file that defines an nn.Module, and its network appears here.';
}

function announceRun(state: PanelState, before: PanelState): void {
  if (state.run.state !== before.run.state && state.run.state !== 'idle') {
    const last = state.losses[state.losses.length - 1];
    announcer.say(statusText(state.run) + (last ? `, loss ${formatLoss(last[1])}` : ''));
  }
}

let persistTimer: number | undefined;
function persistSoon(): void {
  window.clearTimeout(persistTimer);
  persistTimer = window.setTimeout(() => {
    const { network, unfolded } = store.state;
    if (network) {
      savePersisted({ key: network.key, unfolded: [...unfolded], viewport: view.viewport });
    }
  }, 200);
}

onThemeChange(() => {
  palette = readPalette();
  publishPalette(palette);
  view.restyle(palette);
  lossChart.restyle(palette);
});

if (remembered) {
  store.dispatch({ kind: 'remember', key: remembered.key, unfolded: remembered.unfolded });
}
onMessage((message) => store.dispatch(message));
toolbar.update(store.state.run, false);
banner.update(store.state);
showEmptyState(store.state);
send({ kind: 'ready' });
