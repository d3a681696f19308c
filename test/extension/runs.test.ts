import { strict as assert } from 'node:assert';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDocument } from '../../src/editor/modelDocument';
import type { ListedRun } from '../../src/engine/runList';
import type { RunTree } from '../../src/views/runTree';
import { openSample, replace, revert, skipline, until } from './support';

type Question =
  | 'showInputBox'
  | 'showQuickPick'
  | 'showOpenDialog'
  | 'showSaveDialog'
  | 'showWarningMessage'
  | 'showErrorMessage';

/**
 * What the user answers to a question of a command: nobody is there to type, and the host shows no modal dialog to tests.
 * @returns the parts of each question that was asked.
 */
async function answering(
  question: Question,
  answer: unknown,
  act: () => Thenable<unknown>,
): Promise<readonly unknown[][]> {
  const asked: unknown[][] = [];
  const before = vscode.window[question];
  const ask = (...parts: unknown[]) => {
    asked.push(parts);
    return Promise.resolve(answer);
  };
  Object.assign(vscode.window, { [question]: ask });
  try {
    await act();
  } finally {
    Object.assign(vscode.window, { [question]: before });
  }
  return asked;
}

/** A safetensors file with another header. */
function withHeader(file: Buffer, change: (header: Record<string, { shape: number[] }>) => unknown): Buffer {
  const length = Number(file.readBigUInt64LE());
  const header = JSON.parse(file.subarray(8, 8 + length).toString()) as Record<string, { shape: number[] }>;
  const text = Buffer.from(JSON.stringify(change(header)));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, file.subarray(8 + length)]);
}

