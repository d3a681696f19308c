import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelDocument } from '../../../src/editor/modelDocument';
import { EditTracker, type TrackedTrace } from '../../../src/editor/trackedTrace';
import type { EngineClient } from '../../../src/engine/engineClient';
import type { EngineEvent } from '../../../src/protocol/engine';
import { RunController } from '../../../src/views/runController';
import { AskedTracer, file, lineBreakIn, textDocument, traced, noPackages } from '../editor/documents';
import { settings, window, workspace } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

const path = '/models/net.py';

class FakeEngine {
  receive: (event: EngineEvent) => void = () => undefined;
  readonly sent: string[] = [];
  send = ({ kind }: { kind: string }) => this.sent.push(kind);
  dispose = vi.fn();
  onExit = vi.fn();
  onEvent(listener: (event: EngineEvent) => void): void {
    this.receive = listener;
  }
}

describe('RunController', () => {
  let engines: FakeEngine[];
  let tracer: AskedTracer;
  let model: ModelDocument;
  let runs: RunController;
  beforeEach(async () => {
    workspace.textDocuments = [textDocument(path, 'a\n')];
    engines = [];
    tracer = new AskedTracer();
    model = new ModelDocument(file(path), tracer, noPackages);
    const start = () => {
      const engine = new FakeEngine();
      engines.push(engine);
      return engine as unknown as EngineClient;
    };
    runs = new RunController(start, file('/storage'));
    model.want();
    await expect.poll(() => tracer.requests.length).toBe(1);
    await tracer.answer(0, traced(path, 'Net()'));
    return () => {
      model.dispose();
      vi.restoreAllMocks();
    };
  });

  async function startTraining(): Promise<void> {
    const training = runs.train(model);
    const asked = tracer.requests.length + 1;
    await expect.poll(() => tracer.requests.length).toBe(asked);
    await tracer.answer(asked - 1, traced(path, 'Net()'));
    await training;
  }
  const state = (name: 'ready' | 'training' | 'paused') =>
    engines[0].receive({ kind: 'state', state: name, step: 1 });

  it.each(['train', 'step', 'runOnce'] as const)(
    'keeps a run that is at work when asked to %s',
    async (ask) => {
      await startTraining();
      const { run } = model;
      await runs[ask](model);
      state('training');
      await runs[ask](model);
      expect(model.run).toBe(run);
      expect(engines[0].sent).toEqual(['open', 'train']);
    },
  );

  it('offers to restart when a run of an older text is at work', async () => {
    await startTraining();
    const { run } = model;
    state('training');
    vi.spyOn(run!.traced, 'isOfPresentText').mockReturnValue(false);
    const ask = vi.spyOn(window, 'showInformationMessage').mockResolvedValue(undefined);
    await runs.train(model);
    expect(ask).toHaveBeenCalledWith(expect.stringContaining('older text'), 'Restart with the present text');
    expect(model.run).toBe(run);
    ask.mockResolvedValue('Restart with the present text');
    await startTraining();
    expect(model.run).not.toBe(run);
    expect(engines[0].dispose).toHaveBeenCalled();
  });

  it('does not resume the paused run of another model of the file', async () => {
    await startTraining();
    const { run } = model;
    state('paused');
    model.select('Other');
    await expect.poll(() => tracer.requests.length).toBe(3);
    await tracer.answer(2, traced(path, 'Other()'));
    await startTraining();
    expect(model.run).not.toBe(run);
    expect(engines[0].sent).toEqual(['open', 'train']);
  });

  it('takes the present settings where a run has only looked', async () => {
    await startTraining();
    const { run } = model;
    engines[0].receive({ kind: 'state', state: 'ready', step: 0 });
    await runs.train(model);
    expect(model.run).toBe(run);
    settings.set('training.learningRate', 0.5);
    await startTraining();
    settings.clear();
    expect(model.run?.settings.learningRate).toBe(0.5);
  });

  it('starts no engine for a file that has been closed', async () => {
    model.dispose();
    await runs.train(model);
    expect(engines).toEqual([]);
  });

  it('starts a run although an old one cannot be removed', async () => {
    const old = Array.from({ length: 6 }, (_, index) => [`run${index}`, 2]);
    vi.spyOn(workspace.fs, 'readDirectory').mockResolvedValue(old as never);
    vi.spyOn(workspace.fs, 'delete').mockRejectedValue(new Error('It is in use.'));
    await startTraining();
    expect(model.preparation).toBeUndefined();
    expect(engines).toHaveLength(1);
  });

  it('follows no edits for a run that was stopped while it was prepared', async () => {
    const training = runs.train(model);
    await expect.poll(() => tracer.requests.length).toBe(2);
    runs.stop(model);
    await tracer.answer(1, traced(path, 'Net()'));
    await training;
    const apply = vi.spyOn(EditTracker.prototype, 'apply');
    model.applyEdit(lineBreakIn(workspace.textDocuments[0]));
    expect(apply).toHaveBeenCalledOnce();
    expect((model.traced as TrackedTrace).edits).toBe(apply.mock.contexts[0]);
  });

  it('starts no run with other numbers than the user wrote', async () => {
    settings.set('training.learningRate', '0.1');
    await runs.train(model);
    settings.clear();
    expect(model.preparation).toEqual({
      kind: 'failed',
      message: 'The setting skipline.training.learningRate is "0.1": it must be a number from 0.',
    });
    expect(engines).toHaveLength(0);
  });
});
