import * as vscode from 'vscode';
import { createHeatDecorations, heatLevelCount } from './heat';
import { heatLevels, numbersOf, type LineNumbers } from './lineNumbers';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import { sourceFileOf } from './sourceFile';
import type { LineFacts } from './sourceIndex';

/** At most four updates a second, for visible editors only. */
const updateMilliseconds = 250;

/** A run's numbers after the lines of its modules, and the gradient's magnitude as heat in the gutter. */
export class RunDecorations implements vscode.Disposable {
  readonly #documents: ModelDocuments;
  readonly #numbers = createNumbers('skipline.numbers');
  readonly #staleNumbers = createNumbers('skipline.staleNumbers');
  readonly #heat = createHeatDecorations(false);
  readonly #staleHeat = createHeatDecorations(true);
  readonly #subscriptions: vscode.Disposable[];
  /** Editors that show decorations at present. */
  readonly #decorated = new WeakSet<vscode.TextEditor>();
  #timer: NodeJS.Timeout | undefined;
  #lastUpdate = 0;

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
    this.#subscriptions = [
      documents.onDidChange(({ change }) => {
        if (change === 'overlay' || change === 'run' || change === 'lines') {
          this.#schedule();
        }
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#schedule()),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    [this.#numbers, this.#staleNumbers, ...this.#heat, ...this.#staleHeat].forEach((type) => type.dispose());
  }

  #schedule(): void {
    if (this.#timer === undefined) {
      const wait = Math.max(0, this.#lastUpdate + updateMilliseconds - Date.now());
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#lastUpdate = Date.now();
        vscode.window.visibleTextEditors.forEach((editor) => this.#update(editor));
      }, wait);
    }
  }

  #update(editor: vscode.TextEditor): void {
    const { document } = editor;
    const model = this.#documents.about(document.uri).find(({ run }) => run?.overlay !== undefined);
    const file = sourceFileOf(document.uri);
    if (model === undefined || file === undefined) {
      if (this.#decorated.has(editor)) {
        this.#decorated.delete(editor);
        this.#apply(editor, [], false);
      }
      return;
    }
    this.#decorated.add(editor);
    const lines = lineNumbersOf(model, file).filter(({ line }) => line <= document.lineCount);
    this.#apply(editor, lines, model.isRunStale);
  }

  #apply(editor: vscode.TextEditor, lines: readonly LineNumbers[], isStale: boolean): void {
    const texts = lines.map(({ line, text }) => {
      const end = editor.document.lineAt(line - 1).range.end;
      return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: text } } };
    });
    editor.setDecorations(this.#numbers, isStale ? [] : texts);
    editor.setDecorations(this.#staleNumbers, isStale ? texts : []);

    const heated = lines.flatMap(({ line, gradient }) =>
      gradient === undefined ? [] : [{ line, gradient }],
    );
    const levels = heatLevels(
      heated.map(({ gradient }) => gradient),
      heatLevelCount,
    );
    for (const [types, isUsed] of [
      [this.#heat, !isStale],
      [this.#staleHeat, isStale],
    ] as const) {
      types.forEach((type, level) => {
        const ranges = heated
          .filter((_, index) => isUsed && levels[index] === level)
          .map(({ line }) => new vscode.Range(line - 1, 0, line - 1, 0));
        editor.setDecorations(type, ranges);
      });
    }
  }
}

/** The lines of a file that a run has numbers for. */
function lineNumbersOf(model: ModelDocument, file: string): LineNumbers[] {
  const { run } = model;
  if (run?.overlay === undefined) {
    return [];
  }
  const { overlay } = run;
  return [...run.traced.linesOf(file)].flatMap((facts: LineFacts) => numbersOf(facts, overlay) ?? []);
}

function createNumbers(colour: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor(colour), margin: '0 0 0 2em' },
  });
}
