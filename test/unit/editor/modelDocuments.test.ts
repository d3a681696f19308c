import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelDocuments } from '../../../src/editor/modelDocuments';
import { AskedTracer, file, textDocument, traced, noPackages, noChoices } from './documents';
import { closed, opened, workspace } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

const path = '/models/net.py';
const text = 'import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x): return x\n';

describe('ModelDocuments', () => {
  let tracer: AskedTracer;
  let documents: ModelDocuments;
  beforeEach(() => {
    workspace.textDocuments = [];
    tracer = new AskedTracer();
    documents = new ModelDocuments(tracer, noPackages, noChoices);
    return () => documents.dispose();
  });

  const open = (content: string) => {
    const document = textDocument(path, content);
    workspace.textDocuments = [document];
    opened.fire(document);
    return document;
  };
  const close = (document: ReturnType<typeof open>) => {
    workspace.textDocuments = [];
    closed.fire(document);
  };
  const declared = () => documents.find(file(path))?.outline.declarations.map(({ name }) => name);

  it('lets a file go when its panel is closed after its editor', () => {
    const document = open(text);
    const hold = documents.get(file(path)).hold();
    close(document);
    expect(documents.find(file(path))).toBeDefined();
    hold.dispose();
    expect(documents.find(file(path))).toBeUndefined();
  });

  it('keeps a file whose panel is closed while it is open', () => {
    open(text);
    documents.get(file(path)).hold().dispose();
    expect(documents.find(file(path))).toBeDefined();
  });

  it('reads a file anew that was held while its editor was closed', async () => {
    const first = open(text);
    await expect.poll(declared).toEqual(['Net']);
    const model = documents.get(file(path));
    model.hold();
    model.want();
    await expect.poll(() => tracer.requests.length).toBe(1);
    await tracer.answer(0, traced(path, 'Net()'));
    close(first);
    open(text.replace('Net', 'Other'));
    await expect.poll(declared).toEqual(['Other']);
    await expect.poll(() => tracer.requests.length).toBe(2);
  });

  it('reads a file anew that was closed and opened again while it was being read', async () => {
    const first = open(text);
    documents.get(file(path)).hold();
    close(first);
    open(text.replace('Net', 'Other'));
    await expect.poll(declared).toEqual(['Other']);
  });

  it('knows nothing of a file for an older version of it in a comparison', async () => {
    open(text);
    const other = documents.get(file('/models/main.py'));
    other.want();
    await expect.poll(() => tracer.requests.length).toBe(1);
    await tracer.answer(0, traced(path, 'Net()'));
    vi.spyOn(other.traced!.index, 'has').mockReturnValue(true);
    expect(documents.about(file(path))).toContain(other);
    expect(documents.about(textDocument(path, text, { scheme: 'git' }).uri)).toEqual([]);
  });
});
