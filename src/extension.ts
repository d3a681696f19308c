import * as path from 'node:path';
import * as vscode from 'vscode';
import { ChoiceFiles } from './editor/choiceFiles';
import { ModelCodeLenses } from './editor/codeLenses';
import { RunDecorations } from './editor/decorations';
import { TraceDiagnostics } from './editor/diagnostics';
import { DiskWatcher } from './editor/diskWatcher';
import { ModelHovers } from './editor/hovers';
import { ShapeInlayHints } from './editor/inlayHints';
import { LazyTracer } from './editor/lazyTracer';
import { ModelDocuments, pythonSelector } from './editor/modelDocuments';
import { TraceQuickFixes } from './editor/quickFixes';
import { Packages } from './editor/packages';
import { SourceRevealer } from './editor/revealer';
import { EngineClient } from './engine/engineClient';
import { TracerClient } from './frontends/torch/tracerClient';
import { ChoiceCommands } from './views/choiceCommands';
import { ContextKeys } from './views/contextKeys';
import { GraphPanels } from './views/graphPanels';
import { ModelCommands } from './views/modelCommands';
import { ModuleTree } from './views/moduleTree';
import { registerPackagesCommand } from './views/packagesCommand';
import { RunController } from './views/runController';
import { RunComparisons } from './views/runComparison';
import { RunTree } from './views/runTree';
import { StatusBar } from './views/statusBar';

/** What tests inside the extension host look at. */
export interface SkiplineApi {
  readonly documents: ModelDocuments;
  readonly runs: RunTree;
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
  const choices = keep(new ChoiceFiles());
  const documents = keep(new ModelDocuments(tracer, keep(new Packages()), choices));
  keep(new DiskWatcher(documents));
  const revealer = keep(new SourceRevealer());
  const runs = new RunController(
    () => new EngineClient({ enginePath: bundle('engine.js') }),
    context.storageUri ?? context.globalStorageUri,
  );
  const panels = keep(new GraphPanels(documents, { extensionUri, revealer, runs }));
  const modelCommands = keep(new ModelCommands(documents, panels, runs));
  keep(new ChoiceCommands(documents, choices, (argument) => modelCommands.targetOf(argument)));
  const runTree = keep(
    new RunTree({
      home: runs.runsFolder,
      onDidChangeRuns: documents.onDidChangeRuns,
      comparisons: keep(new RunComparisons()),
      shownRun: (folder) => documents.showing(folder)?.run,
      replay: (run) => modelCommands.replay(run),
      continue: (run) => modelCommands.continueRecorded(run),
      saveWeights: (run) => modelCommands.saveWeightsOf(run),
      forget: (folder) => documents.showing(folder)?.setRun(undefined),
    }),
  );
  keep(registerPackagesCommand());
  const statusBar = keep(new StatusBar());
  const contextKeys = new ContextKeys();
  const moduleTree = keep(new ModuleTree(revealer));
  keep(new TraceDiagnostics(documents));
  keep(new RunDecorations(documents));
  keep(vscode.languages.registerCodeLensProvider(pythonSelector, keep(new ModelCodeLenses(documents))));
  keep(vscode.languages.registerInlayHintsProvider(pythonSelector, keep(new ShapeInlayHints(documents))));
  keep(
    vscode.languages.registerCodeActionsProvider(
      pythonSelector,
      new TraceQuickFixes(documents),
      TraceQuickFixes.metadata,
    ),
  );
  keep(vscode.languages.registerHoverProvider(pythonSelector, new ModelHovers(documents)));

  const updateFront = () => {
    statusBar.show(modelCommands.current);
    contextKeys.update(modelCommands.current);
    moduleTree.show(modelCommands.current);
  };
  keep(documents.onDidChange(updateFront));
  keep(vscode.window.onDidChangeActiveTextEditor(updateFront));
  keep(panels.onDidChangeActive(updateFront));
  updateFront();

  if (process.env.SKIPLINE_OPEN_GRAPH === '1') {
    keep(openGraphOnce(documents, panels));
  }
  return { documents, runs: runTree };
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
      model?.outline.declarations.some((declaration) => model.canTrace(declaration)) === true
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
