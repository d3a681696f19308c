import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRunFolder } from '../../../src/engine/runFolder';
import { StepRecordWriter } from '../../../src/engine/stepRecords';
import { comparisonPage, RunTree } from '../../../src/views/runTree';
import { file } from '../editor/documents';
import { commands, Disposable, EventEmitter, window } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

const settings = {
  seed: 0,
  data: 'shapes',
  shuffle: true,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false } as const,
  learningRate: 0.1,
  probeEvery: 1,
};

let home: string;
let tree: RunTree;
let atWork: string | undefined;
const replayed = vi.fn(() => Promise.resolve());
let registered: Map<string, (...parts: unknown[]) => Promise<void>>;

function addRun(model: string, started: string, losses: readonly number[], learningRate = 0.1): string {
  const folder = path.join(home, model, started.replaceAll(':', '-'));
  createRunFolder(folder, {
    model: `${model}()`,
    file: `/models/${model}.py`,
    fingerprint: model,
    batchSize: 8,
    started,
    settings: { ...settings, learningRate },
  });
  const writer = new StepRecordWriter(path.join(folder, 'steps.jsonl'));
  losses.forEach((loss, index) =>
    writer.append({ step: index + 1, loss, metrics: {}, milliseconds: 1, probed: false }),
  );
  return folder;
}

let [older, newer] = ['', ''];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'skipline-runs-'));
  older = addRun('Net', '2026-01-01T00:00:00.000Z', [2, 1.5, 1.25]);
  newer = addRun('ResNet', '2026-02-01T00:00:00.000Z', [2, 1], 0.5);
  registered = new Map();
  vi.spyOn(commands, 'registerCommand').mockImplementation((name, act) => {
    registered.set(name, act as (...parts: unknown[]) => Promise<void>);
    return new Disposable(() => undefined);
  });
  atWork = undefined;
  tree = new RunTree({
    home: file(home),
    onDidChangeRuns: new EventEmitter<void>().event,
    isAtWork: (folder) => folder === atWork,
    replay: replayed,
  });
});
afterEach(() => {
  tree.dispose();
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

const titles = () => tree.getChildren().map((run) => tree.getTreeItem(run).label);

describe('the tree of runs', () => {
  it('shows the runs of all models, the newest first, with their steps and their last loss', () => {
    expect(titles()).toEqual(['ResNet()', 'Net()']);
    const [item] = tree.getChildren().map((run) => tree.getTreeItem(run));
    expect(item.description).toMatch(/^2 steps · loss 1\.00 · /);
    expect(tree.getChildren(tree.getChildren()[0])).toEqual([]);
  });

  it('replays the run that is clicked', async () => {
    const [run] = tree.getChildren();
    await registered.get('skipline.replayRun')!(run);
    expect(replayed).toHaveBeenCalledWith(run);
  });

  it('renames a run and keeps its folder', async () => {
    Object.assign(window, { showInputBox: () => Promise.resolve(' best so far ') });
    await registered.get('skipline.renameRun')!(tree.getChildren()[1]);
    expect(titles()).toEqual(['ResNet()', 'best so far']);
    expect(existsSync(older)).toBe(true);
  });

  it('deletes what is confirmed, but no run that is at work', async () => {
    Object.assign(window, {
      showWarningMessage: (_text: string, _options: unknown, yes: string) => Promise.resolve(yes),
    });
    atWork = newer;
    const runs = tree.getChildren();
    await registered.get('skipline.deleteRun')!(runs[0], runs);
    expect([existsSync(newer), existsSync(older)]).toEqual([true, false]);
    Object.assign(window, { showWarningMessage: () => Promise.resolve(undefined) });
    atWork = undefined;
    await registered.get('skipline.deleteRun')!(runs[0], [runs[0]]);
    expect(existsSync(newer)).toBe(true);
  });

  it('compares runs on a page of two tables', () => {
    expect(comparisonPage(tree.getChildren()).split('\n')).toEqual([
      '# Comparison of runs',
      '',
      `| setting | ${path.basename(newer)} | ${path.basename(older)} |`,
      '| --- | --- | --- |',
      '| model | "ResNet()" | "Net()" |',
      '| learningRate | 0.5 | 0.1 |',
      '',
      `| loss at step | ${path.basename(newer)} | ${path.basename(older)} |`,
      '| --- | --- | --- |',
      '| 1 | 2.00 | 2.00 |',
      '| 2 | 1.00 | 1.50 |',
      '| 3 |  | 1.25 |',
      '',
    ]);
  });
});
