import * as vscode from 'vscode';
import { OutlineParser } from '../frontends/torch/outlineParser';
import type { DocumentChange } from './documentState';
import { ModelDocument } from './modelDocument';
import { readSettings } from './settings';
import { sourceFileOf } from './sourceFile';
import type { Packages } from './packages';
import type { PackageFinder, Tracer } from './tracing';

/** Python on the disk of the machine that the extension runs on. */
export const pythonSelector: vscode.DocumentSelector = { language: 'python', scheme: 'file' };

export interface DocumentEvent {
  readonly document: ModelDocument;
  readonly change: DocumentChange;
}

interface Entry {
  readonly document: ModelDocument;
  readonly parser: OutlineParser;
  readonly subscription: vscode.Disposable;
  /** The text that the outline is to be of: another one where the file was closed and opened again. */
  source: vscode.TextDocument | undefined;
  outlineVersion: number;
  isParsing: boolean;
}

/** Which models have a choice of arguments or inputs outside of their files. */
export interface Choices {
  chosenIn(uri: vscode.Uri): ReadonlySet<string>;
  readonly onDidChange: vscode.Event<void>;
}

/** All Python files that are open or shown in a panel. */
export class ModelDocuments implements vscode.Disposable {
  readonly #entries = new Map<string, Entry>();
  readonly #tracer: Tracer;
  readonly #packages: PackageFinder;
  readonly #choices: Choices;
  readonly #subscriptions: vscode.Disposable[];
  readonly #changed = new vscode.EventEmitter<DocumentEvent>();
  readonly onDidChange = this.#changed.event;
  /** The run of a model came, went or went on. */
  readonly onDidChangeRuns: vscode.Event<DocumentEvent> = (listener, ...rest) =>
    this.onDidChange(
      (event) => {
        if (event.change === 'run' || event.change === 'overlay') {
          listener(event);
        }
      },
      ...rest,
    );

  constructor(tracer: Tracer, packages: PackageFinder & Pick<Packages, 'onDidChange'>, choices: Choices) {
    this.#tracer = tracer;
    this.#packages = packages;
    this.#choices = choices;
    this.#subscriptions = [
      packages.onDidChange(() => this.#entries.forEach(({ document }) => document.retrace())),
      choices.onDidChange(() => {
        this.#entries.forEach(({ document }) => document.setChosen(choices.chosenIn(document.uri)));
        this.#traceVisible();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#applyEdit(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#traceVisible()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#traceVisible()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration('skipline.pythonPath') ||
          event.affectsConfiguration('skipline.timeLimit')
        ) {
          this.#entries.forEach(({ document }) => document.retrace());
        }
        if (event.affectsConfiguration('skipline.traceOnOpen')) {
          this.#traceVisible();
        }
      }),
    ];
    vscode.workspace.textDocuments.forEach((document) => this.#consider(document));
  }

  [Symbol.iterator](): Iterator<ModelDocument> {
    return [...this.#entries.values()].map(({ document }) => document)[Symbol.iterator]();
  }

  /** The document of a file, made now where the file is not open. */
  get(uri: vscode.Uri): ModelDocument {
    return this.#entry(uri).document;
  }

  find(uri: vscode.Uri): ModelDocument | undefined {
    return this.#entries.get(uri.toString())?.document;
  }

  /** The document that shows the run of this folder. */
  showing(folder: string): ModelDocument | undefined {
    return [...this].find(({ run }) => run?.settings.folder === folder);
  }

  /** Documents whose trace has something to say about a file: its own first. */
  about(uri: vscode.Uri): ModelDocument[] {
    const own = this.find(uri);
    const file = sourceFileOf(uri);
    const others = [...this].filter(
      (other) => other !== own && file !== undefined && other.traced?.index.has(file) === true,
    );
    return own ? [own, ...others] : others;
  }

  /** The document that speaks for a file: its own where that one has a trace, else one that is made of the file. */
  speakingFor(uri: vscode.Uri): ModelDocument | undefined {
    const candidates = this.about(uri);
    return candidates.find(({ traced }) => traced !== undefined) ?? candidates[0];
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#entries.forEach(({ document, subscription }) => {
      subscription.dispose();
      document.dispose();
    });
    this.#entries.clear();
    this.#changed.dispose();
  }

  #entry(uri: vscode.Uri): Entry {
    const key = uri.toString();
    const known = this.#entries.get(key);
    if (known) {
      return known;
    }
    const document = new ModelDocument(uri, this.#tracer, this.#packages);
    document.chosen = this.#choices.chosenIn(uri);
    const entry: Entry = {
      document,
      parser: new OutlineParser(),
      subscription: document.onDidChange((change) => {
        this.#changed.fire({ document, change });
        if (change === 'released') {
          this.releaseUnused(uri);
        }
      }),
      source: undefined,
      outlineVersion: -1,
      isParsing: false,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** A file that a panel or a run held while its editor was closed may have another text now. */
  #open(document: vscode.TextDocument): void {
    const entry = this.#entries.get(document.uri.toString());
    entry?.document.retrace();
    this.#consider(document);
  }

  #consider(document: vscode.TextDocument): void {
    if (vscode.languages.match(pythonSelector, document) > 0) {
      void this.#updateOutline(this.#entry(document.uri), document);
    }
  }

  #applyEdit(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0) {
      return;
    }
    this.#entries.forEach(({ document }) => document.applyEdit(event));
    this.#consider(event.document);
  }

  #close({ uri }: Pick<vscode.TextDocument, 'uri'>): void {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    if (entry && !entry.document.isHeld) {
      this.#entries.delete(key);
      entry.document.dispose();
      entry.subscription.dispose();
    }
  }

  /** Lets a file go that no panel and no run needs any more, where its editor is closed. */
  releaseUnused(uri: vscode.Uri): void {
    const key = uri.toString();
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === key);
    if (!isOpen) {
      this.#close({ uri });
    }
  }

  /** One parse at a time for each document; edits meanwhile start another one after it. */
  async #updateOutline(entry: Entry, document: vscode.TextDocument): Promise<void> {
    if (entry.source !== document) {
      entry.source = document;
      entry.outlineVersion = -1;
    }
    if (entry.isParsing) {
      return;
    }
    entry.isParsing = true;
    try {
      for (
        let source = document;
        entry.outlineVersion !== source.version && !source.isClosed;
        source = entry.source
      ) {
        const { version } = source;
        const outline = await entry.parser.update(source.getText(), pause);
        if (source === entry.source) {
          entry.outlineVersion = version;
          entry.document.setOutline(outline, () => entry.parser.modules());
        }
      }
    } finally {
      entry.isParsing = false;
    }
    this.#traceVisible();
  }

  #traceVisible(): void {
    if (!vscode.workspace.isTrusted) {
      return;
    }
    for (const { document } of vscode.window.visibleTextEditors) {
      const model = this.find(document.uri);
      if (model && readSettings(document.uri).traceOnOpen) {
        if (model.outline.declarations.some((declaration) => model.canTrace(declaration))) {
          model.want();
        }
      }
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
