import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ModelDocument } from '../../src/editor/modelDocument';
import { openSample, replace, revert, until } from './support';

/**
 * Longest time that this process held its thread between two turns of a timer of 5 ms. Where the processors are all
 * taken, a turn comes late although nothing held the thread: only what was computed meanwhile counts.
 */
class TurnWatch {
  /** Of this thread where Node can tell (23.9 and later), else of the whole process. */
  readonly #cpuUsage =
    (process as NodeJS.Process & { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage ??
    process.cpuUsage;
  longestGap = 0;
  longestHold = 0;
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();
  #usage = this.#cpuUsage();

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      const { user, system } = this.#cpuUsage(this.#usage);
      const gap = now - this.#last;
      this.longestGap = Math.max(this.longestGap, gap);
      this.longestHold = Math.max(this.longestHold, Math.min(gap, (user + system) / 1000));
      this.#last = now;
      this.#usage = this.#cpuUsage();
    }, 5);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

describe('training', function () {
  this.timeout(180_000);
  let editor: vscode.TextEditor;
  let model: ModelDocument;
  before(async () => {
    ({ editor, model } = await openSample());
    await vscode.workspace.getConfiguration('skipline').update('training.batchSize', 8);
  });
  after(async () => {
    await revert(editor);
    await vscode.commands.executeCommand('skipline.stop');
    await vscode.workspace.getConfiguration('skipline').update('training.batchSize', undefined);
  });

  it('never blocks the extension host for more than 50 ms', async () => {
    await vscode.commands.executeCommand('skipline.train', { uri: editor.document.uri.toString() });
    assert.deepEqual(model.preparation, undefined);
    await until('training has begun', () => (model.run?.step ?? 0) > 0, 120_000);
    const watch = new TurnWatch();
    const first = model.run?.step ?? 0;
    await until('20 more steps are done', () => (model.run?.step ?? 0) >= first + 20, 120_000);
    watch.stop();
    const text = `${watch.longestHold.toFixed(1)} ms`;
    console.log(`    longest hold of the thread: ${text} (longest gap ${watch.longestGap.toFixed(1)} ms)`);
    assert.ok(watch.longestHold <= 50, text);
  });

  it('gives every block an activation, a gradient and its split at the merge', () => {
    const overlay = model.run?.overlay;
    assert.ok(overlay);
    for (const { path, module } of model.run?.traced.analysis.residualBlocks ?? []) {
      assert.ok((overlay.modules[module]?.activation?.std ?? 0) > 0, path);
      assert.ok((overlay.modules[module]?.gradient?.l2 ?? 0) > 0, path);
      const merge = overlay.merges.find((entry) => entry.path === path);
      assert.ok(merge && merge.branchGradient > 0 && merge.shortcutGradient > 0, path);
    }
    assert.equal(overlay.merges.length, 9);
  });

  it('calls the numbers stale after an edit, and current again after its undoing', async () => {
    assert.equal(model.isRunStale, false);
    await replace(editor, 'import torch\n', 'import torch  # edited\n');
    assert.equal(model.isRunStale, true);
    await replace(editor, 'import torch  # edited\n', 'import torch\n');
    assert.equal(model.isRunStale, false);
  });

  it('pauses, steps once and resumes', async () => {
    await vscode.commands.executeCommand('skipline.pause');
    await until('it is paused', () => model.run?.state === 'paused');
    const step = model.run?.step ?? 0;
    await vscode.commands.executeCommand('skipline.step');
    await until('one step is done', () => model.run?.step === step + 1 && model.run.state === 'paused');
    await vscode.commands.executeCommand('skipline.train');
    await until('it goes on', () => (model.run?.step ?? 0) > step + 2);
  });

  it('continues from the last step after the engine was killed', async () => {
    const { run } = model;
    assert.ok(run?.processId);
    process.kill(run.processId, 'SIGKILL');
    await until('the loss of the engine is known', () => run.state === 'lost');
    assert.match(run.message ?? '', /SIGKILL/);
    const step = run.step;
    await vscode.commands.executeCommand('skipline.continueRun');
    await until('it goes on', () => run.state === 'training' && run.step > step, 120_000);
    const steps = run.losses.map(([at]) => at);
    assert.deepEqual(
      steps,
      steps.map((_, index) => steps[0] + index),
      'every step is recorded once',
    );
  });

  it('stops and lets the process go', async () => {
    await vscode.commands.executeCommand('skipline.stop');
    await until('it has finished', () => model.run?.state === 'finished');
    assert.equal(model.run?.processId, undefined);
  });

  it('runs once: numbers for every line, and no step', async () => {
    const before = model.run;
    await vscode.commands.executeCommand('skipline.runOnce');
    await until('the numbers are there', () => model.run !== before && model.run?.overlay, 60_000);
    assert.equal(model.run?.losses.length, 0);
    assert.equal(model.run?.state, 'ready');
  });
});
