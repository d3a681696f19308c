import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelDocument } from '../../../src/editor/modelDocument';
import type { ModelRun } from '../../../src/editor/modelRun';
import { EditTracker, TrackedTrace } from '../../../src/editor/trackedTrace';
import type { Outline } from '../../../src/frontends/torch/outline';
import { AskedTracer, failed, file, lineBreakIn, textDocument, traced, noPackages } from './documents';
import { workspace } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

const path = '/models/net.py';

describe('ModelDocument', () => {
  let tracer: AskedTracer;
  let model: ModelDocument;
  const document = textDocument(path, 'a\nb\n', { isDirty: true });
  const turns = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    workspace.textDocuments = [document];
    tracer = new AskedTracer();
    model = new ModelDocument(file(path), tracer, noPackages);
    return () => {
      vi.useRealTimers();
      vi.restoreAllMocks();
    };
  });

  async function openAndTrace(name = 'Net()'): Promise<void> {
    model.want();
    await turns(0);
    await tracer.answer(0, traced(path, name));
  }

  it('takes no trace of a text that has been edited since', async () => {
    model.want();
    await turns(0);
    model.applyEdit(lineBreakIn(document));
    await tracer.answer(0, traced(path, 'Net()'));
    expect(model.freshness).toBe('tracing');
    expect(model.traced).toBeUndefined();
  });

  it('keeps a whole graph when an older one that ends early has been waiting', async () => {
    await openAndTrace();
    model.applyEdit(lineBreakIn(document));
    await turns(60);
    model.applyEdit(lineBreakIn(document));
    await tracer.answer(1, traced(path, 'Net()', false));
    await turns(60);
    const whole = traced(path, 'Net()');
    await tracer.answer(2, whole);
    await turns(5000);
    expect(model.traced?.trace).toBe(whole.trace);
  });

  it('lets an older version of the file in a comparison neither be traced nor move its lines', async () => {
    const older = textDocument(path, 'old\n', { scheme: 'git' });
    workspace.textDocuments = [document, older];
    await openAndTrace();
    expect(tracer.requests[0].overlays).toEqual({ [path]: document.getText() });
    model.applyEdit(lineBreakIn(older));
    await turns(100);
    expect(model.freshness).toBe('current');
    expect(model.traced?.edits.toCurrent(path, 2)).toBe(2);
  });

  it('traces again when a file that was to blame is edited', async () => {
    const part = textDocument('/models/part.py', 'x\n');
    model.want();
    await turns(0);
    await tracer.answer(0, failed({ file: '/models/part.py' }));
    model.applyEdit(lineBreakIn(part));
    await turns(100);
    expect(tracer.requests).toHaveLength(2);
  });

  it('leaves the choice of a model to the tracer when the selected one has been renamed', async () => {
    const declare = (name: string) =>
      model.setOutline({ declarations: [{ name }], annotations: [] } as unknown as Outline);
    declare('Net');
    model.select('Net');
    await openAndTrace();
    declare('Renamed');
    model.applyEdit(lineBreakIn(document));
    await turns(100);
    expect(tracer.requests.map(({ name }) => name)).toEqual(['Net', undefined]);
  });

  it('follows no edits for a trace for training that came to nothing', async () => {
    await openAndTrace();
    const apply = vi.spyOn(EditTracker.prototype, 'apply');
    const refused = expect(model.traceForTraining(2)).rejects.toThrow('It failed.');
    await new Promise((resolve) => setImmediate(resolve));
    await tracer.answer(1, failed({ file: path }));
    await refused;
    vi.spyOn(noPackages, 'for').mockRejectedValue(new Error('No folder.'));
    await expect(model.traceForTraining(2)).rejects.toThrow('No folder.');
    model.applyEdit(lineBreakIn(document));
    expect(apply).toHaveBeenCalledTimes(1);
  });

  it('calls the numbers of another model of the file stale', async () => {
    await openAndTrace();
    const trace = new TrackedTrace(traced(path, 'Net()') as never, new EditTracker());
    const never = () => ({ dispose: () => undefined });
    const run = { traced: trace, onDidChange: never, onDidChangeOverlay: never, dispose: () => undefined };
    model.setRun(run as unknown as ModelRun);
    expect(model.isRunStale).toBe(false);
    model.select('Other');
    expect([model.isRunOfAnother, model.isRunStale]).toEqual([true, true]);
    model.select('Net');
    expect(model.isRunStale).toBe(false);
    model.dispose();
  });
});
