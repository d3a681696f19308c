import type { FromPanel } from '../src/protocol/panel';
import type { RunStatus } from './state';

export type RunCommand = Extract<FromPanel, { kind: 'command' }>['command'];

/** Commands that make sense in each state of a run, of those that the toolbar offers. */
const enabledCommands: Readonly<Record<RunStatus['state'], readonly RunCommand[]>> = {
  idle: ['train', 'step', 'runOnce'],
  preparing: ['stop'],
  ready: ['train', 'step', 'runOnce', 'stop'],
  training: ['pause', 'stop'],
  paused: ['train', 'step', 'runOnce', 'stop'],
  finished: ['train', 'step', 'runOnce'],
  failed: ['train', 'step', 'runOnce'],
  lost: ['continue'],
  replaying: ['stop'],
};

export function isEnabled(command: RunCommand, run: RunStatus, hasNetwork: boolean): boolean {
  return hasNetwork && enabledCommands[run.state].includes(command);
}

const stateWords: Readonly<Record<RunStatus['state'], string>> = {
  idle: '',
  preparing: 'Preparing the run …',
  ready: 'Ready',
  training: 'Training',
  paused: 'Paused',
  finished: 'Finished',
  failed: 'Failed',
  lost: 'Engine lost',
  replaying: 'Replay',
};

/** `Training · step 120 of 500 · native`. */
export function statusText(run: RunStatus): string {
  const parts = [stateWords[run.state]];
  if (run.state !== 'idle' && run.state !== 'preparing' && run.step > 0) {
    parts.push(run.steps === undefined ? `step ${run.step}` : `step ${run.step} of ${run.steps}`);
  }
  if (run.backend !== undefined && run.state !== 'idle') {
    parts.push(run.backend);
  }
  return parts.filter((part) => part !== '').join(' · ');
}