describe('runs', function () {
  this.timeout(180_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'skipline-weights-'));
  const file = (name: string) => path.join(folder, name);
  const command = (name: string, ...parts: unknown[]) =>
    vscode.commands.executeCommand(`skipline.${name}`, ...parts);
  const settings = { 'training.batchSize': 4, 'training.steps': 6 };
  let editor: vscode.TextEditor;
  let model: ModelDocument;
  let tree: RunTree;

  const configure = async (values: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(values)) {
      await vscode.workspace.getConfiguration('skipline').update(name, value);
    }
  };
  const runs = (): ListedRun[] => tree.getChildren();
  const train = async (): Promise<void> => {
    await command('train');
    await until('the training is over', () => model.run?.state === 'finished', 120_000);
  };

  before(async () => {
    ({ editor, model } = await openSample());
    ({ runs: tree } = await skipline());
    for (const run of runs()) {
      rmSync(run.folder, { recursive: true });
    }
    await configure(settings);
  });
  after(async () => {
    await revert(editor);
    await command('stop');
    await configure({ 'training.batchSize': undefined, 'training.steps': undefined });
    rmSync(folder, { recursive: true, force: true });
  });

  it('are listed with their loss once they have made a step', async () => {
    await train();
    await train();
    assert.equal(runs().length, 2);
    const [newest] = runs();
    const { label, description } = tree.getTreeItem(newest);
    assert.equal(label, 'ResNet');
    assert.match(String(description), /^\d.* · 6 steps · \d\d:\d\d/);
    await command('runOnce');
    await until('the pass is over', () => model.run?.state === 'ready');
    assert.equal(runs().length, 2);
  });

  it('have the name that they are given', async () => {
    await answering('showInputBox', 'baseline', () => command('renameRun', runs()[1]));
    assert.deepEqual(
      runs().map((run) => tree.getTreeItem(run).label),
      ['ResNet', 'baseline'],
    );
  });

  it('stay as long as another window may be at work on them', async () => {
    const [run] = runs();
    const other = `${run.folder}-of-another-window`;
    const description = path.join(other, 'settings.json');
    mkdirSync(other);
    copyFileSync(path.join(run.folder, 'settings.json'), description);
    const begin = async () => {
      await command('stop');
      await until('it has ended', () => model.run?.state === 'finished');
      await command('runOnce');
      await until('the pass is over', () => model.run?.state === 'ready');
    };
    await begin();
    assert.ok(existsSync(other));
    const longAgo = new Date('2020-01-01');
    utimesSync(description, longAgo, longAgo);
    await begin();
    assert.equal(existsSync(other), false);
  });

  it('are shown again step by step without an engine', async () => {
    const [, baseline] = runs();
    await command('replayRun', baseline);
    const { run } = model;
    assert.equal(run?.state, 'replaying');
    assert.equal(run.settings.folder, baseline.folder);
    const steps = [run.overlay?.step];
    const subscription = run.onDidChangeOverlay(() => steps.push(run.overlay?.step));
    await until('the replay is over', () => run.state === 'finished');
    subscription.dispose();
    assert.deepEqual(steps, [1, 2, 3, 4, 5, 6]);
    assert.equal(run.processId, undefined);
    assert.equal(model.isRunStale, false);
  });

  it('make more steps when they have made all of theirs', async () => {
    const baseline = runs()[1];
    await answering('showInputBox', undefined, () => command('continueRecordedRun', baseline));
    assert.equal(runs()[1].steps, 6);
    const [[question]] = await answering('showInputBox', '3', () => command('continueRecordedRun', baseline));
    const { title, prompt } = question as vscode.InputBoxOptions;
    assert.deepEqual([title, prompt], ['Continue baseline', 'How many more steps? It has made 6.']);
    await until('it has made them', () => model.run?.state === 'finished' && model.run.step === 9, 120_000);
    const [, longer] = runs();
    assert.deepEqual([longer.steps, longer.description.settings.steps], [9, 9]);
    assert.equal(tree.getTreeItem(longer).contextValue, 'run');
  });

  it('make no more steps where their learning rate has come to its end', async () => {
    const [, { description, ...run }] = runs();
    const settings = { ...description.settings, schedule: { name: 'linear' } };
    const ended = { ...run, description: { ...description, settings } };
    const [[sentence]] = await answering('showErrorMessage', undefined, () =>
      command('continueRecordedRun', ended),
    );
    assert.match(String(sentence), /^The learning rate of baseline has come to its end with step 9; /);
  });

  it('save their weights as safetensors and for PyTorch, and begin with what was saved', async () => {
    for (const name of ['first.safetensors', 'first.pt']) {
      await answering('showSaveDialog', vscode.Uri.file(file(name)), () => command('saveWeights'));
      assert.ok(existsSync(file(name)), name);
    }
    await answering('showOpenDialog', [vscode.Uri.file(file('first.pt'))], () => command('loadWeights'));
    assert.equal(model.run?.state, 'ready');
    const again = vscode.Uri.file(file('again.safetensors'));
    await answering('showSaveDialog', again, () => command('saveWeights'));
    assert.ok(readFileSync(file('first.safetensors')).equals(readFileSync(again.fsPath)));
  });

  it('name the keys that do not fit, and take the others when told to', async () => {
    const other = withHeader(readFileSync(file('first.safetensors')), (header) => {
      const { 'fc.bias': bias, ...rest } = header;
      return { ...rest, 'conv1.weight': { ...header['conv1.weight'], shape: [16, 27] }, 'fc.other': bias };
    });
    writeFileSync(file('other.safetensors'), other);
    await answering('showQuickPick', vscode.l10n.t('Other weights…'), async () => {
      await answering('showOpenDialog', [vscode.Uri.file(file('other.safetensors'))], async () => {
        const [[sentence, options]] = await answering('showErrorMessage', 'Load What Fits', () =>
          command('loadWeights'),
        );
        assert.match(String(sentence), /other\.safetensors' do not fit the model ResNet/);
        const { detail } = options as { detail: string };
        assert.deepEqual(
          detail.split('\n').map((line) => line.trim()),
          [
            'missing (1): fc.bias',
            'unexpected (1): fc.other',
            'of another shape (1): conv1.weight is 16×27, in the model 16×3×3×3',
          ],
        );
      });
    });
    assert.equal(model.run?.state, 'ready');
    assert.match(model.run.message ?? '', /Of the weights '.*', \d+ tensors were loaded/);
  });

  it('offer to take none where none fits', async () => {
    const strange = withHeader(readFileSync(file('first.safetensors')), (header) =>
      Object.fromEntries(
        Object.entries(header).map(([name, entry]) => [
          name.startsWith('__') ? name : `strange.${name}`,
          entry,
        ]),
      ),
    );
    writeFileSync(file('strange.safetensors'), strange);
    await answering('showQuickPick', vscode.l10n.t('Other weights…'), async () => {
      await answering('showOpenDialog', [vscode.Uri.file(file('strange.safetensors'))], async () => {
        const [parts] = await answering('showErrorMessage', undefined, () => command('loadWeights'));
        const [, { detail }, ...offered] = parts as [string, { detail: string }, ...string[]];
        assert.match(detail, /None of its tensors fits\.$/);
        assert.deepEqual(offered, []);
      });
    });
    await until('it begins as before', () => model.run?.state === 'ready');
  });

  it('begin as before where a file holds no weights', async () => {
    writeFileSync(file('text.pt'), 'no weights at all');
    await answering('showQuickPick', vscode.l10n.t('Other weights…'), () =>
      answering('showOpenDialog', [vscode.Uri.file(file('text.pt'))], () => command('loadWeights')),
    );
    assert.equal(model.run?.state, 'failed');
    assert.match(model.run.message ?? '', /text\.pt' is neither .*; save the weights again\.$/);
    await answering('showQuickPick', vscode.l10n.t('Those of the seed'), () => command('loadWeights'));
    await until('the pass is over', () => model.run?.state === 'ready');
  });

  it('go on from their last step', async () => {
    await configure({ 'training.steps': 100_000 });
    await command('train');
    await until('some steps are done', () => (model.run?.step ?? 0) >= 3, 120_000);
    await command('pause');
    await until('it is paused', () => model.run?.state === 'paused');
    const [paused] = runs();
    // As after the window was loaded anew.
    model.setRun(undefined);
    await command('continueRecordedRun', paused);
    const { run } = model;
    assert.equal(run?.settings.folder, paused.folder);
    await until('it goes on', () => run.step > paused.steps + 1, 120_000);
    const steps = run.losses.map(([step]) => step);
    assert.deepEqual(
      steps,
      steps.map((_, index) => index + 1),
    );
    await command('stop');
    await until('it has ended', () => run.state === 'finished');
  });

  it('tell that they are of another text, and go on where that computes the same', async () => {
    const [run] = runs();
    await replace(editor, 'import torch\n', 'import torch  # edited\n');
    await command('replayRun', run);
    assert.equal(model.isRunStale, true);
    await command('continueRecordedRun', run);
    await until('it goes on', () => model.run?.state === 'training', 120_000);
    assert.match(model.run?.message ?? '', /^resnet20\.py has changed since .* computes the same/);
    await command('stop');
    await until('it has ended', () => model.run?.state === 'finished');
  });

  it('do not go on where the model computes something else, and lose nothing', async () => {
    const [run] = runs();
    await replace(editor, 'num_classes: int = 10', 'num_classes: int = 7');
    await until('the edit is traced', () => model.freshness === 'current' && !model.problem);
    await command('continueRecordedRun', run);
    await until('it is refused', () => model.run?.state === 'failed', 60_000);
    assert.match(
      model.run?.message ?? '',
      /^resnet20\.py has changed since the run was recorded, .* cannot be continued; start a new one\.$/,
    );
    await revert(editor);
    await until('the text is traced again', () => model.freshness === 'current');
    assert.equal(runs()[0].steps, run.steps);
  });

  it('go on from the beginning where their checkpoints were deleted', async () => {
    const [run] = runs();
    rmSync(path.join(run.folder, 'checkpoint-0.safetensors'), { force: true });
    rmSync(path.join(run.folder, 'checkpoint-1.safetensors'), { force: true });
    await command('continueRecordedRun', run);
    await until('it goes on', () => (model.run?.step ?? 0) > run.steps, 120_000);
    assert.equal(model.run?.state, 'training');
    await command('stop');
    await until('it has ended', () => model.run?.state === 'finished');
  });

  it('are compared on a page of their own', async () => {
    const two = runs().slice(0, 2);
    await command('compareRuns', two[0], two);
    const tab = await until('the page is there', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label.includes('Comparison of runs')),
    );
    assert.equal(tab.isDirty, false);
    await vscode.window.tabGroups.close(tab);
  });

  it('are gone when they are deleted, and so are their numbers', async () => {
    const [run] = runs();
    await command('replayRun', run);
    assert.equal(model.run?.settings.folder, run.folder);
    const count = runs().length;
    await answering('showWarningMessage', undefined, () => command('deleteRun', run));
    assert.ok(existsSync(run.folder));
    const [[question]] = await answering('showWarningMessage', 'Delete', () => command('deleteRun', run));
    assert.equal(question, `Delete the run ${String(tree.getTreeItem(run).label)}?`);
    assert.equal(existsSync(run.folder), false);
    assert.equal(runs().length, count - 1);
    assert.equal(model.run, undefined);
  });
});
