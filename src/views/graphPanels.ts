import * as v from 'valibot';
import * as vscode from 'vscode';
import type { ModelDocument } from '../editor/modelDocument';
import type { ModelDocuments } from '../editor/modelDocuments';
import { sourceFileOf } from '../editor/sourceFile';
import { GraphPanel, graphViewType, panelOptions, type PanelServices } from './graphPanel';

/** A cursor that is held down moves often; the graph follows when it rests. */
const cursorMilliseconds = 40;

const messageMilliseconds = 6000;

/** What the page saves: the network it showed, as `file#name`. */
const savedState = v.looseObject({ key: v.string() });

/** At most one panel for each file. They follow the editors' cursors. */
export class GraphPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #panels = new Map<ModelDocument, GraphPanel>();
  readonly #documents: ModelDocuments;
  readonly #services: PanelServices;
  readonly #subscriptions: vscode.Disposable[];
  readonly #activated = new vscode.EventEmitter<void>();
  /** Another panel became active, or none. */
  readonly onDidChangeActive = this.#activated.event;
  #cursorTimer: NodeJS.Timeout | undefined;

  constructor(documents: ModelDocuments, services: PanelServices) {
    this.#documents = documents;
    this.#services = services;
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(graphViewType, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#followCursor(textEditor)),
      vscode.workspace.onDidRenameFiles(({ files }) =>
        files.forEach(({ oldUri, newUri }) => void this.#followRename(oldUri, newUri)),
      ),
      // Panels of an earlier session wait for it.
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#panels.forEach(({ model }) => model.want())),
    ];
  }

  get active(): ModelDocument | undefined {
    return [...this.#panels.values()].find((panel) => panel.isActive)?.model;
  }

  /** Opens the panel beside the editor, or brings it to the front, without taking the keyboard. */
  show(model: ModelDocument): void {
    const known = this.#panels.get(model);
    if (known) {
      known.show();
      return;
    }
    const isFirstSplit = vscode.window.tabGroups.all.length === 1;
    const panel = vscode.window.createWebviewPanel(
      graphViewType,
      '',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      panelOptions(this.#services.extensionUri),
    );
    this.#adopt(panel, model);
    if (isFirstSplit) {
      // The network is narrow, and the lines of the code carry numbers at their ends.
      void vscode.commands.executeCommand('vscode.setEditorLayout', {
        orientation: 0,
        groups: [{ size: 0.6 }, { size: 0.4 }],
      });
    }
  }

  /** Points out the instances of a class. */
  highlightClass(model: ModelDocument, type: string): void {
    const modules = model.traced?.index.instancesOf(type).map(({ path }) => path) ?? [];
    this.#panels.get(model)?.highlight({ nodes: [], modules });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = v.safeParse(savedState, state);
    const hash = saved.success ? saved.output.key.lastIndexOf('#') : -1;
    if (!saved.success || hash < 1) {
      panel.dispose();
      return;
    }
    const uri = vscode.Uri.file(saved.output.key.slice(0, hash));
    try {
      await vscode.workspace.openTextDocument(uri);
    } catch {
      // The file is gone, and the graph with it.
      panel.dispose();
      return;
    }
    const model = this.#documents.get(uri);
    const known = this.#panels.get(model);
    if (known) {
      // A tab in the background is restored when it is looked at, and may find another panel in its place.
      panel.dispose();
      known.show();
      return;
    }
    model.select(saved.output.key.slice(hash + 1));
    this.#adopt(panel, model);
    if (vscode.workspace.isTrusted) {
      model.want();
    }
  }

  dispose(): void {
    clearTimeout(this.#cursorTimer);
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#panels.forEach((panel) => panel.dispose());
    this.#activated.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, model: ModelDocument): void {
    const graph = new GraphPanel(panel, model, this.#services);
    this.#panels.set(model, graph);
    graph.onDidChangeViewState(() => this.#activated.fire());
    graph.onDidDispose(() => {
      // The panel may have followed a renamed file since.
      if (this.#panels.get(model) === graph) {
        graph.dispose();
        this.#panels.delete(model);
        this.#activated.fire();
      }
    });
    this.#activated.fire();
  }

  /** The panels of a renamed file, or of the files of a renamed folder, show it under its new name. */
  async #followRename(oldUri: vscode.Uri, newUri: vscode.Uri): Promise<void> {
    const [from, to] = [oldUri.toString(), newUri.toString()];
    for (const [model, graph] of [...this.#panels]) {
      const text = model.uri.toString();
      if (text !== from && !text.startsWith(`${from}/`)) {
        continue;
      }
      const uri = vscode.Uri.parse(to + text.slice(from.length));
      await vscode.workspace.openTextDocument(uri);
      const next = this.#documents.get(uri);
      this.#panels.delete(model);
      const panel = graph.release();
      if (model.run) {
        void vscode.window.setStatusBarMessage(
          vscode.l10n.t('The training ended, because its file was renamed.'),
          messageMilliseconds,
        );
        model.setRun(undefined);
      }
      this.#documents.releaseUnused(model.uri);
      if (model.traced) {
        next.select(model.traced.name);
      }
      this.#adopt(panel, next);
      next.want();
    }
  }

  #followCursor(editor: vscode.TextEditor): void {
    if (this.#services.revealer.isEcho) {
      return;
    }
    clearTimeout(this.#cursorTimer);
    this.#cursorTimer = setTimeout(() => {
      const { uri } = editor.document;
      const file = sourceFileOf(uri);
      if (file === undefined) {
        return;
      }
      for (const model of this.#documents.about(uri)) {
        const panel = this.#panels.get(model);
        if (panel?.isVisible === true && model.traced) {
          panel.highlight(model.traced.locate(file, editor.selection.active.line + 1));
        }
      }
    }, cursorMilliseconds);
  }
}
