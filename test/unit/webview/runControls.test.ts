import { expect, test } from 'vitest';
import { isEnabled, statusText, type RunCommand } from '../../../webview/runControls';
import type { RunStatus } from '../../../webview/state';

const commands: readonly RunCommand[] = ['train', 'pause', 'stop', 'step', 'runOnce', 'continue'];

function enabled(state: RunStatus['state'], hasNetwork = true): RunCommand[] {
  return commands.filter((command) => isEnabled(command, { state, step: 0, isStale: false }, hasNetwork));
}

test('each state offers what makes sense in it', () => {
  expect(enabled('idle')).toEqual(['train', 'step', 'runOnce']);
  expect(enabled('preparing')).toEqual(['stop']);
  expect(enabled('training')).toEqual(['pause', 'stop']);
  expect(enabled('paused')).toEqual(['train', 'stop', 'step', 'runOnce']);
  expect(enabled('lost')).toEqual(['continue']);
  expect(enabled('replaying')).toEqual(['stop']);
});

test('nothing can be run without a network', () => {
  expect(enabled('idle', false)).toEqual([]);
});

test('the status says state, step and backend', () => {
  expect(statusText({ state: 'training', step: 120, steps: 500, backend: 'native', isStale: false })).toBe(
    'Training · step 120 of 500 · native',
  );
  expect(statusText({ state: 'replaying', step: 7, steps: 40, isStale: false })).toBe(
    'Replay · step 7 of 40',
  );
  expect(statusText({ state: 'paused', step: 3, isStale: false })).toBe('Paused · step 3');
  expect(statusText({ state: 'idle', step: 0, isStale: false })).toBe('');
});
