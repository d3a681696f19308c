import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { defaultUnfolded } from '../../../src/layout/defaultUnfolded';
import { graphToJson } from '../../../src/protocol/graphJson';
import type { ToPanel } from '../../../src/protocol/panel';
import { initialState, networkKey, reduce, Store, type PanelState } from '../../../webview/state';
import { resNet } from '../../support/networks';

function networkOf(depths: readonly number[], model = 'ResNet'): Extract<ToPanel, { kind: 'network' }> {
  const graph = resNet(depths);
  return {
    kind: 'network',
    network: {
      model,
      file: '/w/model.py',
      graph: graphToJson(graph),
      analysis: analyze(graph),
      complete: true,
    },
  };
}

describe('a network arrives', () => {
  test('the first is unfolded as the layout proposes', () => {
    const state = reduce(initialState, networkOf([2, 2]));
    const graph = resNet([2, 2]);
    expect(state.unfolded).toEqual(defaultUnfolded(graph, analyze(graph)));
    expect(state.unfolded.size).toBeGreaterThan(0);
  });

  test('a new version of it keeps what the user has folded and unfolded and opens what is new', () => {
    let state = reduce(initialState, networkOf([2, 2]));
    const [folded] = state.unfolded;
    state = reduce(state, { kind: 'toggle', id: folded });
    state = reduce(state, { kind: 'toggle', id: 'opened by hand' });
    state = reduce(state, networkOf([2, 2, 2], 'ResNet(stages=3)'));
    expect(state.unfolded.has(folded)).toBe(false);
    expect(state.unfolded.has('opened by hand')).toBe(true);
    const graph = resNet([2, 2, 2]);
    const smaller = resNet([2, 2]);
    const standardBefore = defaultUnfolded(smaller, analyze(smaller));
    const brought = [...defaultUnfolded(graph, analyze(graph))].filter((id) => !standardBefore.has(id));
    expect(brought.length).toBeGreaterThan(0);
    expect(brought.every((id) => state.unfolded.has(id))).toBe(true);
  });

  test('another model starts afresh', () => {
    let state: PanelState = reduce(initialState, networkOf([2, 2]));
    state = reduce(state, { kind: 'toggle', id: 'opened by hand' });
    state = reduce(state, { kind: 'select', id: 'fc' });
    state = reduce(state, networkOf([2, 2], 'Other'));
    expect(state.unfolded.has('opened by hand')).toBe(false);
    expect(state.selected).toBeUndefined();
  });
});

test('versions of a model share a key, whatever their arguments', () => {
  expect(networkKey({ file: 'a.py', model: 'Net(depth=20)' })).toBe(
    networkKey({ file: 'a.py', model: 'Net' }),
  );
  expect(networkKey({ file: 'a.py', model: 'Net' })).not.toBe(networkKey({ file: 'b.py', model: 'Net' }));
});

test('points of the loss curve add up until they are reset', () => {
  let state = reduce(initialState, { kind: 'losses', reset: false, points: [[1, 2.3]] });
  state = reduce(state, { kind: 'losses', reset: false, points: [[2, 2.2]] });
  expect(state.losses).toEqual([
    [1, 2.3],
    [2, 2.2],
  ]);
  const resumed = reduce(state, { kind: 'losses', reset: false, points: [[2, 2.1]] });
  expect([state.losses.length, resumed.losses]).toEqual([
    2,
    [
      [1, 2.3],
      [2, 2.1],
    ],
  ]);
  expect(reduce(state, { kind: 'losses', reset: true, points: [] }).losses).toEqual([]);
});

test('what a listener dispatches waits until the others have seen the change', () => {
  const store = new Store();
  const seen: (string | undefined)[] = [];
  store.subscribe((state) => {
    if (state.selected === 'first') {
      store.dispatch({ kind: 'select', id: 'second' });
    }
  });
  store.subscribe((state, before) => {
    seen.push(`${before.selected ?? 'none'} → ${state.selected ?? 'none'}`);
  });
  store.dispatch({ kind: 'select', id: 'first' });
  expect(seen).toEqual(['none → first', 'first → second']);
});
