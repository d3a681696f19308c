/** As much of the editor's API as the tests of this folder and of `views` need; stands in for the module `vscode`. */
import type * as vscode from 'vscode';

type Listener<T> = (event: T) => unknown;

export class Disposable {
  constructor(readonly dispose: () => void) {}
}

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(event: T): void {
    [...this.#listeners].forEach((listener) => listener(event));
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  static file(path: string): Uri {
    return new Uri('file', path);
  }

  static parse(text: string): Uri {
    const [scheme, path] = text.split('://');
    return new Uri(scheme, path);
  }

  static joinPath({ scheme, path }: Uri, ...parts: string[]): Uri {
    return new Uri(scheme, [path, ...parts].join('/'));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = { line: startLine, character: startCharacter };
    this.end = { line: endLine, character: endCharacter };
  }
}

export const opened = new EventEmitter<vscode.TextDocument>();
export const closed = new EventEmitter<vscode.TextDocument>();
export const edited = new EventEmitter<vscode.TextDocumentChangeEvent>();
export const trusted = new EventEmitter<void>();
export const renamed = new EventEmitter<vscode.FileRenameEvent>();
/** What happens on the disk, as a watcher of Python files reports it. */
export const disk = {
  changed: new EventEmitter<vscode.Uri>(),
  created: new EventEmitter<vscode.Uri>(),
  deleted: new EventEmitter<vscode.Uri>(),
};
const never = () => new Disposable(() => undefined);
/** Settings by their names without `skipline.`. */
export const settings = new Map<string, unknown>();

export const workspace = {
  isTrusted: true,
  textDocuments: [] as vscode.TextDocument[],
  workspaceFolders: [],
  getWorkspaceFolder: (): unknown => undefined,
  getConfiguration: () => ({
    get: (name: string) => settings.get(name),
    update: (..._change: unknown[]) => Promise.resolve(),
  }),
  asRelativePath: (uri: Uri) => uri.path,
  openTextDocument: () => Promise.resolve({}),
  findFiles: () => Promise.resolve<Uri[]>([]),
  applyEdit: () => Promise.resolve(true),
  onDidOpenTextDocument: opened.event,
  onDidCloseTextDocument: closed.event,
  onDidChangeTextDocument: edited.event,
  onDidGrantWorkspaceTrust: trusted.event,
  onDidChangeConfiguration: never,
  onDidChangeWorkspaceFolders: never,
  onDidRenameFiles: renamed.event,
  createFileSystemWatcher: () => ({
    onDidChange: disk.changed.event,
    onDidCreate: disk.created.event,
    onDidDelete: disk.deleted.event,
    dispose: () => undefined,
  }),
  fs: {
    stat: () => Promise.reject(new Error('No such file.')),
    readDirectory: () => Promise.resolve([]),
    createDirectory: () => Promise.resolve(),
    delete: () => Promise.resolve(),
  },
};

export const window = {
  activeTextEditor: undefined as { document: unknown } | undefined,
  showInformationMessage: (_message: string, ..._items: string[]) =>
    Promise.resolve<string | undefined>(undefined),
  showOpenDialog: () => Promise.resolve<Uri[] | undefined>(undefined),
  setStatusBarMessage: never,
  createTreeView: () => ({ description: '', selection: [], dispose: () => undefined }),
  visibleTextEditors: [],
  onDidChangeVisibleTextEditors: never,
  onDidChangeTextEditorSelection: never,
  registerWebviewPanelSerializer: never,
};
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };
export const env = { language: 'en' };
export enum DiagnosticSeverity {
  Error,
  Warning,
  Information,
  Hint,
}
export class Diagnostic {
  code: unknown;
  source: string | undefined;
  relatedInformation: unknown[] = [];
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity: DiagnosticSeverity,
  ) {}
}
export class Location {
  constructor(
    readonly uri: Uri,
    readonly range: Range,
  ) {}
}
export class DiagnosticRelatedInformation {
  constructor(
    readonly location: Location,
    readonly message: string,
  ) {}
}
export class CodeAction {
  constructor(
    readonly title: string,
    readonly kind: unknown,
  ) {}
}
export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}
export class WorkspaceEdit {
  /** Texts that are inserted, in order, each with its place. */
  readonly inserted: (readonly [Position, string])[] = [];
  createFile(): void {}
  insert(_uri: Uri, place: Position, text: string): void {
    this.inserted.push([place, text]);
  }
  replace(): void {}
}
export const CodeActionKind = { QuickFix: 'quickfix' };
/** Problems by the text of their file's URI. */
export const problems = new Map<string, readonly Diagnostic[]>();
export const languages = {
  createDiagnosticCollection: () => ({
    set: (uri: Uri, found: readonly Diagnostic[]) => problems.set(uri.toString(), found),
    dispose: () => problems.clear(),
  }),
  match: (selector: { scheme: string; language: string }, { uri, languageId }: vscode.TextDocument) =>
    selector.scheme === uri.scheme && selector.language === languageId ? 10 : 0,
};
export const extensions = { getExtension: (): unknown => undefined };
export const l10n = {
  t: (text: string, ...values: unknown[]) =>
    text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
};
export const contextKeys = new Map<string, unknown>();
export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState: number,
  ) {}
}
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export class ThemeIcon {
  constructor(readonly id: string) {}
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class MarkdownString {
  constructor(public value = '') {}

  appendText(text: string): this {
    this.value += text;
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}
export const commands = {
  registerCommand: (_name: string, _act: (...parts: never[]) => unknown) => never(),
  executeCommand: (_command: string, key: string, value: unknown) => {
    contextKeys.set(key, value);
    return Promise.resolve();
  },
};
