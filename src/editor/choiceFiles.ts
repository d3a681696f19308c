import * as path from 'node:path';
import * as vscode from 'vscode';
import { choiceFileName, readChoices, withChoice, type ModelChoice } from './choiceFile';
import { magicCommentOf, writeMagicComment } from './magicComment';

/** What the user has chosen for models: in `.skipline.json` of the workspace folder, or in a comment of the file. */
export class ChoiceFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Some file of choices has other content; unsaved content counts. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  /** Choices by the path of the folder that their file lies in. */
  #choices = new Map<string, ReadonlyMap<string, ModelChoice>>();
  /** Counts the readings: one that was overtaken by a later one is of no account. */
  #newest = 0;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${choiceFileName}`);
    const reload = () => void this.reload();
    this.#subscriptions = [
      watcher,
      watcher.onDidChange(reload),
      watcher.onDidCreate(reload),
      watcher.onDidDelete(reload),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (path.basename(document.uri.fsPath) === choiceFileName) {
          reload();
        }
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(reload),
    ];
    reload();
  }

  /** Names of a file's models that have a choice. */
  chosenIn(uri: vscode.Uri): ReadonlySet<string> {
    const folder = this.#folderFor(uri);
    const prefix = folder === undefined ? '' : keyOf(folder, uri, '');
    const keys = folder === undefined ? [] : [...(this.#choices.get(folder)?.keys() ?? [])];
    return new Set(keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
  }

  /** What is chosen for a model at present. */
  choiceFor(document: vscode.TextDocument, name: string): ModelChoice {
    const folder = this.#folderFor(document.uri);
    const saved =
      folder === undefined ? undefined : this.#choices.get(folder)?.get(keyOf(folder, document.uri, name));
    return magicCommentOf(document.getText(), name) ?? saved ?? {};
  }

  /**
   * Writes a choice where the present one stands: in the comment that speaks of the model, else in the nearest file of
   * choices, which is made at the root of the workspace folder where there is none. A file outside of every folder gets a comment.
   * @throws Error with a sentence where that file cannot be changed
   */
  async choose(
    document: vscode.TextDocument,
    name: string,
    choice: ModelChoice,
    line: number,
  ): Promise<void> {
    const folder = this.#folderFor(document.uri);
    const comment = magicCommentOf(document.getText(), name);
    const edit = new vscode.WorkspaceEdit();
    if (comment) {
      const range = new vscode.Range(document.positionAt(comment.from), document.positionAt(comment.to));
      edit.replace(document.uri, range, writeMagicComment(name, { ...comment, ...choice }));
      await apply(edit, document.uri);
    } else if (folder === undefined) {
      const text = `# skipline: ${writeMagicComment(name, choice)}\n`;
      edit.insert(document.uri, new vscode.Position(line - 1, 0), text);
      await apply(edit, document.uri);
    } else {
      await writeToFile(folder, keyOf(folder, document.uri, name), choice);
    }
  }

  async reload(): Promise<void> {
    const mine = ++this.#newest;
    const files = await vscode.workspace.findFiles(`**/${choiceFileName}`, undefined, mostFiles);
    const read = await Promise.all(
      files.map(async (uri) => [path.dirname(uri.fsPath), await readFile(uri)] as const),
    );
    if (mine !== this.#newest) {
      return;
    }
    const before = this.#choices;
    this.#choices = new Map(read);
    if (written(before) !== written(this.#choices)) {
      this.#changed.fire();
    }
  }

  /** The folder of the file of choices that speaks for a file: the nearest one, else the workspace folder. */
  #folderFor(uri: vscode.Uri): string | undefined {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
    if (root === undefined) {
      return undefined;
    }
    for (let folder = path.dirname(uri.fsPath); folder.startsWith(root); folder = path.dirname(folder)) {
      if (this.#choices.has(folder) || folder === root) {
        return folder;
      }
    }
    return root;
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }
}

/** Files of choices that are looked at. */
const mostFiles = 200;

function written(choices: ReadonlyMap<string, ReadonlyMap<string, ModelChoice>>): string {
  return JSON.stringify([...choices].map(([folder, entries]) => [folder, [...entries]]).sort());
}

/** `rel/path.py:Name`. */
function keyOf(folder: string, { fsPath }: vscode.Uri, name: string): string {
  return `${path.relative(folder, fsPath).split(path.sep).join('/')}:${name}`;
}

async function readFile(uri: vscode.Uri): Promise<ReadonlyMap<string, ModelChoice>> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) {
    return readChoices(open.getText());
  }
  try {
    return readChoices(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return new Map();
  }
}

async function writeToFile(folder: string, key: string, choice: ModelChoice): Promise<void> {
  const uri = vscode.Uri.file(path.join(folder, choiceFileName));
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  await apply(edit, uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const text = withChoice(document.getText(), key, choice, indentationFor(document));
  if (text === undefined) {
    throw new Error(
      vscode.l10n.t('{0} is not valid: correct it first.', vscode.workspace.asRelativePath(uri)),
    );
  }
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await apply(change, uri);
  // The tracer reads the disk; an undo brings the old text back, unsaved, which counts as well.
  await document.save();
}

/** @throws Error with a sentence where the editor refuses the change, such as of a file that is read-only */
async function apply(edit: vscode.WorkspaceEdit, uri: vscode.Uri): Promise<void> {
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(vscode.l10n.t('{0} cannot be changed.', vscode.workspace.asRelativePath(uri)));
  }
}

function indentationFor(document: vscode.TextDocument): string {
  const editor = vscode.workspace.getConfiguration('editor', document);
  return editor.get<boolean>('insertSpaces', true) ? ' '.repeat(editor.get<number>('tabSize', 2)) : '\t';
}
