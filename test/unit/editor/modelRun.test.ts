import { describe, expect, it, vi } from 'vitest';
import { ModelRun } from '../../../src/editor/modelRun';
import type { EngineClient } from '../../../src/engine/engineClient';
import type { EngineEvent } from '../../../src/protocol/engine';

vi.mock('vscode', () => import('./fakeVscode'));

describe('ModelRun', () => {
  it('ends a preparation at once when it is stopped', () => {
    const engine = { send: vi.fn(), dispose: vi.fn(), onEvent: vi.fn(), onExit: vi.fn() };
    const run = new ModelRun({} as never, {} as never, {} as never, () => engine as unknown as EngineClient);
    run.train();
    expect(run.state).toBe('preparing');
    run.stop();
    expect(run.state).toBe('finished');
    expect(engine.dispose).toHaveBeenCalledOnce();
  });

  it('keeps what the engine tells before it is ready, until it is started anew', () => {
    let tell: (event: EngineEvent) => void = () => undefined;
    const onEvent = (listener: typeof tell) => (tell = listener);
    const engine = { send: vi.fn(), dispose: vi.fn(), onEvent, onExit: vi.fn() };
    const run = new ModelRun({} as never, {} as never, {} as never, () => engine as unknown as EngineClient);
    run.train();
    tell({ kind: 'notice', message: 'The processor takes its place.' });
    tell({ kind: 'state', state: 'ready', step: 0 });
    tell({ kind: 'state', state: 'training', step: 0 });
    tell({ kind: 'notice', message: 'The loss is NaN.' });
    expect(run.message).toBe('The processor takes its place.\nThe loss is NaN.');
    tell({ kind: 'error', message: 'The disk is gone.' });
    expect([run.state, run.message]).toEqual(['failed', 'The disk is gone.']);
    run.train();
    expect(run.message).toBeUndefined();
  });
});
