import { describe, expect, test } from 'vitest';
import type { NetworkMessage } from '../../../src/protocol/panel';
import { noticesOf } from '../../../webview/banner';
import { initialState, type PanelState, type ShownNetwork } from '../../../webview/state';
import { overlay } from './samples';

const span = { file: '/w/model.py', line: 42, column: 5, endLine: 42, endColumn: 9 };
const syntaxError = {
  severity: 'error',
  message: "'(' was never closed.",
  code: 'syntaxError',
  span,
} as const;

function shown(complete = true): ShownNetwork {
  const message: NetworkMessage = {
    model: 'Net()',
    file: '/w/model.py',
    graph: { inputs: [], outputs: [], values: [], nodes: [], modules: [], calls: [] },
    analysis: {
      parameters: 0,
      buffers: 0,
      macs: 0,
      hash: '',
      modules: [],
      residualBlocks: [],
      streams: [],
      repeats: [],
    },
    complete,
  };
  return {
    key: 'Net',
    message,
    graph: {
      inputs: [],
      outputs: [],
      values: new Map(),
      nodes: [],
      modules: new Map(),
      calls: [],
      bufferUpdates: new Map(),
    },
  };
}

function state(overrides: Partial<PanelState>): PanelState {
  return { ...initialState, network: shown(), freshness: 'current', ...overrides };
}

test('a panel in order says nothing', () => {
  expect(noticesOf(state({}))).toEqual([]);
});

describe('what is wrong with the text', () => {
  test('is told in whole sentences', () => {
    const problem = { ...syntaxError, message: 'mat1 and mat2 shapes cannot be multiplied (1x4 and 5x6)' };
    const [notice] = noticesOf(state({ freshness: 'stale', problem }));
    expect(notice.message).toMatch(/\(1x4 and 5x6\)\. The last good graph/);
  });

  test('names the line and says that the last good graph is shown', () => {
    expect(noticesOf(state({ freshness: 'stale', problem: syntaxError }))).toEqual([
      { severity: 'error', message: "'(' was never closed. The last good graph is shown.", span },
    ]);
  });

  test('does not speak of an earlier graph where there is none', () => {
    const [notice] = noticesOf(state({ network: undefined, freshness: 'stale', problem: syntaxError }));
    expect(notice.message).toBe("'(' was never closed.");
  });

  test('a partial trace is named', () => {
    expect(noticesOf(state({ network: shown(false) })).map(({ severity }) => severity)).toEqual(['warning']);
  });
});

describe('what is wrong with the run', () => {
  test('a lost engine comes first and offers to continue', () => {
    const notices = noticesOf(
      state({
        freshness: 'stale',
        problem: syntaxError,
        run: { state: 'lost', step: 87, isStale: false, message: 'The engine ended (SIGKILL).' },
      }),
    );
    expect(notices[0]).toEqual({
      severity: 'error',
      message: 'The engine ended (SIGKILL).',
      action: { label: 'Continue', command: 'continue' },
    });
    expect(notices).toHaveLength(2);
  });

  test('a failure is an error, a notice is not', () => {
    const run = { step: 0, isStale: false, message: 'Labels outside 0 … 9.' };
    expect(noticesOf(state({ run: { ...run, state: 'failed' } }))[0].severity).toBe('error');
    expect(noticesOf(state({ run: { ...run, state: 'training' } }))[0].severity).toBe('information');
  });

  test('numbers of an older text are called so, once there are numbers', () => {
    const run = { state: 'finished', step: 9, isStale: true } as const;
    expect(noticesOf(state({ run }))).toEqual([]);
    expect(noticesOf(state({ run, overlay: overlay() }))[0].message).toMatch(/earlier version/);
  });
});
