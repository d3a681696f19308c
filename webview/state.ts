import type { Graph } from '../src/graph/graph';
import type { Diagnostic } from '../src/graph/trace';
import { defaultUnfolded } from '../src/layout/defaultUnfolded';
import { graphFromJson } from '../src/protocol/graphJson';
import { addLosses, type LossPoint } from '../src/protocol/lossCurve';
import type { Overlay } from '../src/protocol/overlay';
import type { NetworkMessage, ToPanel } from '../src/protocol/panel';

export type RunStatus = Omit<Extract<ToPanel, { kind: 'run' }>, 'kind'>;
export type Freshness = Extract<ToPanel, { kind: 'freshness' }>['freshness'];

export interface ShownNetwork {
  /** Equal for versions of one model: file and name without arguments. */
  readonly key: string;
  readonly message: NetworkMessage;
  readonly graph: Graph;
}

export interface PanelState {
  readonly network: ShownNetwork | undefined;
  /** What an earlier life of the panel had unfolded, and of which network. */
  readonly remembered: { readonly key: string; readonly unfolded: readonly string[] } | undefined;
  readonly unfolded: ReadonlySet<string>;
  /** Id of a visible node or frame. */
  readonly selected: string | undefined;
  readonly freshness: Freshness;
  readonly problem: Diagnostic | undefined;
  readonly run: RunStatus;
  readonly losses: readonly LossPoint[];
  readonly overlay: Overlay | null;
  readonly highlight: { readonly nodes: ReadonlySet<string>; readonly modules: ReadonlySet<string> };
}

export const initialState: PanelState = {
  network: undefined,
  remembered: undefined,
  unfolded: new Set(),
  selected: undefined,
  freshness: 'tracing',
  problem: undefined,
  run: { state: 'idle', step: 0, isStale: false },
  losses: [],
  overlay: null,
  highlight: { nodes: new Set(), modules: new Set() },
};

export type Action =
  | ToPanel
  | { readonly kind: 'toggle'; readonly id: string }
  | { readonly kind: 'remember'; readonly key: string; readonly unfolded: readonly string[] }
  | { readonly kind: 'select'; readonly id: string | undefined };

export function reduce(state: PanelState, action: Action): PanelState {
  switch (action.kind) {
    case 'network':
      return withNetwork(state, action.network);
    case 'freshness':
      return { ...state, freshness: action.freshness, problem: action.problem };
    case 'run': {
      const { kind: _, ...run } = action;
      return { ...state, run };
    }
    case 'losses': {
      const losses = action.reset ? [] : [...state.losses];
      addLosses(losses, action.points);
      return { ...state, losses };
    }
    case 'overlay':
      return { ...state, overlay: action.overlay };
    case 'highlight':
      return { ...state, highlight: { nodes: new Set(action.nodes), modules: new Set(action.modules) } };
    case 'toggle':
      return { ...state, unfolded: toggled(state.unfolded, action.id) };
    case 'remember':
      return { ...state, remembered: { key: action.key, unfolded: action.unfolded } };
    case 'select':
      return { ...state, selected: action.id };
  }
}

function withNetwork(state: PanelState, message: NetworkMessage): PanelState {
  const graph = graphFromJson(message.graph);
  const network = { key: networkKey(message), message, graph };
  const standard = defaultUnfolded(graph, message.analysis);
  const before = state.network;
  if (before?.key !== network.key) {
    const { remembered } = state;
    const unfolded = remembered?.key === network.key ? new Set(remembered.unfolded) : standard;
    return { ...state, network, unfolded, remembered: undefined, selected: undefined };
  }
  // What the user folded stays folded; what the edit has brought in opens as it would in a new picture.
  const standardBefore = defaultUnfolded(before.graph, before.message.analysis);
  const added = [...standard].filter((id) => !standardBefore.has(id));
  return { ...state, network, unfolded: new Set([...state.unfolded, ...added]) };
}

export function networkKey(message: Pick<NetworkMessage, 'file' | 'model'>): string {
  return `${message.file}#${message.model.split('(', 1)[0]}`;
}

function toggled(set: ReadonlySet<string>, id: string): Set<string> {
  const result = new Set(set);
  if (!result.delete(id)) {
    result.add(id);
  }
  return result;
}

/** The one holder of the state. Listeners see the state before and after and look at what changed. */
export class Store {
  private current = initialState;
  private readonly listeners: ((state: PanelState, before: PanelState) => void)[] = [];
  private readonly pending: Action[] = [];
  private isNotifying = false;

  get state(): PanelState {
    return this.current;
  }

  /** What a listener dispatches waits until all listeners have seen the present change. */
  dispatch(action: Action): void {
    this.pending.push(action);
    if (this.isNotifying) {
      return;
    }
    this.isNotifying = true;
    try {
      for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift()) {
        const before = this.current;
        this.current = reduce(before, next);
        this.listeners.forEach((listener) => listener(this.current, before));
      }
    } finally {
      this.isNotifying = false;
    }
  }

  subscribe(listener: (state: PanelState, before: PanelState) => void): void {
    this.listeners.push(listener);
  }
}
