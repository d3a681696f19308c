import * as path from 'node:path';
import * as vscode from 'vscode';
import { ModelCodeLenses } from './editor/codeLenses';
import { RunDecorations } from './editor/decorations';
import { TraceDiagnostics } from './editor/diagnostics';
import { ModelHovers } from './editor/hovers';
import { ShapeInlayHints } from './editor/inlayHints';
import { LazyTracer } from './editor/lazyTracer';
import { ModelDocuments, pythonSelector } from './editor/modelDocuments';
import { SourceRevealer } from './editor/revealer';
import { EngineClient } from './engine/engineClient';
import { isTraceable } from './frontends/torch/outline';
import { TracerClient } from './frontends/torch/tracerClient';
import { ContextKeys } from './views/contextKeys';
import { GraphPanels } from './views/graphPanels';
import { ModelCommands } from './views/modelCommands';
import { RunController } from './views/runController';
import { StatusBar } from './views/statusBar';

/** What tests inside the extension host look at. */
export interface SkiplineApi {
  readonly documents: ModelDocuments;
}

/** Activation: wiring only. No process starts before there is something to trace. */
export function activate(context: vscode.ExtensionContext): SkiplineApi {
  const { extensionUri, subscriptions } = context;
  const bundle = (name: string) => path.join(extensionUri.fsPath, 'dist', name);
  const keep = <T extends vscode.Disposable>(disposable: T): T => {
    subscriptions.push(disposable);
    return disposable;
  };

  const tracer = keep(new LazyTracer(() => new TracerClient({ tracerPath: bundle('tracer.js') })));
  const documents = keep(new ModelDocuments(tracer));
  const revealer = keep(new SourceRevealer());
  const runs = new RunController(
    () => new EngineClient({ enginePath: bundle('engine.js') }),
    context.storageUri ?? context.globalStorageUri,
  );
  const panels = keep(new GraphPanels(documents, { extensionUri, revealer, runs }));
  const modelCommands = keep(new ModelCommands(documents, panels, runs));
  const statusBar = keep(new StatusBar());
  const contextKeys = new ContextKeys();
  keep(new TraceDiagnostics(documents));
  keep(new RunDecorations(documents));
  keep(vscode.languages.registerCodeLensProvider(pythonSelector, keep(new ModelCodeLenses(documents))));
  keep(vscode.languages.registerInlayHintsProvider(pythonSelector, keep(new ShapeInlayHints(documents))));
  keep(vscode.languages.registerHoverProvider(pythonSelector, new ModelHovers(documents)));

  const updateFront = () => {
    statusBar.show(modelCommands.current);
    contextKeys.update(modelCommands.current);
  };
  keep(documents.onDidChange(updateFront));
  keep(vscode.window.onDidChangeActiveTextEditor(updateFront));
  keep(panels.onDidChangeActive(updateFront));
  updateFront();

  if (process.env.SKIPLINE_OPEN_GRAPH === '1') {
    keep(openGraphOnce(documents, panels));
  }
  return { documents };
}

/** Opens the graph of the first model file that is shown, once. */
function openGraphOnce(documents: ModelDocuments, panels: GraphPanels): vscode.Disposable {
  const subscriptions: vscode.Disposable[] = [];
  const stop = new vscode.Disposable(() => subscriptions.splice(0).forEach((item) => void item.dispose()));
  const look = () => {
    const editor = vscode.window.activeTextEditor;
    const model = editor && documents.find(editor.document.uri);
    if (
      vscode.workspace.isTrusted &&
      model?.outline.declarations.some((declaration) => isTraceable(model.outline, declaration)) === true
    ) {
      stop.dispose();
      panels.show(model);
      model.want();
    }
  };
  subscriptions.push(documents.onDidChange(look), vscode.window.onDidChangeActiveTextEditor(look));
  look();
  return stop;
}
