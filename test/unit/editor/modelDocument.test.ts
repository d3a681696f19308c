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

  it('traces again when a file was edited meanwhile that the answer says the model is made of', async () => {
    const part = textDocument('/models/part.py', 'x\n');
    model.want();
    await turns(0);
    model.applyEdit(lineBreakIn(part));
    await turns(100);
    expect(tracer.requests).toHaveLength(1);
    await tracer.answer(0, { ...traced(path, 'Net()'), files: [path, '/models/part.py'] });
    expect(model.freshness).toBe('tracing');
    await turns(100);
    expect(tracer.requests).toHaveLength(2);
    await tracer.answer(1, { ...traced(path, 'Net()'), files: [path, '/models/part.py'] });
    expect(model.freshness).toBe('current');
  });

  it('shows the model that was selected last, also where it is the one shown and another is being traced', async () => {
    await openAndTrace('Net()');
    model.select('Other');
    await turns(0);
    model.select('Net');
    await turns(0);
    await tracer.answer(1, traced(path, 'Other()'));
    await tracer.answer(2, traced(path, 'Net()'));
    expect([model.traced?.name, model.freshness]).toEqual(['Net', 'current']);
  });

  it('forgets the failure of another model when the one shown is selected again', async () => {
    await openAndTrace('Net()');
    model.select('Other');
    await turns(0);
    await tracer.answer(1, failed({ file: path }));
    model.select('Net');
    await turns(0);
    await tracer.answer(2, traced(path, 'Net()'));
    expect([model.problem, model.freshness]).toEqual([undefined, 'current']);
  });

  it('shows no graph of a file that was deleted meanwhile', async () => {
    await openAndTrace();
    const whole = model.traced;
    model.applyEdit(lineBreakIn(document));
    await turns(60);
    await tracer.answer(1, traced(path, 'Net()', false));
    model.setGone();
    await turns(5000);
    expect(model.traced).toBe(whole);
    expect([model.problem?.code, model.freshness]).toEqual(['noFile', 'stale']);
  });

  it('asks for no trial of a text that is outdated once the packages are found', async () => {
    await openAndTrace();
    let find: (found: Awaited<ReturnType<typeof noPackages.for>>) => void = () => undefined;
    vi.spyOn(noPackages, 'for').mockReturnValueOnce(new Promise((resolve) => (find = resolve)));
    const trial = model.tryText(path, 'c\n');
    model.retrace();
    await turns(0);
    find({ folders: [], origin: 'none' });
    expect(await trial).toBeUndefined();
    expect(tracer.requests.map(({ overlays }) => overlays[path])).toEqual(['a\nb\n', 'a\nb\n']);
  });

  it('gives a batch to inputs that have one', async () => {
    const result = traced(path, 'Net()');
    const inputs = [[1, 4], []].map((shape) => ({ type: 'float32' as const, shape }));
    const trace = new TrackedTrace({ ...result, inputs } as never, new EditTracker());
    expect(trace.inputsOfBatch(8).map(({ shape }) => shape)).toEqual([[8, 4], []]);
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

  it('calls the numbers of another model of the file stale, and does not show them', async () => {
    await openAndTrace();
    const trace = new TrackedTrace(traced(path, 'Net()') as never, new EditTracker());
    const never = () => ({ dispose: () => undefined });
    const overlay = { step: 1 };
    const run = {
      traced: trace,
      overlay,
      onDidChange: never,
      onDidChangeOverlay: never,
      dispose: () => undefined,
    };
    model.setRun(run as unknown as ModelRun);
    expect([model.isRunStale, model.overlay]).toEqual([false, overlay]);
    const changed = vi.fn();
    model.onDidChange(changed);
    model.select('Other');
    expect([model.isRunOfAnother, model.isRunStale, model.overlay]).toEqual([true, true, undefined]);
    expect(changed).toHaveBeenCalledWith('overlay');
    model.select('Net');
    expect([model.isRunStale, model.overlay]).toEqual([false, overlay]);
    model.dispose();
  });
});
