import * as v from 'valibot';
import * as vscode from 'vscode';
import type { ModelDocument } from '../editor/modelDocument';
import type { ModelRun } from '../editor/modelRun';
import type { SourceRevealer } from '../editor/revealer';
import type { Located } from '../editor/sourceIndex';
import { graphToJson } from '../protocol/graphJson';
import type { LossPoint } from '../protocol/lossCurve';
import { fromPanelSchema, type FromPanel, type ToPanel } from '../protocol/panel';
import { panelHtml } from './panelHtml';
import type { RunController } from './runController';

export const graphViewType = 'skipline.graph';

/** Points of the loss curve are sent together. */
const lossMilliseconds = 100;

/** The graph of one model. The page holds no truth: whatever it shows it is told again whenever it says `ready`. */
export class GraphPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #revealer: SourceRevealer;
  readonly #runs: RunController;
  readonly #subscriptions: vscode.Disposable[];
  #lossSubscription: vscode.Disposable | undefined;
  #followedRun: ModelRun | undefined;
  #pendingLosses: LossPoint[] = [];
  #lossTimer: NodeJS.Timeout | undefined;
  #networkTimer: NodeJS.Immediate | undefined;
  #isReady = false;
  #highlighted: Located = { nodes: [], modules: [] };

  constructor(
    panel: vscode.WebviewPanel,
    readonly model: ModelDocument,
    { extensionUri, revealer, runs }: PanelServices,
  ) {
    this.#panel = panel;
    this.#revealer = revealer;
    this.#runs = runs;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.webview.options = panelOptions(extensionUri);
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      model.onDidChange((change) => {
        if (change === 'trace') {
          // In a turn of its own: a large network takes milliseconds to write down.
          clearImmediate(this.#networkTimer);
          this.#networkTimer = setImmediate(() => {
            this.#sendNetwork();
            this.#sendOverlay();
          });
        } else if (change === 'freshness') {
          this.#sendFreshness();
        } else if (change === 'run') {
          this.#sendRun();
        } else if (change === 'overlay') {
          this.#sendOverlay();
        }
      }),
      // Last, so that nothing is sent to a closed panel by the end of a model that it alone has held.
      model.hold(),
    ];
    this.#setTitle();
    panel.webview.html = panelHtml(panel.webview, extensionUri);
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  get isVisible(): boolean {
    return this.#panel.visible;
  }

  get onDidDispose(): vscode.Event<void> {
    return this.#panel.onDidDispose;
  }

  get onDidChangeViewState(): vscode.Event<unknown> {
    return this.#panel.onDidChangeViewState;
  }

  show(): void {
    this.#panel.reveal(undefined, true);
  }

  highlight(located: Located): void {
    this.#highlighted = located;
    this.#send({ kind: 'highlight', nodes: [...located.nodes], modules: [...located.modules] });
  }

  /** Gives the panel away, for another model to show in it. */
  release(): vscode.WebviewPanel {
    this.dispose();
    return this.#panel;
  }

  dispose(): void {
    clearTimeout(this.#lossTimer);
    clearImmediate(this.#networkTimer);
    this.#lossSubscription?.dispose();
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  #receive(candidate: unknown): void {
    const parsed = v.safeParse(fromPanelSchema, candidate);
    if (parsed.success) {
      this.#obey(parsed.output);
    }
  }

  #obey(message: FromPanel): void {
    if (message.kind === 'ready') {
      this.#isReady = true;
      this.#sendEverything();
    } else if (message.kind === 'reveal') {
      void this.#revealer.reveal(message.span, this.model);
    } else {
      void this.#runs[message.command](this.model);
    }
  }

  #sendEverything(): void {
    this.#sendNetwork();
    this.#sendFreshness();
    this.#followedRun = undefined;
    this.#sendRun();
    this.#sendOverlay();
    this.highlight(this.#highlighted);
  }

  #sendNetwork(): void {
    this.#setTitle();
    const { traced } = this.model;
    if (traced) {
      const { trace, analysis } = traced;
      this.#send({
        kind: 'network',
        network: {
          model: trace.model,
          file: trace.file,
          graph: graphToJson(trace.graph),
          analysis,
          complete: trace.complete,
        },
      });
    }
  }

  #sendFreshness(): void {
    const { freshness, problem } = this.model;
    this.#send({
      kind: 'freshness',
      freshness: freshness === 'none' ? 'tracing' : freshness,
      ...(problem && { problem }),
    });
  }

  #sendRun(): void {
    const { run, preparation } = this.model;
    this.#followLosses(run);
    if (preparation) {
      const message = preparation.kind === 'failed' ? { message: preparation.message } : {};
      this.#send({ kind: 'run', state: preparation.kind, step: 0, isStale: false, ...message });
      return;
    }
    const isStale = this.model.isRunStale;
    // A run of an older text cannot be resumed by Train, which starts a new one.
    const isOver = isStale && (run?.state === 'paused' || run?.state === 'ready');
    this.#send({
      kind: 'run',
      state: isOver ? 'finished' : (run?.state ?? 'idle'),
      step: run?.step ?? 0,
      ...(run?.settings.steps !== undefined && { steps: run.settings.steps }),
      ...(run?.backend && { backend: run.backend }),
      ...(run?.message !== undefined && { message: run.message }),
      isStale,
    });
  }

  #sendOverlay(): void {
    this.#send({ kind: 'overlay', overlay: this.model.overlay ?? null });
  }

  /** Sends the curve so far once, then what is added. */
  #followLosses(run: ModelRun | undefined): void {
    if (run === this.#followedRun && this.#lossSubscription !== undefined) {
      return;
    }
    this.#followedRun = run;
    this.#lossSubscription?.dispose();
    this.#pendingLosses = [];
    this.#send({ kind: 'losses', reset: true, points: [...(run?.losses ?? [])] });
    this.#lossSubscription = run?.onDidAddLosses((points) => {
      this.#pendingLosses.push(...points);
      this.#lossTimer ??= setTimeout(() => this.#flushLosses(), lossMilliseconds);
    });
  }

  #flushLosses(): void {
    this.#lossTimer = undefined;
    const points = this.#pendingLosses.splice(0);
    if (points.length > 0) {
      this.#send({ kind: 'losses', reset: false, points });
      this.#sendRun();
    }
  }

  #send(message: ToPanel): void {
    // A hidden page drops messages; it asks for everything when it is shown again.
    if (this.#isReady) {
      void this.#panel.webview.postMessage(message);
    }
  }

  #setTitle(): void {
    const name = this.model.traced?.name ?? vscode.workspace.asRelativePath(this.model.uri);
    this.#panel.title = vscode.l10n.t('Graph of {0}', name);
  }
}

export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly revealer: SourceRevealer;
  readonly runs: RunController;
}

export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder)),
  };
}
