import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskWatcher } from '../../../src/editor/diskWatcher';
import { ModelDocuments } from '../../../src/editor/modelDocuments';
import { AskedTracer, file, noChoices, noPackages, textDocument, traced } from './documents';
import { disk, workspace } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

const path = '/models/net.py';
const helper = '/models/blocks.py';

describe('DiskWatcher', () => {
  let tracer: AskedTracer;
  let documents: ModelDocuments;
  let watcher: DiskWatcher;
  beforeEach(async () => {
    workspace.textDocuments = [textDocument(path, 'a\n')];
    tracer = new AskedTracer();
    documents = new ModelDocuments(tracer, noPackages, noChoices);
    watcher = new DiskWatcher(documents);
    model().want();
    await expect.poll(() => tracer.requests.length).toBe(1);
    const result = traced(path, 'Net()');
    Object.assign(result.trace!, { inertImports: ['layers'] });
    await tracer.answer(0, { ...result, files: [path, helper] });
    return () => {
      watcher.dispose();
      documents.dispose();
    };
  });
  const model = () => documents.get(file(path));
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 300));

  it('traces a model again whose helper changed, once for a burst of writes', async () => {
    disk.changed.fire(file(helper));
    disk.changed.fire(file(helper));
    await expect.poll(() => tracer.requests.length).toBe(2);
    await quiet();
    expect(tracer.requests.length).toBe(2);
  });

  it('makes the trace of the text before stale', async () => {
    const before = model().traced!;
    expect(before.isOfPresentText()).toBe(true);
    disk.changed.fire(file(helper));
    await expect.poll(() => before.isOfPresentText()).toBe(false);
  });

  it('leaves a model alone that is not made of the file', async () => {
    disk.changed.fire(file('/models/other.py'));
    await quiet();
    expect(tracer.requests.length).toBe(1);
  });

  it('leaves a file to its editor', async () => {
    workspace.textDocuments = [...workspace.textDocuments, textDocument(helper, 'b\n')];
    disk.changed.fire(file(helper));
    await quiet();
    expect(tracer.requests.length).toBe(1);
  });

  it('traces again when a missing module appears', async () => {
    disk.created.fire(file('/models/unrelated.py'));
    await quiet();
    expect(tracer.requests.length).toBe(1);
    disk.created.fire(file('/models/layers/__init__.py'));
    await expect.poll(() => tracer.requests.length).toBe(2);
  });

  it('takes a file that is written right after it was made for a new one', async () => {
    disk.created.fire(file('/models/layers/__init__.py'));
    disk.changed.fire(file('/models/layers/__init__.py'));
    await expect.poll(() => tracer.requests.length).toBe(2);
  });

  it('says that the file of a model is gone, and takes it up again when it is back', async () => {
    disk.deleted.fire(file(path));
    await expect.poll(() => model().problem?.code).toBe('noFile');
    expect(model().freshness).toBe('stale');
    expect(model().traced).toBeDefined();
    disk.created.fire(file(path));
    await expect.poll(() => tracer.requests.length).toBe(2);
  });
});
