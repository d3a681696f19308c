import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SourceRevealer } from '../../../src/editor/revealer';
import { ModelDocument } from '../../../src/editor/modelDocument';
import { outlineOf } from '../../../src/frontends/torch/outlineParser';
import { ModuleTree, type ModuleNode } from '../../../src/views/moduleTree';
import { AskedTracer, file, noPackages, traced } from '../editor/documents';
import { workspace } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

const path = '/models/net.py';

describe('ModuleTree', () => {
  let tracer: AskedTracer;
  let model: ModelDocument;
  let tree: ModuleTree;
  beforeEach(() => {
    workspace.textDocuments = [];
    tracer = new AskedTracer();
    model = new ModelDocument(file(path), tracer, noPackages);
    tree = new ModuleTree({} as SourceRevealer);
    const conv = { name: 'conv', type: 'Conv2d', arguments: '3, 8, 3', offset: 40, children: [] };
    const net = { name: 'Net', type: 'Net', arguments: '', offset: 0, children: [conv] };
    model.setOutline(outlineOf(''), () => [net]);
    return () => {
      tree.dispose();
      model.dispose();
    };
  });

  const written = (node?: ModuleNode): unknown[] =>
    tree.getChildren(node).map((child) => {
      const { label, description } = tree.getTreeItem(child);
      return [label, description, ...written(child)];
    });

  const trace = async () => {
    model.want();
    await expect.poll(() => tracer.requests.length).toBe(1);
    const result = traced(path, 'Net()');
    const module = (modulePath: string, type: string) => ({ path: modulePath, type, description: '3, 8' });
    const modules = [module('', 'Net'), module('stage', 'Sequential'), module('stage.0', 'Conv2d')];
    const summaries = modules.map(({ path: modulePath, type }) => ({
      path: modulePath,
      type,
      calls: [],
      inputShapes: [[1, 3, 6, 6]],
      outputShapes: [[1, 8, 4, 4]],
      parameters: modulePath === 'stage.0' ? 1224 : 0,
    }));
    Object.assign(result.trace!.graph, { modules: new Map(modules.map((one) => [one.path, one])) });
    Object.assign(result.analysis!, { modules: summaries });
    await tracer.answer(0, result);
  };

  it('shows what the text declares until the model is traced, then the network with shapes and parameters', async () => {
    tree.show(model);
    expect(written()).toEqual([['Net', '', ['conv', 'Conv2d(3, 8, 3)']]]);
    await trace();
    const changed = vi.fn();
    tree.onDidChangeTreeData(changed);
    tree.show(model);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(written()).toEqual([
      ['Net', '→ 8×4×4', ['stage', 'Sequential → 8×4×4', ['0', 'Conv2d → 8×4×4 · 1,224']]],
    ]);
  });

  it('is not drawn again while it stays the same, and is empty without a model', async () => {
    await trace();
    tree.show(model);
    const changed = vi.fn();
    tree.onDidChangeTreeData(changed);
    tree.show(model);
    expect(changed).not.toHaveBeenCalled();
    tree.show(undefined);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(tree.getChildren()).toEqual([]);
  });
});
