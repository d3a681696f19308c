import { describe, expect, it, vi } from 'vitest';
import { ModelRun } from '../../../src/editor/modelRun';
import type { EngineClient } from '../../../src/engine/engineClient';

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
});
