import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRunFolder } from '../../../src/engine/runFolder';
import { StepRecordWriter } from '../../../src/engine/stepRecords';
import type { ListedRun } from '../../../src/engine/runList';
import type { ModelRun } from '../../../src/editor/modelRun';
import { comparisonPage } from '../../../src/views/runComparison';
import { RunTree } from '../../../src/views/runTree';
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
let shown: { readonly folder: string; readonly run: Partial<ModelRun> } | undefined;
const done = () => Promise.resolve();
const replayed = vi.fn(done);
const compared = vi.fn((_runs: readonly ListedRun[]) => Promise.resolve());
const forgotten = vi.fn();
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
  shown = undefined;
  tree = new RunTree({
    home: file(home),
    onDidChangeRuns: new EventEmitter<void>().event,
    comparisons: { show: compared },
    shownRun: (folder) => (folder === shown?.folder ? (shown.run as ModelRun) : undefined),
    replay: replayed,
    continue: done,
    saveWeights: done,
    forget: forgotten,
  });
});
afterEach(() => {
  tree.dispose();
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

const titles = () => tree.getChildren().map((run) => tree.getTreeItem(run).label);

describe('the tree of runs', () => {
  it('shows the runs of all models, the newest first, what is looked for first', () => {
    expect(titles()).toEqual(['ResNet', 'Net']);
    const [item] = tree.getChildren().map((run) => tree.getTreeItem(run));
    expect(item.description).toMatch(/^1\.00 · 2 steps · /);
    expect(item.accessibilityInformation?.label).toMatch(/^ResNet, loss 1\.00, 2 steps, /);
    expect(tree.getChildren(tree.getChildren()[0])).toEqual([]);
  });

  it('is ahead of the records where a run is at work, and lists none that has made no step', () => {
    addRun('Looked', '2026-03-01T00:00:00.000Z', []);
    expect(titles()).toEqual(['ResNet', 'Net']);
    shown = { folder: newer, run: { state: 'training', isAtWork: true, losses: [[7, 0.25]] } };
    const [item] = tree.getChildren().map((run) => tree.getTreeItem(run));
    expect(item.description).toMatch(/^0\.25 · 7 steps · /);
    expect(item.contextValue).toBe('runAtWork');
  });

  it('warns of a loss that is not finite', () => {
    addRun('Wild', '2026-04-01T00:00:00.000Z', [2, NaN]);
    const [item] = tree.getChildren().map((run) => tree.getTreeItem(run));
    expect(item.description).toMatch(/^NaN · /);
    expect(item.iconPath).toMatchObject({ id: 'warning' });
  });

  it('replays the run that is clicked', async () => {
    const [run] = tree.getChildren();
    await registered.get('skipline.replayRun')!(run);
    expect(replayed).toHaveBeenCalledWith(run);
  });

  it('renames a run and keeps its folder', async () => {
    Object.assign(window, { showInputBox: () => Promise.resolve(' best so far ') });
    await registered.get('skipline.renameRun')!(tree.getChildren()[1]);
    expect(titles()).toEqual(['ResNet', 'best so far']);
    expect(existsSync(older)).toBe(true);
  });

  it('deletes what is confirmed, but no run that is at work', async () => {
    Object.assign(window, {
      showWarningMessage: (_text: string, _options: unknown, yes: string) => Promise.resolve(yes),
    });
    shown = { folder: newer, run: { state: 'training', isAtWork: true, losses: [] } };
    const runs = tree.getChildren();
    await registered.get('skipline.deleteRun')!(runs[0], runs);
    expect([existsSync(newer), existsSync(older)]).toEqual([true, false]);
    expect(forgotten.mock.calls).toEqual([[older]]);
    Object.assign(window, { showWarningMessage: () => Promise.resolve(undefined) });
    shown = undefined;
    await registered.get('skipline.deleteRun')!(runs[0], [runs[0]]);
    expect(existsSync(newer)).toBe(true);
  });

  it('lets one pick what a single run is compared with', async () => {
    const pick = vi.fn((items: readonly { readonly picked: boolean }[]) => Promise.resolve(items));
    Object.assign(window, { showQuickPick: pick });
    const runs = tree.getChildren();
    await registered.get('skipline.compareRuns')!(runs[1]);
    expect(pick.mock.calls[0][0].map(({ picked }) => picked)).toEqual([false, true]);
    expect(compared.mock.calls[0][0].map(({ folder }) => folder)).toEqual([newer, older]);
  });

  it('compares runs on a page: a picture of the curves, losses, and the settings that differ', () => {
    const withoutPictures = (text: string) => text.replace(/!\[([^\]]*)\]\([^)]*\)/g, '<$1>');
    expect(withoutPictures(comparisonPage(tree.getChildren())).split('\n')).toEqual([
      '# Comparison of runs',
      '',
      '<Loss by step>',
      '',
      '| loss at step | <> ResNet | <> Net |',
      '| --- | ---: | ---: |',
      '| 1 | 2.00 | 2.00 |',
      '| 2 | 1.00 | 1.50 |',
      '| 3 |  | 1.25 |',
      '',
      '| setting | <> ResNet | <> Net |',
      '| --- | ---: | ---: |',
      '| model | "ResNet\\(\\)" | "Net\\(\\)" |',
      '| learningRate | 0.5 | 0.1 |',
      '',
      '',
    ]);
  });

  it('tells runs of one name apart by their time on that page, and says where no setting differs', () => {
    addRun('Net', '2026-01-02T00:00:00.000Z', [2, 1]);
    const page = comparisonPage(
      tree.getChildren().filter(({ description }) => description.model === 'Net()'),
    );
    expect(page).toContain('The settings of these runs are the same.');
    const [header] = page.split('\n').filter((line) => line.startsWith('| loss'));
    expect(new Set(header.split('|').slice(2, 4)).size).toBe(2);
  });
});
