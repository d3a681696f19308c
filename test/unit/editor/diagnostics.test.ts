import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TraceDiagnostics } from '../../../src/editor/diagnostics';
import { ModelDocuments } from '../../../src/editor/modelDocuments';
import { TraceQuickFixes } from '../../../src/editor/quickFixes';
import type { TraceResult } from '../../../src/protocol/tracer';
import { AskedTracer, failed, file, noChoices, noPackages, textDocument, traced } from './documents';
import { opened, Position, problems, workspace, type WorkspaceEdit } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

const part = '/models/part.py';
const models = ['/models/one.py', '/models/two.py'];

describe('TraceDiagnostics', () => {
  let tracer: AskedTracer;
  let documents: ModelDocuments;
  beforeEach(() => {
    workspace.textDocuments = models.map((path) => textDocument(path, 'a\n'));
    tracer = new AskedTracer();
    documents = new ModelDocuments(tracer, noPackages, noChoices);
    const diagnostics = new TraceDiagnostics(documents);
    return () => {
      diagnostics.dispose();
      documents.dispose();
    };
  });

  /** Traces each of the models with its outcome. */
  async function trace(...results: TraceResult[]): Promise<void> {
    const asked = tracer.requests.length;
    for (const [index, result] of results.entries()) {
      const model = documents.get(file(models[index]));
      model.want();
      model.retrace();
      await expect.poll(() => tracer.requests.length).toBe(asked + index + 1);
      await tracer.answer(asked + index, result);
    }
  }
  const messages = (path: string) => problems.get(`file://${path}`)?.map(({ message }) => message) ?? [];

  it('says once what is wrong with a file that several models share', async () => {
    await trace(failed({ file: part }), failed({ file: part }));
    expect(messages(part)).toEqual(['It failed.']);
  });

  it('keeps the problem until the last of them is well', async () => {
    await trace(failed({ file: part }), failed({ file: part }));
    await trace(traced(models[0], 'One()'));
    expect(messages(part)).toEqual(['It failed.']);
    workspace.textDocuments = [];
    documents.releaseUnused(file(models[1]));
    expect(messages(part)).toEqual([]);
  });

  it('offers no choice for a problem of another file that reads the same', async () => {
    const result = failed({ file: models[0] });
    const [problem] = result.diagnostics;
    await trace(
      { ...result, diagnostics: [{ ...problem, code: 'inputsNeeded' }] },
      {
        ...result,
        diagnostics: [{ ...problem, code: 'inputsNeeded', span: { ...problem.span!, file: models[1] } }],
      },
    );
    const fixes = new TraceQuickFixes(documents);
    const [marker] = problems.get(`file://${models[1]}`)!;
    const actions = await fixes.provideCodeActions(
      workspace.textDocuments[1],
      marker.range as never,
      {
        diagnostics: [marker],
      } as never,
    );
    expect(actions.map(({ command }) => command?.arguments)).toEqual([[{ uri: `file://${models[1]}` }]]);
  });

  it('writes arguments that were assumed as the comment of the model', async () => {
    const text = 'from torch import nn\nclass One(nn.Module):\n    def __init__(self, width): pass\n';
    workspace.textDocuments = [textDocument(models[0], text)];
    const place = { file: models[0], line: 2, column: 1, endLine: 2, endColumn: 22 };
    const told = {
      severity: 'information',
      code: 'argumentsAssumed',
      message: 'Assumed.',
      span: place,
    } as const;
    const result = traced(models[0], 'One(width=64)');
    opened.fire(workspace.textDocuments[0]);
    await expect.poll(() => documents.get(file(models[0])).outline.declarations.length).toBe(1);
    await trace({ ...result, diagnostics: [told] });
    const [marker] = problems.get(`file://${models[0]}`)!;
    const context = { diagnostics: [marker] } as never;
    const actions = await new TraceQuickFixes(documents).provideCodeActions(
      workspace.textDocuments[0],
      marker.range as never,
      context,
    );
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Write the assumed arguments as a comment', true],
      ['Set arguments…', false],
    ]);
    const edit = actions[0].edit as unknown as WorkspaceEdit;
    expect(edit.inserted).toEqual([[new Position(1, 0), '# skipline: One(width=64)\n']]);
  });
});
